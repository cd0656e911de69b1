package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of this machine by what their command line says; the JDK shows only its first 4096 bytes, which end before the main class. */
public final class Processes {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Processes() {}

    /** What every child, launcher and grandchild of a worker in that process has on its command line. */
    public static String ofWorkerIn(long pid) {
        return "vigil-w" + pid + "-";
    }

    /** Those that run a main class, without the launchers whose arguments name it as well. */
    public static List<ProcessHandle> running(Class<?> mainClass, String mark) {
        return having(mark).stream()
                .filter(process -> {
                    String[] words = commandLine(process).split("\0", -1);
                    return words[0].endsWith("java") && List.of(words).contains(mainClass.getName());
                })
                .toList();
    }

    /** Returns once nothing with this mark runs. */
    public static void awaitNone(String mark) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (List<ProcessHandle> left = having(mark); !left.isEmpty(); left = having(mark)) {
            assertTrue(System.nanoTime() < deadline, "still there: " + commandLine(left.get(0)));
            left.get(0).onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static List<ProcessHandle> having(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(mark))
                .toList();
    }

    /** Empty for one that is gone, or dead and not yet taken leave of. */
    private static String commandLine(ProcessHandle process) {
        try {
            Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }
}
