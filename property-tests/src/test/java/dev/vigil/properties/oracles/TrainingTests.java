package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.References;
import dev.vigil.properties.references.Trained;
import dev.vigil.properties.references.Trainings;
import dev.vigil.properties.task.Intent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A clean library is one that rounds what float64 comes to. */
final class TrainingTests {
    private static final String BULK = "a training without waiting";

    private final Training oracle = new Training(References.all());
    private final Case call = Trainings.net(ProcessSettings.plain("cpu"), 1);
    private final Trained exact = Trained.of(References.all(), call, null);
    private final int last = call.steps().size() - 1;

    private static ArrayFacts array(double[] values, double times) {
        return Seen.array(
                DType.FLOAT32, Arrays.stream(values).map(v -> v * times).toArray());
    }

    /** @param step whose results, or gradients, are so many times what they should be */
    private List<StepFacts> facts(int step, double results, double gradients) {
        List<StepFacts> facts = new ArrayList<>();
        for (int s = 0; s <= last; s++) {
            double times = s == step ? results : 1;
            List<ArrayFacts> outputs =
                    exact.results(s).stream().map(v -> array(v, times)).toList();
            List<@Nullable ArrayFacts> slopes = new ArrayList<>();
            Map<Integer, double[]> taken = exact.gradients(s);
            for (int i = 0; i < call.steps().get(s).inputs().size(); i++) {
                double[] slope = taken.get(i);
                slopes.add(slope == null ? null : array(slope, s == step ? gradients : 1));
            }
            facts.add(new StepFacts(null, "", null, outputs, slopes, List.of()));
        }
        return facts;
    }

    private Verdict judge(RunFacts... runs) {
        return oracle.judge(call, Intent.PROBE, new Observation.Answered(List.of(runs), null));
    }

    private static void violated(FaultClass fault, String template, String operator, Verdict verdict) {
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, verdict, verdict.toString());
        assertEquals(fault, violated.fault());
        assertEquals(template, violated.template());
        assertEquals(operator, violated.function());
    }

    private int firstUpdate() {
        return IntStream.rangeClosed(0, last)
                .filter(s -> call.steps().get(s).takesGradient())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void roundedTrainingHolds() {
        assertEquals(
                Verdict.holds(),
                judge(new RunFacts(RunFacts.BASE, facts(-1, 1, 1)), new RunFacts(BULK, facts(-1, 1, 1))));
    }

    @Test
    void doubledGradientIsBlamedOnTheCallThatTakesTheWeight() {
        int update = firstUpdate();
        Input.StepGradient of =
                (Input.StepGradient) call.steps().get(update).inputs().get(1);
        violated(
                FaultClass.GRADIENT,
                "a gradient in a training differs from float64",
                call.steps().get(of.step()).operator(),
                judge(new RunFacts(RunFacts.BASE, facts(update, 1, 2))));
    }

    @Test
    void wrongResultIsBlamedOnItsCall() {
        violated(
                FaultClass.WRONG_VALUE,
                "a result in a training differs from float64",
                call.steps().get(1).operator(),
                judge(new RunFacts(RunFacts.BASE, facts(1, 1.001, 1))));
        violated(
                FaultClass.WRONG_VALUE,
                "an update in a training differs from float64",
                call.steps().get(last).operator(),
                judge(new RunFacts(RunFacts.BASE, facts(last, 1.001, 1))));
    }

    @Test
    void endThatHangsOnWaitingIsAFault() {
        violated(
                FaultClass.WRONG_VALUE,
                "a training ends elsewhere when nobody waits",
                call.steps().get(last).operator(),
                judge(new RunFacts(RunFacts.BASE, facts(-1, 1, 1)), new RunFacts(BULK, facts(last, 1.01, 1))));
    }

    @Test
    void refusedStepIsInconclusive() {
        assertInstanceOf(Verdict.Inconclusive.class, judge(Seen.refused(RunFacts.BASE, "invoke", "no")));
    }

    @Test
    void onlyTrainingsAreAskedAbout() {
        assertTrue(oracle.applies(call, Intent.PROBE));
        assertFalse(oracle.applies(Seen.call(DType.FLOAT32), Intent.VALID));
        assertFalse(new Graph().applies(call, Intent.PROBE));
    }
}
