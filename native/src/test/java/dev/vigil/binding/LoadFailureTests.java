package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that cannot be loaded gives one clear line. */
final class LoadFailureTests {
    private static final int MACHINE_OFFSET = 18;
    private static final byte AARCH64 = (byte) 183;

    @TempDir
    Path folder;

    @Test
    void missingFileIsNamed() {
        expect(folder.resolve("libmxnet.so"), "does not exist");
        expect(folder, "is not a file");
    }

    @Test
    void textFileIsNoLibrary() throws IOException {
        expect(Files.writeString(folder.resolve("libmxnet.so"), "not a library\n"), "is not a shared library");
        expect(Files.writeString(folder.resolve("empty.so"), ""), "is not a shared library");
    }

    @Test
    void truncatedLibraryIsSaidToBeTruncated() throws IOException {
        expect(Files.write(folder.resolve("short.so"), head(20)), "is truncated");
        expect(Files.write(folder.resolve("header.so"), head(100)), "is truncated");
        expect(Files.write(folder.resolve("libmxnet.so"), head(100_000)), "is truncated");
    }

    @Test
    void otherMachineIsNamed() throws IOException {
        byte[] bytes = head(100_000);
        bytes[MACHINE_OFFSET] = AARCH64;
        expect(Files.write(folder.resolve("libmxnet.so"), bytes), "another machine: aarch64");
    }

    @Test
    void missingDependencyComesInTheLoadersWords() throws IOException {
        Path alone = Files.copy(RealLibraries.first(), folder.resolve("libmxnet.so"));
        expect(alone, "cannot open shared object file");
    }

    private static void expect(Path file, String words) {
        LoadFailure failure = assertThrows(LoadFailure.class, () -> MxLibrary.open(file));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(words) && message.contains(file.toString()), message);
        assertFalse(message.contains("\n"), message);
    }

    private static byte[] head(int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(RealLibraries.first())) {
            return in.readNBytes(bytes);
        }
    }
}
