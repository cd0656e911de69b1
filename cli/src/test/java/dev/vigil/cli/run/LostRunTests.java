package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.Exit;
import dev.vigil.cli.child.Built;
import dev.vigil.cli.child.LaneHostMain;
import dev.vigil.cli.child.Processes;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Books;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs that are lost or lose a part in the middle: nothing that was judged is gone, and no process stays. */
@Timeout(240)
final class LostRunTests {
    private static final int KILLED = 137;
    private static final int CASES = 1500;
    private static final int OPERATORS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void killedRunGoesOnWithAllThatWasAccepted() throws Exception {
        try (RunProcess run = start(2)) {
            run.awaitWord("exploring");
            run.kill();
            assertEquals(KILLED, run.exitCode(), run.all());
            Processes.awaitNone(run.mark());
        }
        Map<String, Units.Standing> before = done();
        assertTrue(before.values().stream().anyMatch(s -> s.unit().task() == WorkUnit.Task.DESCRIBE));
        assertTrue(before.values().stream().anyMatch(s -> s.unit().task() == WorkUnit.Task.LEARN));

        try (RunProcess resumed = RunProcess.start(folder, "--resume", "--out", out())) {
            assertEquals(Exit.DONE.code(), resumed.exitCode(), resumed.all());
            Processes.awaitNone(resumed.mark());
        }

        Map<String, Units.Standing> after = done();
        before.forEach((id, standing) -> assertEquals(standing, after.get(id), "accepted, and run again"));
        try (Store store = Store.openToRead(folder.resolve("out"))) {
            assertBooksOf(store, store.campaigns().latest().orElseThrow());
        }
    }

    @Test
    void interruptedRunEndsAs130AndKeepsEverything() throws Exception {
        try (RunProcess run = start(2)) {
            run.awaitWord("exploring");
            run.interrupt();
            assertEquals(Exit.INTERRUPTED.code(), run.exitCode(), run.all());
            assertTrue(run.all().contains("go on with: vigil run --resume --out"), run.all());
            Processes.awaitNone(run.mark());
        }
        assertTrue(Files.exists(folder.resolve("out/findings.json")));
        try (Store store = Store.openToRead(folder.resolve("out"))) {
            Campaign campaign = store.campaigns().latestUnfinished().orElseThrow();
            assertEquals(Campaign.State.INTERRUPTED, campaign.state());
            assertTrue(store.books().totals(campaign.id()).balanced());
            assertTrue(store.books().totals(campaign.id()).generated() > 0);
            // The same signal must not look like processes that died.
            assertEquals(List.of(), store.books().faults(campaign.id()));
        }
        assertFalse(done().isEmpty());
    }

    @Test
    void interruptedCampaignOfSeveralLanesGoesOnInEachOfThem() throws Exception {
        List<String> lanes = List.of("coldstart", "concurrency", "leaks", "properties");
        Path file = folder.resolve("lanes.conf");
        Files.writeString(
                file,
                "plan = fixed\ncases-per-operator = 12\nops = [elemwise_add, recording-flags]\nlanes = ["
                        + lanes.stream()
                                .map(lane -> "{ lane = " + lane + ", share = 1 }")
                                .collect(Collectors.joining(", "))
                        + "]\n");
        try (RunProcess run = RunProcess.start(
                folder,
                file.toString(),
                "--target",
                Built.library().toString(),
                "--slots",
                "2",
                "--seed",
                "7",
                "--out",
                out())) {
            run.awaitWord("exploring");
            run.interrupt();
            assertEquals(Exit.INTERRUPTED.code(), run.exitCode(), run.all());
            Processes.awaitNone(run.mark());
        }
        Map<String, Units.Standing> before = done();
        assertEquals(
                lanes,
                before.values().stream()
                        .map(s -> s.unit().lane())
                        .distinct()
                        .sorted()
                        .toList());

        try (RunProcess resumed = RunProcess.start(folder, "--resume", "--out", out())) {
            assertEquals(Exit.DONE.code(), resumed.exitCode(), resumed.all());
            Processes.awaitNone(resumed.mark());
            String summary = resumed.all();
            lanes.forEach(lane -> assertTrue(summary.contains("  " + lane + "  "), summary));
        }

        Map<String, Units.Standing> after = done();
        before.forEach((id, standing) -> assertEquals(standing, after.get(id), "accepted, and run again"));
        try (Store store = Store.openToRead(folder.resolve("out"))) {
            Campaign campaign = store.campaigns().latest().orElseThrow();
            assertEquals(Campaign.State.FINISHED, campaign.state());
            assertEquals(List.of(), store.books().faults(campaign.id()));
            assertEquals(List.of(), store.units().losses(campaign.id()));
            List<Books.LaneSum> sums = store.books().lanes(campaign.id());
            assertEquals(lanes, sums.stream().map(Books.LaneSum::lane).toList());
            sums.forEach(s -> assertTrue(
                    s.sum().totals().generated() > 0 && s.sum().totals().balanced(), s.toString()));
        }
    }

    /** Killed alone, as a whole group would take the sweeper along; a later worker clears away what that leaves. */
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "KILL"})
    void endedRunLeavesNoScratchFolder(String signal) throws Exception {
        try (RunProcess run = start(1)) {
            run.awaitWord("exploring");
            assertFalse(scratch().isEmpty(), "nothing to leave behind");
            if (signal.equals("KILL")) {
                run.kill();
            } else {
                run.signal(signal);
            }
            assertEquals(signal.equals("KILL") ? KILLED : Exit.INTERRUPTED.code(), run.exitCode(), run.all());
            // The sweeper has the mark too.
            Processes.awaitNone(run.mark());
        }
        assertEquals(List.of(), scratch());
    }

    private List<Path> scratch() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.getFileName().toString().startsWith("vigil-w"))
                    .toList();
        }
    }

    @Test
    void laneHostKilledInARunSendsItsUnitOutOnceMore() throws Exception {
        try (RunProcess run = start(1)) {
            run.awaitWord("exploring");
            Processes.running(LaneHostMain.class, run.mark()).get(0).destroyForcibly();
            assertEquals(Exit.DONE.code(), run.exitCode(), run.all());
            Processes.awaitNone(run.mark());
        }
        List<Units.Standing> again =
                done().values().stream().filter(s -> s.attempt() > 1).toList();
        assertEquals(1, again.size(), again.toString());
        assertEquals(2, again.get(0).attempt());
        try (Store store = Store.openToRead(folder.resolve("out"))) {
            Campaign campaign = store.campaigns().latest().orElseThrow();
            assertBooksOf(store, campaign);
            List<String> faults = store.books().faults(campaign.id());
            assertEquals(1, faults.size(), faults.toString());
            assertTrue(faults.get(0).contains("attempt 1: the lane host"), faults.get(0));
        }
    }

    private RunProcess start(int slots) throws Exception {
        return RunProcess.start(
                folder,
                "--target",
                Built.library().toString(),
                "--ops",
                "elemwise_add,elemwise_mul",
                "--plan",
                "fixed",
                "--cases-per-operator",
                Integer.toString(CASES),
                "--slots",
                Integer.toString(slots),
                "--seed",
                "7",
                // Without the oracles that put calls together, which make cases of their own.
                "--oracles",
                "survival,error-isolation,repeat,cross-dtype,reference,poison",
                "--out",
                out());
    }

    private String out() {
        return folder.resolve("out").toString();
    }

    private Map<String, Units.Standing> done() {
        try (Store store = Store.openToRead(folder.resolve("out"))) {
            String campaign = store.campaigns().latest().orElseThrow().id();
            return store.units().standings(campaign).stream()
                    .filter(Units.Standing::done)
                    .collect(Collectors.toMap(s -> s.unit().id(), Function.identity()));
        }
    }

    /** The fixed plan's cases were all made, and each has its place in the books. */
    private static void assertBooksOf(Store store, Campaign campaign) {
        assertEquals(Campaign.State.FINISHED, campaign.state());
        Totals totals = store.books().totals(campaign.id());
        assertTrue(totals.balanced(), totals.toString());
        Books.Sum explored =
                Objects.requireNonNull(store.books().sums(campaign.id()).get(WorkUnit.Task.EXPLORE));
        assertEquals(OPERATORS * CASES, explored.totals().generated());
        assertEquals(List.of(), store.units().losses(campaign.id()));
    }
}
