package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InputsKeptTests {
    private static final Oracle ORACLE = new InputsKept();
    private static final Case CALL = Seen.call(DType.FLOAT32);

    private static RunFacts run(String label, Integer... mutated) {
        return new RunFacts(
                label,
                List.of(new StepFacts(
                        null, "", null, List.of(Seen.array(DType.FLOAT32, 1)), List.of(), List.of(mutated))));
    }

    private static Verdict judge(Observation observation) {
        return ORACLE.judge(CALL, Intent.VALID, observation);
    }

    @Test
    void inputsThatKeepTheirBitsHold() {
        assertEquals(Verdict.holds(), judge(Seen.answered(run("base"), run("from slices"))));
    }

    @Test
    void overwrittenInputIsSeenInEveryRun() {
        for (Observation seen :
                List.of(Seen.answered(run("base", 0)), Seen.answered(run("base"), run("from slices", 1)))) {
            Verdict.Violated verdict = assertInstanceOf(Verdict.Violated.class, judge(seen));
            assertEquals(FaultClass.WRONG_VALUE, verdict.fault());
        }
    }

    @Test
    void changeThatAFlagAsksForTellsNothing() {
        assertInstanceOf(Verdict.Inconclusive.class, judge(Seen.answered(run("base", 0), run(InputsKept.SWITCHED))));
        assertInstanceOf(Verdict.Violated.class, judge(Seen.answered(run("base", 0), run(InputsKept.SWITCHED, 0))));
        assertEquals(Verdict.holds(), judge(Seen.answered(run("base"), run(InputsKept.SWITCHED, 0))));
    }

    @Test
    void deadExecutorSaysNothing() {
        assertInstanceOf(Verdict.Inconclusive.class, judge(Seen.died(ProcessEnd.Kind.SEGMENTATION_FAULT)));
    }
}
