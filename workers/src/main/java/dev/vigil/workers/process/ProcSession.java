package dev.vigil.workers.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The processes of one session, as Linux tells of them: a program and what it forked. One thread at a time. */
final class ProcSession {
    /** Of /proc/PID/stat, counted behind the name, which may hold spaces. */
    private static final int STATE = 0;

    private static final int SESSION = 3;

    private final String leader;

    /**
     * @param ready whether a thread runs, could run, or waits for a device
     */
    record Sample(long cpuMs, boolean ready) {}

    ProcSession(long leader) {
        this.leader = Long.toString(leader);
    }

    /** Those that live, the leader first. */
    List<Long> processes() {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : all.toList()) {
                String pid = process.getFileName().toString();
                if (!Character.isDigit(pid.charAt(0))) {
                    continue;
                }
                String[] stat = stat(process.resolve("stat"));
                if (stat.length > SESSION && stat[SESSION].equals(leader) && !stat[STATE].equals("Z")) {
                    found.add(pid.equals(leader) ? 0 : found.size(), Long.parseLong(pid));
                }
            }
        } catch (IOException e) {
            // No /proc: nothing is known, and the total limit still holds.
            return List.of();
        }
        return found;
    }

    long residentBytes() {
        return processes().stream()
                .mapToLong(pid -> new ProcFiles(pid).residentBytes())
                .sum();
    }

    Sample sample() {
        long cpuMs = 0;
        boolean ready = false;
        for (long pid : processes()) {
            cpuMs += new ProcFiles(pid).cpuMs();
            ready |= ready(pid);
        }
        return new Sample(cpuMs, ready);
    }

    private static boolean ready(long pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.anyMatch(task -> {
                String state = stat(task.resolve("stat"))[STATE];
                return state.equals("R") || state.equals("D");
            });
        } catch (IOException e) {
            // It ended while we looked.
            return false;
        }
    }

    private static String[] stat(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(text.lastIndexOf(')') + 1).trim().split(" ", -1);
        } catch (IOException e) {
            return new String[] {""};
        }
    }
}
