package dev.vigil.cli.run;

import dev.vigil.cli.BadInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder that a run writes to, held against other runs until it is closed. A lock ends with its process, however that ends. */
public final class OutFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lock;

    private OutFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * @throws BadInput when it cannot be written, or another run works in it
     */
    public static OutFolder open(Path path) throws BadInput {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new BadInput("--out " + path + " is a file; give a folder");
        }
        try {
            Files.createDirectories(path);
            FileChannel lock =
                    FileChannel.open(path.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (held(lock)) {
                return new OutFolder(path, lock);
            }
            lock.close();
        } catch (IOException e) {
            throw new BadInput("--out " + path + " cannot be written: " + e, e);
        }
        throw new BadInput("another run works in " + path + "; wait for it, or give another --out");
    }

    private static boolean held(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    public Path log() {
        return path.resolve("vigil.log");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest, and nothing was written through it.
            return;
        }
    }
}
