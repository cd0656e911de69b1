package dev.vigil.workers.crash;

import dev.vigil.model.observation.Capsule;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What Linux tells of the threads of a process without stopping it: names, states, the word of memory that each sleeps
 * on, and from that word which thread holds the mutex. Needs the right to trace for the last two; what cannot be seen
 * stays empty.
 */
final class ProcThreads {
    /** Of x86-64. */
    private static final String FUTEX = "202";

    private static final int FUTEX_COMMANDS = 0x7f;
    private static final int FUTEX_WAIT = 0;
    /** What a mutex of glibc holds while somebody waits for it, which its waiters pass to the kernel. */
    private static final long CONTENDED = 2;
    /** Where a mutex of glibc has the thread that holds it: {@code __data.__owner}. */
    private static final int OWNER_OFFSET = 8;

    private final long pid;
    private final Path folder;

    ProcThreads(long pid) {
        this.pid = pid;
        this.folder = Path.of("/proc", Long.toString(pid));
    }

    /** In the order of their ids, without frames; empty when the process is gone. */
    List<Capsule.Parked> look() {
        Set<Long> threads = new TreeSet<>();
        try (Stream<Path> tasks = Files.list(folder.resolve("task"))) {
            tasks.forEach(task -> threads.add(Long.parseLong(task.getFileName().toString())));
        } catch (IOException e) {
            return List.of();
        }
        List<Capsule.Parked> parked = new ArrayList<>();
        for (long thread : threads) {
            Path task = folder.resolve("task").resolve(Long.toString(thread));
            String stat = read(task.resolve("stat"));
            int named = stat.lastIndexOf(')');
            String state = stat.length() > named + 2 && named > 0 ? stat.substring(named + 2, named + 3) : "";
            Wait wait = wait(read(task.resolve("syscall")), threads);
            parked.add(new Capsule.Parked(
                    pid, thread, read(task.resolve("comm")).strip(), state, wait.text(), wait.holder(), List.of()));
        }
        return parked;
    }

    private record Wait(String text, long holder) {
        static final Wait NONE = new Wait("", 0);
    }

    /** The system call that a thread sleeps in: number and arguments, where we may see them. */
    private Wait wait(String call, Set<Long> threads) {
        String[] words = call.strip().split(" ", -1);
        if (words.length < 4 || !words[0].equals(FUTEX)) {
            return Wait.NONE;
        }
        long address = Long.decode(words[1]);
        long command = Long.decode(words[2]) & FUTEX_COMMANDS;
        if (command == FUTEX_WAIT && Long.decode(words[3]) == CONTENDED) {
            long owner = owner(address);
            return threads.contains(owner)
                    ? new Wait("the mutex at " + words[1] + ", held by thread " + owner, owner)
                    : new Wait("the mutex at " + words[1], 0);
        }
        return new Wait("a change of the word at " + words[1], 0);
    }

    private long owner(long mutex) {
        try (RandomAccessFile memory =
                new RandomAccessFile(folder.resolve("mem").toFile(), "r")) {
            byte[] word = new byte[Integer.BYTES];
            memory.seek(mutex + OWNER_OFFSET);
            memory.readFully(word);
            return ByteBuffer.wrap(word).order(ByteOrder.nativeOrder()).getInt();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // Gone, or not for us to see.
            return "";
        }
    }
}
