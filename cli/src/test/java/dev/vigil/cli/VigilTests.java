package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VigilTests {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense | Unknown option: '--nonsense'",
                "launch | 'launch'",
                "findings --jsno | Unknown option: '--jsno'",
                "targets a b | Unmatched argument",
                "doctor now | Unmatched argument",
            })
    void unknownWordsAndFlagsAreOneLineAndTwo(String command, String words) {
        assertRefused(run(command.split(" ")), words);
    }

    @Test
    void missingVerbIsOneLineAndTwo() {
        assertRefused(run(), "a verb is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "findings", "targets", "doctor", "replay", "report", "ops"})
    void everyVerbHasHelp(String verb) {
        assertEquals(0, run(verb, "--help"), err());
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage: vigil " + verb));
    }

    @Test
    void versionNamesTheJvm() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains(System.getProperty("java.version")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"findings", "report", "ops"})
    void folderWithoutRunsIsSaidSo(String verb) {
        assertRefused(run(verb, "--out", work.resolve("none").toString()), "there is no store in");
    }

    @Test
    void corruptStoreIsOneLineAndKept() throws Exception {
        Path file = Files.writeString(work.resolve("store.mv.db"), "this is no database, whatever its name says");
        byte[] before = Files.readAllBytes(file);
        assertRefused(run("findings", "--out", work.toString()), "store");
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(file));
    }

    @Test
    void unknownTargetIsOneLine() {
        assertRefused(run("targets", "no-such-build"), "is neither a file here nor 'default'");
    }

    @Test
    void truncatedLibraryIsOneLine() throws Exception {
        Path file = Files.write(work.resolve("libmxnet.so"), new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
        assertRefused(run("targets", file.toString()), "is truncated");
    }

    private void assertRefused(int code, String words) {
        assertEquals(2, code, err());
        assertTrue(err().contains(words), err());
        assertEquals(1, err().lines().count(), err());
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private int run(String... args) {
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("VIGIL_CACHE", work.resolve("cache").toString(), "PATH", System.getenv("PATH")),
                Path.of(System.getProperty("vigil.home")),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                false,
                80);
        return Vigil.commandLine(surroundings).execute(args);
    }
}
