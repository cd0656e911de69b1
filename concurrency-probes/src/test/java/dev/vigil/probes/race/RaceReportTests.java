package dev.vigil.probes.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.verdict.FaultClass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers of the race program, written by hand. */
final class RaceReportTests {
    private static final String TABLE = """
            the build says something of its own
            race\tstart\t10900\tthreaded\t4\t7
            race\toperators\tadd=a draw=d
            race\tprobe\ttwo-writers\tMXInvoke\tDo all writes arrive?
            race\toutcome\tacceptable\t\tall\t38\tEvery write arrives.\t
            race\toutcome\tforbidden\twrong-value\tlost\t2\tA write is gone.\tround 3, thread 1: element 0 is 5, not 8
            race\toutcome\tforbidden\trejected-valid\tcall failed\t0\tA valid call was refused.\t
            race\trounds\t40
            """;

    @Test
    void countsAreThoseOfTheTable() {
        RaceReport report = RaceReport.parse(TABLE + "race\tend\n");
        assertEquals("add=a draw=d", report.operators());
        assertEquals(3, report.counts().size());
        RaceReport.Count lost = report.seen(Grade.FORBIDDEN).findFirst().orElseThrow();
        assertEquals("lost", lost.outcome());
        assertEquals(FaultClass.WRONG_VALUE, lost.fault());
        assertEquals(2, lost.times());
        assertEquals("two-writers", lost.probe());
        assertEquals("MXInvoke", lost.function());
        assertEquals("round 3, thread 1: element 0 is 5, not 8", lost.first());
        assertEquals(40, report.rounds());
        assertTrue(report.ended());
    }

    @Test
    void aDeadProcessLeavesWhatItHadSaidAndNoHalfLine() {
        RaceReport report = RaceReport.parse(TABLE.substring(0, TABLE.indexOf("race\toutcome\tforbidden\twrong") + 20));
        assertEquals(1, report.counts().size());
        assertFalse(report.ended());
        assertEquals(0, RaceReport.parse("").counts().size());
    }

    @Test
    void aTableThatComesAgainReplacesTheOneBefore() {
        RaceReport report = RaceReport.parse("race\tstall\ttwo-writers\tthreads 1 stand at step 3\n" + TABLE + TABLE);
        assertEquals(3, report.counts().size());
        assertEquals(List.of("two-writers: threads 1 stand at step 3"), report.stalls());
    }

    @Test
    void aSkippedProbeSaysWhatTheBuildLacks() {
        assertEquals(
                List.of("gradients: the build has no MXAutogradBackwardEx"),
                RaceReport.parse("race\tskipped\tgradients\tMXAutogradBackwardEx\n")
                        .skipped());
    }

    @Test
    void anotherProgramIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RaceReport.parse("race\twon\tby\tus\n"));
    }

    @Test
    void theListHasGradesForBothKindsOfEngine() {
        List<RaceProbe> probes = RaceReport.parseList("""
                race\tprobe\tone\tF\tQuestion?
                race\trow\tacceptable\tacceptable\t\tgood\tGood.
                race\trow\tforbidden\tinteresting\twrong-value\tbad\tBad.
                race\tprobe\ttwo\tG\tAnother?
                race\trow\tforbidden\tforbidden\tother\tworse\tWorse.
                """);
        assertEquals(List.of("one", "two"), probes.stream().map(RaceProbe::name).toList());
        assertEquals(2, probes.get(0).rows().size());
        assertEquals(Grade.FORBIDDEN, probes.get(0).rows().get(1).grade());
        assertEquals(Grade.INTERESTING, probes.get(0).rows().get(1).naive());
        assertEquals("worse", probes.get(1).rows().get(0).name());
    }
}
