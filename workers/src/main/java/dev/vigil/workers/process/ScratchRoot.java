package dev.vigil.workers.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder under which every child of this worker has one of its own. It goes with us, by a {@link Sweeper}; its name
 * holds our process id, so that a later worker clears away what that missed. Thread-safe.
 */
public final class ScratchRoot implements AutoCloseable {
    /** A Unix-domain socket's path may have 107 bytes, of which a child's folder and file names take some. */
    private static final int PATH_BYTES_MAX = 80;

    private static final Pattern NAME = Pattern.compile("vigil-w(\\d+)-.*");

    private final Path root;
    private final Sweeper sweeper;
    private final AtomicLong count = new AtomicLong();

    private ScratchRoot(Path root, Sweeper sweeper) {
        this.root = root;
        this.sweeper = sweeper;
    }

    /**
     * @param parent an existing folder with a short path, usually the system's for temporary files
     */
    public static ScratchRoot open(Path parent) throws IOException {
        Path folder = parent.toAbsolutePath();
        clearDead(folder);
        Path root = Files.createTempDirectory(
                folder, "vigil-w" + ProcessHandle.current().pid() + "-");
        int length = root.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > PATH_BYTES_MAX) {
            Files.delete(root);
            throw new IOException("the scratch folder's path is too long for local sockets (" + length + " bytes, "
                    + PATH_BYTES_MAX + " allowed): " + root + "; choose a shorter one");
        }
        return new ScratchRoot(root, Sweeper.of(root));
    }

    public Path path() {
        return root;
    }

    /** A new empty folder. */
    public Path folder(String kind) throws IOException {
        return Files.createDirectory(root.resolve(kind + count.incrementAndGet()));
    }

    @Override
    public void close() {
        delete(root);
        sweeper.close();
    }

    /** Removes a folder with all in it; what cannot be removed stays for the next worker. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(ScratchRoot.class.getName())
                    .log(System.Logger.Level.DEBUG, "left behind: {0} ({1})", folder, e);
        }
    }

    private static void clearDead(Path parent) throws IOException {
        List<Path> children;
        try (Stream<Path> listing = Files.list(parent)) {
            children = listing.toList();
        }
        for (Path child : children) {
            Matcher name = NAME.matcher(child.getFileName().toString());
            if (name.matches()
                    && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                delete(child);
            }
        }
    }
}
