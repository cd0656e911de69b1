package dev.vigil.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Replaces a file as a whole: a reader sees the old text or the new one, and a full disk leaves the old one. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes UTF-8 text; makes the folder when it is not there.
     *
     * @throws ReportException when it cannot be written; the old file is as it was
     */
    public static void write(Path file, String text) throws ReportException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = null;
        try {
            if (folder == null) {
                throw new IOException("it has no folder");
            }
            Files.createDirectories(folder);
            temporary = Files.createTempFile(folder, "." + file.getFileName(), ".new");
            Files.writeString(temporary, text);
            replace(temporary, file);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Puts a finished file in another's place, readable for whoever may read its folder. */
    public static void replace(Path finished, Path place) throws IOException {
        // Temporary files are made for their owner alone.
        if (Files.getFileStore(finished).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    finished, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The one line for a file that cannot be written. */
    public static ReportException cannotWrite(Path file, Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String why = root instanceof java.nio.file.AccessDeniedException
                ? "no permission"
                : root instanceof java.nio.file.FileSystemException f && f.getReason() != null ? f.getReason() : text;
        return new ReportException(
                "cannot write " + file + ": " + why + "; what was there before is kept. Free space there, or choose"
                        + " another folder with --out, then run `vigil report`",
                e);
    }

    private static void deleteQuietly(@org.jspecify.annotations.Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // A left-over temporary file harms nobody, and the first fault must reach the reader.
            }
        }
    }
}
