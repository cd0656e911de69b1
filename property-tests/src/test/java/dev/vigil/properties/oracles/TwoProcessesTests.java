package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TwoProcessesTests {
    private static final Case CALL = new Case(
            ProcessSettings.plain("cpu"),
            List.of(Step.of(
                    "any",
                    new TreeMap<>(),
                    List.of(new Input.Array(Shape.of(2), DType.FLOAT32, new Fill.Uniform(1, 1, 2))))));

    private final TwoProcesses oracle = new TwoProcesses();

    private static RunFacts run(String label, double... values) {
        return Seen.run(label, Seen.array(DType.FLOAT32, values));
    }

    private Verdict judge(RunFacts... elsewhere) {
        List<RunFacts> runs = new ArrayList<>(List.of(run(RunFacts.BASE, 1, 2), run(Variation.AGAIN, 1, 2)));
        runs.addAll(List.of(elsewhere));
        return oracle.judge(CALL, Intent.VALID, new Observation.Answered(runs, null));
    }

    @Test
    void sameValuesEverywhereHold() {
        assertEquals(
                Verdict.holds(),
                judge(run(OtherProcess.ENGINE.label(), 1, 2), run(OtherProcess.ONE_DNN.label(), 1, 2)));
    }

    @Test
    void anotherValueUnderAnotherEngineIsViolated() {
        Verdict.Violated violated =
                assertInstanceOf(Verdict.Violated.class, judge(run(OtherProcess.ENGINE.label(), 1, 3)));
        assertEquals(FaultClass.WRONG_VALUE, violated.fault());
        assertEquals("output differs with another engine", violated.template());
    }

    @Test
    void roundingIsLetPass() {
        assertEquals(Verdict.holds(), judge(run(OtherProcess.ONE_DNN.label(), 1, Math.nextUp(2f))));
    }

    @Test
    void refusalOnOneSideIsViolated() {
        Verdict.Violated violated = assertInstanceOf(
                Verdict.Violated.class, judge(Seen.refused(OtherProcess.ONE_DNN.label(), "invoke", "not here")));
        assertEquals(FaultClass.REJECTED_VALID, violated.fault());
    }

    @Test
    void oneProcessAloneTellsNothing() {
        assertInstanceOf(Verdict.Inconclusive.class, judge());
    }

    @Test
    void resultsThatDifferThereFromRunToRunTellNothing() {
        String there = OtherProcess.ENGINE.label();
        assertInstanceOf(Verdict.Inconclusive.class, judge(run(there, 1, 3), run(there + " " + Variation.AGAIN, 1, 4)));
    }

    @Test
    void deathElsewhereIsACrash() {
        ProcessEnd end = new ProcessEnd(ProcessEnd.Kind.SEGMENTATION_FAULT, 139, 11, List.of(), "", "by a test", 0);
        Verdict verdict =
                oracle.judge(CALL, Intent.VALID, new Observation.Died(end, OtherProcess.ONE_DNN.label() + "/invoke"));
        assertEquals(
                FaultClass.CRASH,
                assertInstanceOf(Verdict.Violated.class, verdict).fault());
    }

    @Test
    void everySettingIsAskedForInAProcessOfItsOwn() {
        List<ProcessSettings> there = oracle.elsewhere(CALL, Intent.VALID).stream()
                .map(variation -> variation.call().settings())
                .distinct()
                .toList();
        assertEquals(4, there.size(), "three others, and its own for the runs in float64");
        assertTrue(there.contains(CALL.settings()));
    }
}
