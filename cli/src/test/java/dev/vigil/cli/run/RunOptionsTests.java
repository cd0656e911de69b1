package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.preset.Preset;
import dev.vigil.cli.preset.Presets;
import dev.vigil.model.campaign.CampaignSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RunOptionsTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @Test
    void nothingSaidIsQuickOnTheDefaultTarget() throws Exception {
        CampaignSettings settings = settings();
        assertEquals("quick", settings.preset());
        assertEquals("default", settings.target().name());
        assertEquals(5, settings.minutes());
        assertEquals(2, settings.slots());
        assertEquals(99, settings.seed());
        assertEquals("cpu", settings.device());
        assertEquals(CampaignSettings.PlanMode.ADAPTIVE, settings.plan());
        assertEquals(List.of(), settings.operators());
    }

    @Test
    void flagsOutrankTheFile() throws Exception {
        Path file = work.resolve("a.conf");
        Files.writeString(file, "minutes = 7\nseed = 3\nops = [x]\nslots = 9\n");
        CampaignSettings settings = settings(file.toString(), "--minutes", "2", "--ops", "a*,b", "--seed=-5");
        assertEquals(2, settings.minutes());
        assertEquals(-5, settings.seed());
        assertEquals(
                4,
                new RunOptions()
                        .withSeed(4L)
                        .settings(new Presets().read(file.toString()), () -> 1, 2)
                        .seed());
        assertEquals(List.of("a*", "b"), settings.operators());
        assertEquals(9, settings.slots());
    }

    @Test
    void folderListsAreSplitLikePaths() throws Exception {
        assertEquals(
                List.of("/a", "/b c"),
                settings("--lib-path", "/a:/b c").target().libPath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--minutes=0",
                "--minutes=-1",
                "--minutes=NaN",
                "--slots=0",
                "--device=tpu",
                "--plan=none",
                "--cases-per-operator=0",
                "--ops=a b"
            })
    void nonsenseIsOneLine(String flag) {
        BadInput e = assertThrows(BadInput.class, () -> settings(flag));
        assertTrue(String.valueOf(e.getMessage()).startsWith(flag.substring(0, flag.indexOf('='))), e.getMessage());
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }

    @Test
    void resumedCampaignCannotBeChanged() {
        BadInput e = assertThrows(
                BadInput.class,
                () -> parse("--resume", "--seed", "3", "--ops", "x").refuseChanges());
        assertEquals("--resume goes on with a campaign as it was; leave out --seed, --ops", e.getMessage());
    }

    @Test
    void resumeAloneIsFine() throws Exception {
        parse("--resume", "--out", "x").refuseChanges();
    }

    private static RunOptions parse(String... args) {
        RunOptions options = new RunOptions();
        new CommandLine(options).parseArgs(args);
        return options;
    }

    private static CampaignSettings settings(String... args) throws Exception {
        RunOptions options = parse(args);
        Preset preset = new Presets().read(options.preset == null ? "quick" : options.preset);
        return options.settings(preset, () -> 99, 2);
    }
}
