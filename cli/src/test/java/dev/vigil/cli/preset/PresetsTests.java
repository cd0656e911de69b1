package dev.vigil.cli.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.config.ConfigFault;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.campaign.SuiteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTests {
    static final List<String> packed = Presets.PACKED;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @Test
    void suitesAreRelativeToTheirFile() throws Exception {
        Files.createDirectories(work.resolve("tests/python"));
        Path file = Files.writeString(
                work.resolve("s.conf"), "lane = suites\nsuites = [\"pytest:tests/python\", \"script:/bin/s?\"]\n");
        assertEquals(
                List.of("pytest:" + work.toAbsolutePath().resolve("tests/python"), "script:/bin/s?"),
                new Presets()
                        .read(file.toString()).suites().stream()
                                .map(SuiteSpec::text)
                                .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lane = suites;suites = [] | 2: the lane suites needs a suite",
                "lane = suites;suites = [\"junit:x\"] | 2: 'junit' is no kind of suite; there are pytest, gtest, script",
                "lane = suites;suites = pytest | 2: 'pytest' names no path: say KIND:PATH",
                "lane = suites;suites = [\"pytest:none\"] | none is not there",
                "lane = suites;suites = [\"script:*.none\"] | no file is like",
                "lane = suites;suites = [\"script:*/x.py\"] | 2: 'script:*/x.py': * and ? are for file names",
                "minutes = 1;suites = [\"script:/bin/sh\"] | 2: suites need the lane suites: lane = suites",
            })
    void aSuiteThatCannotBeRunIsOneLine(String text, String answer) throws Exception {
        Path file = Files.writeString(work.resolve("s.conf"), text.replace(';', '\n') + "\n");
        ConfigFault e = assertThrows(ConfigFault.class, () -> new Presets().read(file.toString()));
        assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": 2: "), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(answer), e.getMessage());
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }

    @ParameterizedTest
    @FieldSource("packed")
    void everyPackedPresetReads(String name) throws Exception {
        assertTrue(new Presets().read(name).minutes().isPresent());
    }

    @Test
    void quickTakesFiveMinutes() throws Exception {
        assertEquals(OptionalDouble.of(5), new Presets().read("quick").minutes());
    }

    @Test
    void everyKeyIsRead() throws Exception {
        Preset preset = read("""
                minutes = 0.5
                seed = -7
                target = "pypi:mxnet==2.0.0b1"
                lib-path = [/a, /b]
                device = gpu
                slots = 3
                ops = ["a*", b]
                oracles = repeat
                baseline = c1
                plan = fixed
                cases-per-operator = 9
                """);
        assertEquals(OptionalDouble.of(0.5), preset.minutes());
        assertEquals(OptionalLong.of(-7), preset.seed());
        assertEquals(Optional.of("pypi:mxnet==2.0.0b1"), preset.target());
        assertEquals(List.of("/a", "/b"), preset.libPath());
        assertEquals(Optional.of("gpu"), preset.device());
        assertEquals(OptionalInt.of(3), preset.slots());
        assertEquals(List.of("a*", "b"), preset.operators());
        assertEquals(List.of("repeat"), preset.oracles());
        assertEquals(Optional.of("c1"), preset.baseline());
        assertEquals(Optional.of("fixed"), preset.plan());
        assertEquals(OptionalInt.of(9), preset.casesPerOperator());
    }

    @Test
    void lanesAreReadInTheirOrder() throws Exception {
        Preset preset = read("""
                lanes = [
                  { lane = leaks, share = 1 }
                  { lane = Properties, share = 2.5 }
                ]
                """);
        assertEquals(List.of(new LaneShare("leaks", 1), new LaneShare("properties", 2.5)), preset.lanes());
        assertEquals(
                List.of(LaneShare.whole("coldstart")),
                read("lane = coldstart\n").lanes());
        assertEquals(List.of(), read("# none\n").lanes());
        ConfigFault both =
                assertThrows(ConfigFault.class, () -> read("lane = leaks\nlanes = [{ lane = leaks, share = 1 }]\n"));
        assertTrue(String.valueOf(both.getMessage()).contains("2: say lane or lanes, not both"), both.getMessage());
    }

    @Test
    void emptyFileDecidesNothing() throws Exception {
        Preset preset = read("# nothing\n");
        assertEquals(OptionalDouble.empty(), preset.minutes());
        assertEquals(List.of(), preset.operators());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "minuts = 3 | 2: unknown key 'minuts'; keys are minutes, seed",
                "minutes = 0 | 2: minutes must be a number over 0",
                "minutes = soon | 2: minutes must be a number over 0",
                "seed = 1.5 | 2: seed must be a whole number",
                "slots = 0 | 2: slots must be a whole number from 1 to 1024",
                "device = tpu | 2: device must be one of cpu, gpu",
                "plan = clever | 2: plan must be one of adaptive, fixed",
                "lanes = [] | 2: lanes must be a list such as",
                "lanes = leaks | 2: lanes must be a list such as",
                "lanes = [leaks] | 2: each of the lanes must be like",
                "lanes = [{ lane = tea, share = 1 }] | 2: lane must be one of properties, coldstart",
                "lanes = [{ share = 1 }] | 2: a lane must name itself",
                "lanes = [{ lane = leaks }] | 2: share of leaks must be a number over 0",
                "lanes = [{ lane = leaks, share = -1 }] | 2: share must be a number over 0",
                "lanes = [{ lane = leaks, part = 1 }] | 2: unknown key 'part' of a lane; keys are lane, share",
                "lanes = [{ lane = leaks, share = 1 }, { lane = leaks, share = 2 }] | 2: the lane leaks is there twice",
                "ops = [3] | 2: ops must be a list of texts",
                "target = [a] | 2: target must be a text",
                "minutes = ${absent} | 2: ",
                "minutes = { | 3: ",
                "} | 2: ",
            })
    void mistakeIsNamedWithFileAndLine(String line, String words) throws Exception {
        ConfigFault e = assertThrows(ConfigFault.class, () -> read("# a campaign\n" + line + "\n"));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("mine.conf: " + words.strip()), message);
        assertEquals(1, message.lines().count(), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weekly", "no/such/file", "absent.conf", "/"})
    void whatIsNotThereIsNamed(String name) {
        ConfigFault e = assertThrows(ConfigFault.class, () -> new Presets().read(name));
        assertTrue(String.valueOf(e.getMessage()).contains(name), e.getMessage());
    }

    @Test
    void binaryFileIsNoCampaign() throws Exception {
        Path file = work.resolve("x.conf");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThrows(ConfigFault.class, () -> new Presets().read(file.toString()));
    }

    private Preset read(String text) throws ConfigFault, IOException {
        Path file = work.resolve("mine.conf");
        Files.writeString(file, text);
        return new Presets().read(file.toString());
    }
}
