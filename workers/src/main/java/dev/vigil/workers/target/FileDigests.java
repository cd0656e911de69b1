package dev.vigil.workers.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** SHA-256 of files, remembered by path, size and time of change: a library has some 200 MB and is asked for in every command. */
final class FileDigests {
    private final Path folder;

    FileDigests(Path folder) {
        this.folder = folder;
    }

    String sha256(Path file) throws IOException {
        String stamp = Files.size(file) + " " + Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
        Path note = folder.resolve(hex(file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)));
        if (Files.isRegularFile(note)) {
            String[] parts = Files.readString(note).split("\n", -1);
            if (parts.length >= 2 && parts[0].equals(stamp) && parts[1].matches("[0-9a-f]{64}")) {
                return parts[1];
            }
        }
        String digest = read(file);
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "new", "");
        Files.writeString(fresh, stamp + "\n" + digest + "\n" + file + "\n");
        Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return digest;
    }

    private static String read(Path file) throws IOException {
        MessageDigest digest = sha();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha().digest(bytes));
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
