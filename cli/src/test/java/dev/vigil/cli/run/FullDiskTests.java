package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.Exit;
import dev.vigil.cli.child.Built;
import dev.vigil.cli.child.Processes;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full before a run, in the middle of it and at its end: one line, and room is all it takes to go on. */
@Timeout(240)
final class FullDiskTests {
    private static final int MEGABYTES = 48;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void diskThatIsFullFromTheStartIsOneLine() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), MEGABYTES)) {
            disk.fill();
            try (RunProcess run = start(disk)) {
                assertEquals(Exit.BAD_INPUT.code(), run.exitCode(), run.all());
                assertFullDiskIn(run);
            }
        }
    }

    @Test
    void diskThatFillsUpInARunLosesNothingThatWasAccepted() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), MEGABYTES)) {
            try (RunProcess run = start(disk)) {
                run.awaitWord("exploring");
                disk.fill();
                assertEquals(Exit.BAD_INPUT.code(), run.exitCode(), run.all());
                assertFullDiskIn(run);
                Processes.awaitNone(run.mark());
            }
            List<Units.Standing> before = done(disk);
            assertFalse(before.isEmpty());

            disk.makeRoom();
            try (RunProcess resumed = RunProcess.start(folder, "--resume", "--out", out(disk))) {
                assertEquals(Exit.DONE.code(), resumed.exitCode(), resumed.all());
            }
            assertTrue(done(disk).containsAll(before));
            try (Store store = Store.openToRead(Path.of(out(disk)))) {
                Campaign campaign = store.campaigns().latest().orElseThrow();
                assertEquals(Campaign.State.FINISHED, campaign.state());
                assertTrue(store.books().totals(campaign.id()).balanced());
            }
        }
    }

    private static void assertFullDiskIn(RunProcess run) throws Exception {
        assertEquals(1, run.stderr().lines().count(), run.stderr());
        assertTrue(run.stderr().contains("the disk or quota is full; make room and resume"), run.stderr());
    }

    private RunProcess start(SmallDisk disk) throws Exception {
        return RunProcess.start(
                folder,
                "--target",
                Built.library().toString(),
                "--ops",
                "elemwise_add",
                "--plan",
                "fixed",
                "--cases-per-operator",
                "800",
                "--slots",
                "1",
                "--seed",
                "7",
                "--out",
                out(disk));
    }

    private static String out(SmallDisk disk) {
        return disk.folder().resolve("out").toString();
    }

    private static List<Units.Standing> done(SmallDisk disk) {
        try (Store store = Store.openToRead(Path.of(out(disk)))) {
            String campaign = store.campaigns().latest().orElseThrow().id();
            return store.units().standings(campaign).stream()
                    .filter(Units.Standing::done)
                    .toList();
        }
    }
}
