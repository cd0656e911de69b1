package dev.vigil.probes.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RaceJudgeTests {
    private static List<Judged> judge(ProgramEnd end) {
        return RaceJudge.judge(Played.PROBE, end);
    }

    private static Verdict.Violated violated(Judged judged) {
        return assertInstanceOf(Verdict.Violated.class, judged.verdict());
    }

    @Test
    void anAttemptThatSawOnlyWhatItMayIsWell() {
        assertEquals(List.of(Judged.WELL), judge(Played.well()));
    }

    @Test
    void aForbiddenOutcomeIsAFaultOfTheFunction() {
        Judged judged = judge(Played.lost()).get(0);
        assertEquals("concurrency", judged.oracle());
        assertEquals("MXInvoke", judged.operator());
        assertEquals("MXInvoke|concurrency|two-writers: lost|", judged.signature());
        assertEquals(FaultClass.WRONG_VALUE, violated(judged).fault());
        assertTrue(
                violated(judged).observed().startsWith("A write is gone. Seen 2 times in 40 rounds, first in round 3"),
                violated(judged).observed());
        assertEquals(
                "Do all writes arrive? Every write arrives.", violated(judged).expected());
    }

    @Test
    void aHangNamesWhereTheProbesOwnThreadsWait() {
        Judged judged = judge(Played.hung()).get(0);
        assertEquals(FaultClass.HANG, violated(judged).fault());
        assertEquals("MXInvoke|concurrency|two-writers: hang|libmxnet.so WaitForVar", judged.signature());
        assertTrue(
                violated(judged).observed().contains("threads 1 stand at step 3"),
                violated(judged).observed());
    }

    @Test
    void aDeathIsToldApartFromADeathAtTheExit() {
        assertEquals(
                "MXInvoke|survival|two-writers: death|",
                judge(Played.died(false)).get(0).signature());
        assertEquals("exit", judge(Played.died(true)).get(0).oracle());
    }

    @Test
    void leavingWithAnotherCodeIsADeath() {
        assertEquals(
                "survival",
                judge(Played.ended(ProcessEnd.Kind.EXIT, 77, Played.STARTED, null))
                        .get(0)
                        .oracle());
    }

    @Test
    void whatTheBuildLacksAndWhatOthersEndedIsUnclear() {
        List<ProgramEnd> ends = List.of(
                Played.ended(
                        ProcessEnd.Kind.EXIT,
                        RaceJudge.SKIPPED,
                        Played.STARTED + "race\tskipped\ttwo-writers\tMXInvoke\n",
                        null),
                Played.ended(ProcessEnd.Kind.KILLED, 137, Played.STARTED, null),
                Played.ended(ProcessEnd.Kind.OUT_OF_MEMORY, 137, Played.STARTED, null));
        for (ProgramEnd end : ends) {
            assertInstanceOf(Verdict.Inconclusive.class, judge(end).get(0).verdict());
        }
    }
}
