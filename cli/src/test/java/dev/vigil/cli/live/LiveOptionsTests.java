package dev.vigil.cli.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.BadInput;
import dev.vigil.coordinator.live.LiveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LiveOptionsTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    private static Optional<LiveSettings> settings(String... args) throws BadInput {
        LiveOptions options = new LiveOptions();
        new CommandLine(options).parseArgs(args);
        return options.settings();
    }

    private static void refused(String words, String... args) {
        String line = String.valueOf(
                assertThrows(BadInput.class, () -> settings(args)).getMessage());
        assertTrue(line.startsWith("--live"), line);
        assertTrue(line.contains(words), line);
        assertEquals(1, line.lines().count(), line);
    }

    private String token(String text) throws IOException {
        return Files.writeString(work.resolve("token"), text).toString();
    }

    @Test
    void nothingSaidIsNoPage() throws Exception {
        assertEquals(Optional.empty(), settings());
    }

    @Test
    void aPortAloneIsThisMachines() throws Exception {
        assertEquals(8080, settings("--live", "8080").orElseThrow().address().getPort());
    }

    @Test
    void theTokenIsReadWithoutItsLineBreak() throws Exception {
        String file = token("0123456789abcdef\n");
        assertEquals(
                "0123456789abcdef",
                settings("--live", "0.0.0.0:8080", "--live-token-file", file)
                        .orElseThrow()
                        .token());
    }

    @Test
    void badValuesAreOneLine() throws Exception {
        refused("is no place to listen", "--live", "nowhere");
        refused("give one with --live-token-file", "--live", "0.0.0.0:8080");
        refused("give that too", "--live-token-file", token("0123456789abcdef"));
        refused("has 5 characters", "--live", "0.0.0.0:1", "--live-token-file", token("short"));
        refused("has 0 characters", "--live", "1", "--live-token-file", token("\n"));
        refused("too long", "--live", "1", "--live-token-file", token("x".repeat(5000)));
        refused(
                "cannot be read",
                "--live",
                "1",
                "--live-token-file",
                work.resolve("none").toString());
        refused("cannot be read", "--live", "1", "--live-token-file", work.toString());
    }

    @Test
    void startsHaveTheBoundsThatReportsHave() {
        var bounds = StartRates.reading().interval().of(5, 40);
        assertEquals(0.042, bounds.low(), 0.0005);
        assertEquals(0.268, bounds.high(), 0.0005);
    }
}
