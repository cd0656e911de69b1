package dev.vigil.workers.target;

import dev.vigil.model.target.TargetManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Files of targets by their SHA-256, each kept once however many targets have it, and beside them the parts of those
 * that are not here whole. Used by one thread of one process at a time, which {@link DepotTargets} sees to.
 */
final class HashedFiles {
    private static final String PART = ".part";
    private static final int FETCHES_MAX = 2;

    private final Path folder;

    /** Fetches the rest of a file. */
    interface Fetch {
        void from(long offset, Download.Sink sink) throws TargetException, IOException, InterruptedException;
    }

    HashedFiles(Path folder) {
        this.folder = folder;
    }

    Path path(TargetManifest.Entry file) {
        return folder.resolve(file.sha256());
    }

    boolean has(TargetManifest.Entry file) {
        return Files.isRegularFile(path(file), LinkOption.NOFOLLOW_LINKS);
    }

    /** Bytes that have still to come; those of a part may turn out to be wrong. */
    long missing(TargetManifest.Entry file) throws IOException {
        if (has(file)) {
            return 0;
        }
        Path part = part(file);
        return Math.max(0, file.size() - (Files.exists(part) ? Files.size(part) : 0));
    }

    /** Reads a file that is here, and drops it when it is not what its name says. */
    void verify(TargetManifest.Entry file) throws IOException {
        try (FileChannel channel = FileChannel.open(path(file))) {
            if (hex(digest(channel)).equals(file.sha256())) {
                return;
            }
        }
        Files.delete(path(file));
    }

    /**
     * Brings a file here: behind what a part has, checked as a whole, and safe from a loss of power before it has its
     * name.
     *
     * @param have told how many bytes of it are here
     * @throws TargetException when what comes is wrong twice, or does not come
     */
    void fetch(TargetManifest.Entry file, Fetch fetch, LongConsumer have)
            throws TargetException, IOException, InterruptedException {
        Files.createDirectories(folder);
        Path part = part(file);
        for (int i = 0; i < FETCHES_MAX; i++) {
            if (complete(file, part, fetch, have)) {
                Files.setPosixFilePermissions(
                        part, PosixFilePermissions.fromString(file.executable() ? "r-xr-xr-x" : "r--r--r--"));
                Files.move(part, path(file), StandardCopyOption.ATOMIC_MOVE);
                TargetFolders.force(folder);
                return;
            }
            Files.delete(part);
        }
        throw new TargetException(file.name() + " came with a wrong hash " + FETCHES_MAX
                + " times; look at the coordinator's copy of it");
    }

    private static boolean complete(TargetManifest.Entry file, Path part, Fetch fetch, LongConsumer have)
            throws TargetException, IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > file.size()) {
                channel.truncate(0);
            }
            MessageDigest digest = digest(channel);
            channel.position(channel.size());
            fetch.from(channel.size(), bytes -> {
                digest.update(bytes);
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                have.accept(channel.position());
            });
            channel.force(true);
            return hex(digest).equals(file.sha256());
        }
    }

    /** Of all files and parts. */
    long bytes() throws IOException {
        long bytes = 0;
        for (Path file : all()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Removes files and parts whose hash is not among these. */
    void retain(Set<String> wanted) throws IOException {
        for (Path file : all()) {
            String name = file.getFileName().toString();
            if (!wanted.contains(name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name)) {
                Files.delete(file);
            }
        }
    }

    private List<Path> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private Path part(TargetManifest.Entry file) {
        return folder.resolve(file.sha256() + PART);
    }

    /** Of all that a channel has, read from its beginning. */
    private static MessageDigest digest(FileChannel channel) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            long at = 0;
            for (int n = channel.read(buffer, at); n >= 0; n = channel.read(buffer, at)) {
                at += n;
                digest.update(buffer.flip());
                buffer.clear();
            }
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
