package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Types commands and reads what comes back, in this JVM. */
final class Typist {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    Typist(Path cache) {
        environment.put("VIGIL_CACHE", cache.toString());
        environment.put("PATH", System.getenv("PATH"));
    }

    /** From now on in an environment with this variable as well. */
    Typist with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The exit code of {@code vigil} with these arguments. */
    int type(String... args) {
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
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
