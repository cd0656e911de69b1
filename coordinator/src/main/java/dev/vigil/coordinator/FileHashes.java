package dev.vigil.coordinator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * SHA-256 of files, each read once as long as it does not change. One for all depots of a process, thread-safe; grows
 * by an entry for each file of a target.
 */
public final class FileHashes {
    private final Map<Stamp, String> known = new ConcurrentHashMap<>();

    /**
     * What tells that a file is still the one that was read.
     *
     * @param size in bytes
     * @param changedNanos since the epoch
     * @param inode as the file system gives it, empty where it has none
     */
    record Stamp(Path file, long size, long changedNanos, String inode) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = seen.fileKey();
            return new Stamp(
                    file,
                    seen.size(),
                    seen.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    key == null ? "" : key.toString());
        }
    }

    /**
     * Reads the file unless one with this stamp was read before; blocks.
     *
     * @throws IOException when it cannot be read or is not, or is no longer, the one of the stamp
     */
    String sha256(Stamp stamp) throws IOException {
        String before = known.get(stamp);
        if (before != null) {
            return before;
        }
        String digest = read(stamp.file());
        if (!Stamp.of(stamp.file()).equals(stamp)) {
            throw new IOException(stamp.file() + " changes while it is read");
        }
        known.put(stamp, digest);
        return digest;
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
