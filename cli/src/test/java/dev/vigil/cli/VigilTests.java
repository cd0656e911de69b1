package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VigilTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private Typist typist;

    @BeforeEach
    void sit() {
        typist = new Typist(work.resolve("cache"));
    }

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
        typist.assertRefused(typist.type(command.split(" ")), words);
    }

    @Test
    void missingVerbIsOneLineAndTwo() {
        typist.assertRefused(typist.type(), "a verb is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "findings", "targets", "doctor", "replay", "report", "ops", "canary", "certs"})
    void everyVerbHasHelp(String verb) {
        assertEquals(0, typist.type(verb, "--help"), typist.err());
        assertTrue(typist.out().startsWith("Usage: vigil " + verb));
    }

    @Test
    void versionNamesTheJvm() {
        assertEquals(0, typist.type("--version"));
        assertTrue(typist.out().contains(System.getProperty("java.version")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"findings", "report", "ops"})
    void folderWithoutRunsIsSaidSo(String verb) {
        typist.assertRefused(typist.type(verb, "--out", work.resolve("none").toString()), "there is no store in");
    }

    @Test
    void corruptStoreIsOneLineAndKept() throws Exception {
        Path file = Files.writeString(work.resolve("store.mv.db"), "this is no database, whatever its name says");
        byte[] before = Files.readAllBytes(file);
        typist.assertRefused(typist.type("findings", "--out", work.toString()), "store");
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(file));
    }

    @Test
    void unknownTargetIsOneLine() {
        typist.assertRefused(typist.type("targets", "no-such-build"), "is neither a file here nor 'default'");
    }

    @Test
    void truncatedLibraryIsOneLine() throws Exception {
        Path file = Files.write(work.resolve("libmxnet.so"), new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
        typist.assertRefused(typist.type("targets", file.toString()), "is truncated");
    }
}
