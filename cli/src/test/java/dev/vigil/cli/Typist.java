package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Types commands and reads what comes back, in this JVM. */
final class Typist {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path cache;

    Typist(Path cache) {
        this.cache = cache;
    }

    /** The exit code of {@code vigil} with these arguments. */
    int type(String... args) {
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("VIGIL_CACHE", cache.toString(), "PATH", System.getenv("PATH")),
                Path.of(System.getProperty("vigil.home")),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                false,
                80);
        return Vigil.commandLine(surroundings).execute(args);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Bad input: exit code 2 and one line that has these words. */
    void assertRefused(int code, String words) {
        assertEquals(2, code, err());
        assertTrue(err().contains(words), err());
        assertEquals(1, err().lines().count(), err());
    }
}
