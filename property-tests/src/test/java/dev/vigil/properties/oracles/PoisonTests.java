package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PoisonTests {
    private static final Oracle POISON = new Poison();
    private static final Case CALL = Seen.call(DType.FLOAT32);

    private static Verdict judge(Observation observation) {
        return POISON.judge(CALL, Intent.VALID, observation);
    }

    private static RunFacts run(String label, double... values) {
        return Seen.run(label, Seen.array(DType.FLOAT32, values));
    }

    private static Verdict judge(double[] again, double[] low, double[] high) {
        return judge(Seen.answered(
                run(RunFacts.BASE, 1, 2), run(Variation.AGAIN, again), run(Poison.LOW, low), run(Poison.HIGH, high)));
    }

    private static FaultClass fault(Verdict verdict) {
        return assertInstanceOf(Verdict.Violated.class, verdict).fault();
    }

    private static Observation.Died died(ProcessEnd.Kind kind, String during) {
        return new Observation.Died(new ProcessEnd(kind, 139, 11, List.of(), "", "seen by a test", 0), during);
    }

    @Test
    void sameBitsUnderBothFillsHold() {
        assertInstanceOf(Verdict.Holds.class, judge(new double[] {1, 2}, new double[] {1, 2}, new double[] {1, 2}));
    }

    @Test
    void otherBitsUnderTheOtherFillAreAnUninitialisedRead() {
        Verdict verdict = judge(new double[] {1, 2}, new double[] {1, -1e38}, new double[] {1, 3e38});
        assertEquals(FaultClass.UNINITIALISED_READ, fault(verdict));
    }

    @Test
    void refusalUnderOneFillAloneIsToo() {
        Verdict verdict = judge(Seen.answered(
                run(RunFacts.BASE, 1),
                run(Variation.AGAIN, 1),
                run(Poison.LOW, 1),
                Seen.refused(Poison.HIGH, "invoke", "index out of range")));
        assertEquals(FaultClass.UNINITIALISED_READ, fault(verdict));
    }

    /** Plain runs differ as memory does. */
    @Test
    void theFillsThemselvesAreSeenWhateverPlainRunsGive() {
        double low = Float.intBitsToFloat(0xFBFBFBFB);
        double high = Float.intBitsToFloat(0x7B7B7B7B);
        Verdict verdict = judge(new double[] {1, 3}, new double[] {1, low}, new double[] {1, high});
        assertEquals(FaultClass.UNINITIALISED_READ, fault(verdict));
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(new double[] {1, 3}, new double[] {4, low}, new double[] {5, high}),
                "what else differs may differ by chance");
    }

    @Test
    void whatDiffersAnywayIsNotBlamedOnMemory() {
        assertInstanceOf(
                Verdict.Inconclusive.class, judge(new double[] {1, 3}, new double[] {1, 4}, new double[] {1, 5}));
    }

    @Test
    void whatDiffersUnderTheSameFillIsNotBlamedOnMemory() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(Seen.answered(
                        run(RunFacts.BASE, 1),
                        run(Variation.AGAIN, 1),
                        run(Poison.LOW, 1),
                        run(Poison.HIGH, 0),
                        run(Poison.LOW + " 1", 0))));
    }

    @Test
    void segmentationFaultBesideAGuardPageIsOutOfBounds() {
        Observation.Died died = died(ProcessEnd.Kind.SEGMENTATION_FAULT, "guard behind/wait");
        assertEquals(FaultClass.OUT_OF_BOUNDS, fault(judge(died)));
        assertInstanceOf(Verdict.Inconclusive.class, new Survival().judge(CALL, Intent.VALID, died));
    }

    @Test
    void otherEndsBelongToSurvival() {
        for (Observation.Died died : List.of(
                died(ProcessEnd.Kind.SEGMENTATION_FAULT, "base/invoke"),
                died(ProcessEnd.Kind.ABORT, "guard behind/invoke"))) {
            assertInstanceOf(Verdict.Inconclusive.class, judge(died));
            assertInstanceOf(Verdict.Violated.class, new Survival().judge(CALL, Intent.VALID, died));
        }
    }

    @Test
    void runsOfSeveralThreadsAreNotAsked() {
        ProcessSettings plain = CALL.settings();
        Case threaded = CALL.withSettings(new ProcessSettings(
                plain.engine(), 4, plain.oneDnn(), plain.numpyShape(), plain.device(), plain.environment()));
        assertFalse(POISON.applies(threaded, Intent.VALID));
    }
}
