package dev.vigil.probes.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.vigil.model.observation.ProcessEnd.Kind;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import org.junit.jupiter.api.Test;

final class JudgeTests {
    private static Judged judge(ProgramEnd end) {
        return Judge.judge(Samples.attempt("none"), end);
    }

    private static FaultClass fault(Judged judged) {
        return assertInstanceOf(Verdict.Violated.class, judged.verdict()).fault();
    }

    @Test
    void attemptThatLeavesIsWell() {
        assertEquals(Judged.WELL, judge(Samples.well()));
    }

    @Test
    void hangBelongsToNoOperatorAndIsNamedByWhereItWaits() {
        Judged judged = judge(Samples.hung());

        assertEquals(Judge.COLDSTART, judged.oracle());
        assertEquals(FaultClass.HANG, fault(judged));
        assertNull(judged.operator());
        assertEquals(
                "|coldstart|hang|libmxnet.so Inner::take & libmxnet.so Outer::take < main main", judged.signature());
    }

    @Test
    void hangAfterTheWorkIsOneOfTheExit() {
        Judged judged = judge(Samples.ended(Kind.HANG, 137, Samples.WELL, 6000, Samples.circle()));

        assertEquals(Judge.EXIT, judged.oracle());
        assertNotEquals(judge(Samples.hung()).signature(), judged.signature());
    }

    @Test
    void withoutACapsuleTheStepTellsHangsApart() {
        assertEquals(
                "|coldstart|hang|in invoke left",
                judge(Samples.ended(Kind.HANG, 137, Samples.IN_INVOKE, 6000, null))
                        .signature());
    }

    @Test
    void crashInACallIsTheOperators() {
        Judged judged = judge(Samples.ended(Kind.SEGMENTATION_FAULT, 139, Samples.IN_INVOKE, 50, null));

        assertEquals("left", judged.operator());
        assertEquals("left|survival|segmentation fault during invoke|libmxnet.so work", judged.signature());
        assertEquals(FaultClass.CRASH, fault(judged));
    }

    @Test
    void crashAtTheExitIsNobodys() {
        Judged judged = judge(Samples.ended(Kind.ABORT, 134, Samples.WELL, 50, null));

        assertEquals(Judge.EXIT, judged.oracle());
        assertEquals(FaultClass.ABORT, fault(judged));
        assertNull(judged.operator());
    }

    @Test
    void exitInTheMiddleIsADeath() {
        assertEquals(
                Judge.SURVIVAL,
                judge(Samples.ended(Kind.EXIT, 1, Samples.IN_INVOKE, 50, null)).oracle());
    }

    @Test
    void slowExitCountsOnlyWithoutLoad() {
        ProgramEnd slow = Samples.ended(Kind.EXIT, 0, Samples.WELL, 4000, null);

        assertEquals(FaultClass.SPEED, fault(judge(slow)));
        assertEquals(Judged.WELL, Judge.judge(Samples.attempt("cpu"), slow));
        String starved = Samples.WELL.replace("4000000 10", "4500000000 10");
        assertEquals(
                Judged.WELL,
                judge(Samples.ended(Kind.EXIT, 0, starved, 8000, null)),
                "all that came before its exit took longer still");
    }

    @Test
    void whatIsNotTheBuildsFaultIsUnclear() {
        String refused = Samples.IN_INVOKE + "3 10 10 refused left: no such shape\n";
        for (ProgramEnd end : java.util.List.of(
                Samples.ended(Kind.EXIT, Judge.REFUSED, refused, 50, null),
                Samples.ended(Kind.KILLED, 137, Samples.IN_INVOKE, 50, null),
                Samples.ended(Kind.OUT_OF_MEMORY, 137, Samples.IN_INVOKE, 50, null))) {
            assertInstanceOf(Verdict.Inconclusive.class, judge(end).verdict());
        }
    }
}
