package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.FaultProxy;
import dev.vigil.cli.child.Built;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The canaries in the real build, and everything that must turn the verb red. */
@Timeout(540)
final class CanaryVerbTests {
    /** Found on every seed tried so far. Whoever writes an oracle that finds another one adds it here. */
    private static final List<String> COVERED = List.of(
            "large-value",
            "row-mixing",
            "large-error",
            "many-inputs",
            "uninitialised-read",
            "gradient-factor",
            "nan-in-every-type",
            "nan",
            "error-twice",
            "error-later",
            "dtype-drift",
            "low-accuracy",
            "wrong-value",
            "graph-value",
            "bound-graph-value");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @SuppressWarnings("NullAway.Init") // needs nothing but the build
    private Typist typist;

    /** Not the temporary folder: JUnit warns about each link in one. */
    private Path out() {
        return Built.cache().resolve("canary");
    }

    @BeforeEach
    void sit() {
        typist = new Typist(Built.cache());
    }

    @Test
    void coveredFaultsAreFoundAndTheirCleanTwinsAreSilent() {
        int code = typist.type(
                "canary",
                "--seconds",
                "120",
                "--twins",
                "all",
                "--only",
                String.join(",", COVERED),
                "--out",
                out().toString());
        assertEquals(0, code, typist.out() + typist.err());
        String all = COVERED.size() + " of " + COVERED.size();
        assertTrue(typist.out().contains(all + " found, " + all + " clean twins silent"), typist.out());
    }

    @Test
    void oracleThatIsSwitchedOffIsMissed() {
        int code = typist.type(
                "canary", "--only", "nan", "--oracles", "survival", "--twins", "all", "--out", out().toString());
        assertEquals(1, code, typist.out() + typist.err());
        assertTrue(typist.out().contains("0 of 1 found, 1 of 1 clean twins silent"), typist.out());
    }

    @Test
    void switchThatTheProxyDoesNotHaveIsNoFinding() {
        Path proxy = FaultProxy.install(Built.library(), Built.cache().resolve("proxy"));
        int code = typist.with("VIGIL_FAULT_KIND", "bogus")
                .type(
                        "run",
                        "--target",
                        proxy.toString(),
                        "--minutes",
                        "0.2",
                        "--out",
                        work.resolve("run").toString());
        assertEquals(2, code, typist.out() + typist.err());
        assertTrue(typist.err().contains("vigil fault proxy: there is no fault 'bogus'"), typist.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--lane probes --only nan | --only nan is no canary of the lane probes",
                "--lane values,noise | --lane must be values or probes, not noise",
                "--only nan,nun | --only nun is no canary; there are large-value, in-place-value, row-mixing",
                "--oracles nobody | --oracles: ",
                "--seconds 0 | --seconds must be from 1 to 3600, not 0",
                "--jobs 0 | --jobs must be from 1 to 256, not 0",
                "--seeds 0 | --seeds must be from 1 to 1000, not 0",
                "--twins few | Invalid value for option '--twins'",
                "--seed one | Invalid value for option '--seed'",
                "--target no-such-build | is neither a file here nor 'default'",
            })
    void badInputIsOneLine(String flags, String words) {
        String[] typed = ("canary --out " + out() + " " + flags).split(" ");
        typist.assertRefused(typist.type(typed), words);
    }

    @Test
    void switchesOfTheInjectorInOurOwnEnvironmentAreRefused() {
        int code = typist.with("VIGIL_FAULT_KIND", "nan").type("canary", "--out", out().toString());
        typist.assertRefused(code, "VIGIL_FAULT_KIND is set; canaries set the switches of the injector themselves");
    }

    @Test
    void outThatIsAFileIsOneLine() throws Exception {
        Path file = Files.writeString(work.resolve("out"), "");
        typist.assertRefused(typist.type("canary", "--out", file.toString()), "--out " + file + " cannot be written");
    }
}
