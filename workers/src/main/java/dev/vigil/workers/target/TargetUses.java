package dev.vigil.workers.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which targets are in use on this machine: each process that uses one holds a shared lock on a file in its folder.
 * Thread-safe; one for each process and cache, since closing a file gives up the process's locks on it.
 */
final class TargetUses {
    private static final String LOCK = "lock";

    private final Map<Path, Use> uses = new HashMap<>();

    private record Use(FileChannel channel, int count) {}

    /** Removes a target. */
    interface Removal {
        void remove() throws IOException;
    }

    /** Makes a folder one that can be used. */
    static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) {
            Files.createFile(lock);
        }
    }

    /** Keeps a target from being removed; false when it is not there or just being removed. */
    synchronized boolean hold(Path folder) throws IOException {
        Use use = uses.get(folder);
        if (use != null) {
            uses.put(folder, new Use(use.channel(), use.count() + 1));
            return true;
        }
        Path lock = folder.resolve(LOCK);
        try {
            Object before = key(lock);
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
            boolean held = false;
            try {
                // Held is only what still has its name, and not what was removed meanwhile and came anew.
                held = tryLock(channel, true) && before.equals(key(lock));
            } finally {
                if (!held) {
                    channel.close();
                }
            }
            if (held) {
                uses.put(folder, new Use(channel, 1));
            }
            return held;
        } catch (NoSuchFileException e) {
            // Not there, or removed just now.
            return false;
        }
    }

    synchronized void release(Path folder) {
        Use use = Objects.requireNonNull(uses.get(folder), "released more often than held");
        if (use.count() > 1) {
            uses.put(folder, new Use(use.channel(), use.count() - 1));
        } else {
            uses.remove(folder);
            close(use.channel());
        }
    }

    /** Removes a target unless somebody holds it; nobody can hold it meanwhile. Whether it is gone. */
    synchronized boolean removeUnused(Path folder, Removal removal) throws IOException {
        if (uses.containsKey(folder)) {
            return false;
        }
        prepare(folder);
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            if (!tryLock(channel, false)) {
                return false;
            }
            removal.remove();
            return true;
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Another of us in this process, which only tests have: what it holds is kept for us as well.
            return shared;
        }
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key;
    }
}
