package dev.vigil.probes.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where all threads of a process stood, as it told itself.
 *
 * @param reason what it was asked by
 */
public record StackDump(String reason, List<DumpedThread> threads) {
    public StackDump {
        threads = List.copyOf(threads);
    }

    /**
     * A thread.
     *
     * @param tid the kernel's number
     * @param name its own name
     * @param waits for what it waits, if that is known
     * @param call the blocking call it is in; empty for none that is known
     * @param held what locks it has, in the order taken
     * @param unseen why its stack is not, or not surely, what it shows; empty where it is
     * @param frames innermost first
     */
    public record DumpedThread(
            int tid,
            String name,
            Optional<Waits> waits,
            String call,
            List<HeldLock> held,
            String unseen,
            List<Place> frames) {
        public DumpedThread {
            held = List.copyOf(held);
            frames = List.copyOf(frames);
        }
    }

    /**
     * What a thread waits for.
     *
     * @param function which call waits
     * @param object the lock's class as text, empty where it has none, and its address
     * @param owner the kernel's number of the thread that has it; 0 for none that is known
     */
    public record Waits(String function, String object, int owner) {}

    /** A lock that a thread has, and where it took it, innermost first. */
    public record HeldLock(String lock, List<Place> taken) {
        public HeldLock {
            taken = List.copyOf(taken);
        }
    }

    /**
     * All whole dumps of a file, in order.
     *
     * @throws WatchFormatException when it is none of the library's
     */
    public static List<StackDump> read(Path file) throws IOException {
        List<StackDump> dumps = new ArrayList<>();
        for (WatchText.Picture picture : WatchText.read(file)) {
            dumps.add(parse(picture));
        }
        return dumps;
    }

    /** The threads that wait for each other in a circle; empty where none do. */
    public List<DumpedThread> deadlock() {
        Map<Integer, DumpedThread> byTid = new HashMap<>();
        threads.forEach(thread -> byTid.put(thread.tid(), thread));
        for (DumpedThread start : threads) {
            List<DumpedThread> circle = new ArrayList<>();
            Optional<DumpedThread> at = Optional.of(start);
            while (at.isPresent() && !circle.contains(at.get())) {
                circle.add(at.get());
                at = at.get().waits().flatMap(waits -> Optional.ofNullable(byTid.get(waits.owner())));
            }
            if (at.isPresent() && at.get().tid() == start.tid()) {
                return circle;
            }
        }
        return List.of();
    }

    private static StackDump parse(WatchText.Picture picture) throws WatchFormatException {
        String reason = "";
        List<DumpedThread> threads = new ArrayList<>();
        List<String> lines = picture.lines();
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).startsWith("dump ")) {
                reason = lines.get(at).split(" ", 3)[2];
            } else if (lines.get(at).startsWith("thread ")) {
                int end = at + 1;
                while (end < lines.size() && lines.get(end).startsWith(" ")) {
                    end++;
                }
                threads.add(thread(picture, at, end));
            }
        }
        return new StackDump(reason, threads);
    }

    private static DumpedThread thread(WatchText.Picture picture, int begin, int end) throws WatchFormatException {
        int at = begin;
        try {
            String[] head = picture.lines().get(begin).split(" ", 4);
            Optional<Waits> waits = Optional.empty();
            String call = "";
            List<HeldLock> held = new ArrayList<>();
            String unseen = "";
            List<Place> frames = List.of();
            for (at = begin + 1; at < end; at++) {
                String line = picture.lines().get(at).strip();
                String rest = line.substring(Math.min(line.length(), line.indexOf(' ') + 1));
                String[] fields = line.split(" ", -1);
                switch (fields[0]) {
                    case "waits" -> waits = Optional.of(waits(picture, fields, at));
                    case "in" -> call = fields[1];
                    case "holds" -> held.add(new HeldLock(lock(picture, fields, 1, at), List.of()));
                    case "taken" -> {
                        HeldLock last = held.remove(held.size() - 1);
                        held.add(new HeldLock(last.lock(), picture.places(fields, 1, at)));
                    }
                    case "unseen" -> unseen = rest;
                    case "frames" -> frames = picture.places(fields, 1, at);
                    default -> throw picture.wrong(at);
                }
            }
            return new DumpedThread(Integer.parseInt(head[1]), head[3], waits, call, held, unseen, frames);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw picture.wrong(Math.min(at, end - 1));
        }
    }

    private static Waits waits(WatchText.Picture picture, String[] fields, int line) throws WatchFormatException {
        boolean owned = fields.length > 2 && fields[fields.length - 2].equals("owner");
        String[] object = owned ? Arrays.copyOf(fields, fields.length - 2) : fields;
        int owner = owned ? Integer.parseInt(fields[fields.length - 1]) : 0;
        return new Waits(fields[1], lock(picture, object, 2, line), owner);
    }

    /** "KIND PLACE ADDRESS" or "ADDRESS", with the place as people read it. */
    private static String lock(WatchText.Picture picture, String[] fields, int from, int line)
            throws WatchFormatException {
        if (fields.length - from < 3) {
            return fields[from];
        }
        boolean variable = !fields[from + 1].startsWith("@");
        Place place = picture.place(variable ? fields[from + 1] : fields[from + 1].substring(1), line);
        return new LockClass(fields[from], variable, place) + " " + fields[from + 2];
    }
}
