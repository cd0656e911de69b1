package dev.vigil.workers.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what children leave, bounded. A file that is not there is empty: most ends leave only some of them. */
final class TextFiles {
    private TextFiles() {}

    static String head(Path file, int bytesMax) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(bytesMax), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static String tail(Path file, int bytesMax) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - bytesMax));
            byte[] bytes = new byte[(int) (in.length() - in.getFilePointer())];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
