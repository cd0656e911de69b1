package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.child.Built;
import dev.vigil.model.finding.Finding;
import dev.vigil.reports.FindingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A suite through every room, with a planted fault and without. */
@Timeout(120)
final class SuitesRunTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @Test
    void plantedFailureIsReportedAndReplayed() throws Exception {
        script("passes.sh", "exit 0");
        script("fails & <tells>.sh", "echo 'planted fault in line 12'; exit 3");
        script("unsteady.sh", "[ $((VIGIL_SEED % 3)) != 0 ]");
        script("skips.sh", "exit 77");

        Typist run = run("*.sh");

        List<Finding> proven =
                FindingsFile.read(work.resolve("out/findings.json")).findings();
        Finding planted = proven.stream()
                .filter(f -> f.template().equals("exit code 3: planted fault in line #"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(proven + run.out()));
        assertEquals("script:" + work + "/fails & <tells>.sh", planted.operator());
        assertEquals("suite", planted.oracle());
        assertTrue(
                run.out().contains("unsteady  1 that pass in some runs with fresh seeds and fail in others"),
                run.out());
        assertTrue(
                proven.stream()
                        .allMatch(f -> !String.valueOf(f.operator()).contains("passes")
                                && !String.valueOf(f.operator()).contains("skips")),
                proven.toString());
        assertTrue(Files.readString(work.resolve("out/findings.md")).contains(planted.id()));
        assertTrue(Files.exists(work.resolve("out/allure-report/index.html")));

        Typist replay = new Typist(Built.cache());
        assertEquals(Exit.NO.code(), replay.type("replay", planted.id(), "--out", out()), replay.out() + replay.err());
        assertTrue(replay.out().contains("there     in 3 of 3 replays"), replay.out());
        Typist export = new Typist(Built.cache());
        export.assertRefused(
                export.type("findings", "export", planted.id(), "--as", "python", "--out", out()), "use --as json");

        Files.delete(work.resolve("fails & <tells>.sh"));
        Typist gone = new Typist(Built.cache());
        gone.type("replay", planted.id(), "--out", out());
        assertTrue((gone.out() + gone.err()).contains("is not on this machine"), gone.out() + gone.err());
    }

    @Test
    void cleanSuiteIsSilent() throws Exception {
        script("one.sh", "exit 0");
        script("two.sh", "exit 0");
        Typist run = run("*.sh");
        assertEquals(
                List.of(), FindingsFile.read(work.resolve("out/findings.json")).findings(), run.out());
        assertFalse(run.out().contains("unsteady"), run.out());
    }

    private Typist run(String glob) {
        Typist run = new Typist(Built.cache());
        int code = run.type(
                "run",
                "suites",
                "--suite",
                "script:" + work.resolve(glob),
                "--target",
                Built.library().toString(),
                "--minutes",
                "0.4",
                "--slots",
                "1",
                "--seed",
                "7",
                "--out",
                out());
        assertEquals(Exit.DONE.code(), code, run.out() + run.err());
        return run;
    }

    private String out() {
        return work.resolve("out").toString();
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(work.resolve(name), "#!/bin/sh\n" + text + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }
}
