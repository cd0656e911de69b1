package dev.vigil.properties.references;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends that trainings are known to have, and that they have them by the references. */
final class TrainingsTests {
    private static final int SEEDS = 40;

    private static Trained trained(Case call) {
        return Trained.of(References.all(), call, null);
    }

    private static boolean plain(Case call) {
        return call.steps().get(call.steps().size() - 1).operator().equals("sgd_update");
    }

    /** All weights before the last round and behind it: what the last updates gave. */
    private static List<Double> weights(Case call, Trained trained) {
        List<Double> weights = new ArrayList<>();
        // The layers' updates come from behind, and a layer's bias before its weight.
        for (int s = call.steps().size() - 1; call.steps().get(s).takesGradient(); s--) {
            for (double value : trained.results(s).get(0)) {
                weights.add(value);
            }
        }
        return weights;
    }

    private static double loss(Case call, Trained trained, int round) {
        int found = -1;
        for (int s = 0; s < call.steps().size(); s++) {
            boolean last = !call.steps().get(s).takesGradient()
                    && s + 1 < call.steps().size()
                    && call.steps().get(s + 1).takesGradient();
            found += last ? 1 : 0;
            if (last && found == round) {
                return trained.results(s).get(0)[0];
            }
        }
        throw new AssertionError("no round " + round);
    }

    @Test
    void plainDescentHalvesTheDistanceToTheWeightsInEveryRound() {
        int seen = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Case call = Trainings.fit(ProcessSettings.plain("cpu"), seed);
            if (!plain(call)) {
                continue;
            }
            seen++;
            double[] known = Trainings.weights(seed);
            List<Double> end = weights(call, trained(call));
            assertEquals(known.length, end.size());
            for (int w = 0; w < known.length; w++) {
                // Weights begin within 0.75 of zero and are known to lie within 2.
                assertEquals(known[w], end.get(w), 2.75 * Math.scalb(1.0, -Trainings.ROUNDS), "seed " + seed);
            }
        }
        assertTrue(seen > 5, seen + " of " + SEEDS);
    }

    @Test
    void netsSeparateWhatALineSeparates() {
        int separated = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Case call = Trainings.net(ProcessSettings.plain("cpu"), seed);
            Trained trained = trained(call);
            double first = loss(call, trained, 0);
            double last = loss(call, trained, Trainings.ROUNDS - 1);
            assertTrue(last < first / 2, "seed " + seed + ": from " + first + " to " + last);
            // No row is on the wrong side where all losses together are less than that of one on the line.
            separated += last < Math.log(2) ? 1 : 0;
        }
        assertEquals(SEEDS, separated);
    }

    @Test
    void lossOfALinearFitHasTheSlopeThatItsFormulaHas() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Case call = Trainings.fit(ProcessSettings.plain("cpu"), seed);
            Trained trained = trained(call);
            int first = IntStream.range(0, call.steps().size())
                    .filter(s -> call.steps().get(s).takesGradient())
                    .findFirst()
                    .orElseThrow();
            boolean mean = call.steps().get(first - 1).operator().equals("mean");
            double[] known = Trainings.weights(seed);
            Step bias = call.steps().get(first);
            Input.StepInput place = (Input.StepInput) bias.inputs().get(0);
            double before = Tensor.of((Input.Array)
                            call.steps().get(place.step()).inputs().get(place.input()))
                    .value(0);
            double slope = 2 * (before - known[known.length - 1]) * (mean ? 1 : 8);
            assertArrayEquals(
                    new double[] {slope}, trained.gradients(first).get(1), 1e-9 * Math.max(1, Math.abs(slope)));
        }
    }

    @Test
    void nudgesMoveTheEndALittle() {
        Case call = Trainings.fit(ProcessSettings.plain("cpu"), 3);
        double[] exact = trained(call).results(call.steps().size() - 1).get(0);
        double[] moved = Trained.of(References.all(), call, new Trained.Nudges(0x1p-20, 1))
                .results(call.steps().size() - 1)
                .get(0);
        assertArrayEquals(exact, moved, 1e-4);
        assertTrue(exact[0] != moved[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FullyConnected", "dot", "tanh", "softmax_cross_entropy", "adam_update", "mean"})
    void anOperatorIsPartOfATrainingThatIsDrawnForIt(String operator) {
        Case call = Trainings.with(operator, ProcessSettings.plain("cpu"), 5).orElseThrow();
        assertTrue(call.steps().stream().anyMatch(step -> step.operator().equals(operator)));
        assertEquals(
                call, Trainings.with(operator, ProcessSettings.plain("cpu"), 5).orElseThrow());
        assertTrue(Trained.covers(References.all(), call));
    }

    @Test
    void othersAreNot() {
        assertTrue(Trainings.with("argsort", ProcessSettings.plain("cpu"), 5).isEmpty());
    }
}
