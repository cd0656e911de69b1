package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Judges a small library of our own: an operator of two inputs whose result is {@code f(x) + y}, element by element. */
final class GradientTests {
    private static final Fill PLAIN = new Fill.Uniform(1, 0.5, 1.5);

    private final Gradient oracle = new Gradient();

    private static Case call(Fill fill, String... attributes) {
        List<Input> inputs = List.of(
                new Input.Array(Shape.of(4), DType.FLOAT32, fill),
                new Input.Array(Shape.of(4), DType.FLOAT32, new Fill.Uniform(2, -1, 1)));
        TreeMap<String, String> given = new TreeMap<>();
        for (String attribute : attributes) {
            given.put(attribute, "1");
        }
        return new Case(
                ProcessSettings.plain("cpu"),
                List.of(new Step("op", given, inputs, List.of(GradRequest.WRITE, GradRequest.WRITE), false)));
    }

    /** What the operator does: its function, the slope that it takes for that of the function, and its oddities. */
    private static class Operator {
        private final DoubleUnaryOperator function;
        private final DoubleUnaryOperator slope;

        Operator(DoubleUnaryOperator function, DoubleUnaryOperator slope) {
            this.function = function;
            this.slope = slope;
        }

        /** One element of the first input's gradient. */
        double gradient(double x, double head) {
            return slope.applyAsDouble(x) * head;
        }

        /** What goes into an element of a gradient's array. */
        double stored(GradRequest request, double before, double gradient) {
            return request == GradRequest.NULL ? before : request == GradRequest.ADD ? before + gradient : gradient;
        }
    }

    private static RunFacts run(Variation variation, Operator operator) {
        Step step = variation.call().steps().get(0);
        Input.Array first = (Input.Array) step.inputs().get(0);
        double[] x = Doubles.of(first);
        double[] y = Doubles.of((Input.Array) step.inputs().get(1));
        double[] heads = Doubles.of(
                first.shape(), first.dtype(), variation.manner().heads().fill(0));
        double[] result = new double[x.length];
        for (int e = 0; e < x.length; e++) {
            result[e] = operator.function.applyAsDouble(x[e]) + y[e];
        }
        List<@Nullable ArrayFacts> gradients = new ArrayList<>();
        double before = variation.manner().gradientBefore();
        for (int input = 0; input < 2 && step.wantsGradient(); input++) {
            double[] gradient = new double[x.length];
            for (int e = 0; e < x.length; e++) {
                double value = input == 0 ? operator.gradient(x[e], heads[e]) : heads[e];
                gradient[e] = operator.stored(step.request().get(input), before, value);
            }
            gradients.add(
                    step.request().get(input) == GradRequest.NULL && before == 0
                            ? null
                            : Seen.array(first.dtype(), gradient));
        }
        ArrayFacts output = Seen.array(first.dtype(), result);
        return new RunFacts(
                variation.label(), List.of(new StepFacts(null, "", null, List.of(output), gradients, List.of())));
    }

    private Verdict judge(Case call, Operator operator) {
        List<RunFacts> runs = new ArrayList<>();
        runs.add(run(new Variation(RunFacts.BASE, call), operator));
        for (Variation variation : oracle.variationsAlone(call, Intent.VALID)) {
            runs.add(run(variation, operator));
        }
        return oracle.judge(call, Intent.VALID, Seen.answered(runs.toArray(RunFacts[]::new)));
    }

    private static void violated(String template, Verdict verdict) {
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, verdict);
        assertEquals(FaultClass.GRADIENT, violated.fault());
        assertEquals(template, violated.template(), violated.toString());
    }

    private static final Operator SQUARE = new Operator(x -> x * x, x -> 2 * x);

    @Test
    void slopesHold() {
        assertEquals(Verdict.holds(), judge(call(PLAIN), SQUARE));
        assertEquals(Verdict.holds(), judge(call(PLAIN), new Operator(Math::log, x -> 1 / x)));
        assertEquals(Verdict.holds(), judge(call(new Fill.Constant(0)), new Operator(Math::exp, Math::exp)));
    }

    @Test
    void anotherSlopeIsAFault() {
        violated(
                "the gradient differs from differences of the results",
                judge(call(PLAIN), new Operator(x -> x * x, x -> 4 * x)));
        violated(
                "the gradient differs from differences of the results",
                judge(call(PLAIN), new Operator(Math::exp, x -> 1.001 * Math.exp(x))));
    }

    @Test
    void whatJumpsBackAllAlongALineIsNotTakenForFlat() {
        DoubleUnaryOperator teeth = x -> x * x + x / 2 % 1e-8;
        assertEquals(Verdict.holds(), judge(call(PLAIN), new Operator(teeth, x -> 2 * x + 0.5)));
        violated(
                "the gradient differs from differences of the results",
                judge(call(PLAIN), new Operator(teeth, x -> 2 * x + 1)));
    }

    @Test
    void gradientThatIsNoNumberIsAFaultWhereResultsAreSmooth() {
        violated(
                "the gradient is not finite where the results are smooth",
                judge(call(new Fill.Constant(0)), new Operator(x -> x * x, x -> 2 * x / x * x)));
        assertFalse(
                judge(call(new Fill.Constant(0)), new Operator(Math::cbrt, x -> 1 / Math.cbrt(x * x) / 3))
                        instanceof Verdict.Violated);
    }

    @Test
    void kinksTellNothing() {
        for (double slope : new double[] {-1, 0, 0.5, 1, 7}) {
            Operator relu = new Operator(x -> Math.max(0, x), x -> x > 0 ? 1 : x < 0 ? 0 : slope);
            assertFalse(judge(call(new Fill.Constant(0)), relu) instanceof Verdict.Violated);
            for (double near : new double[] {1e-5, 3e-5, 4e-5, 1e-4, 2e-4}) {
                Operator clip = new Operator(x -> Math.max(1 + near, x), x -> x > 1 + near ? 1 : 0);
                assertFalse(judge(call(new Fill.Constant(1)), clip) instanceof Verdict.Violated, "kink at " + near);
                assertFalse(judge(call(new Fill.Constant(1 + 2 * near)), clip) instanceof Verdict.Violated);
            }
        }
        Operator floor = new Operator(Math::floor, x -> 0);
        assertFalse(judge(call(new Fill.Constant(1)), floor) instanceof Verdict.Violated);
    }

    /** A loss, a penalty, a step with a gradient all the same, and an attribute that speaks of gradients. */
    @Test
    void operatorsWithAGradientOfTheirOwnTellNothing() {
        Operator loss = new Operator(x -> x * x, x -> 1) {
            @Override
            double gradient(double x, double head) {
                return x - 3;
            }
        };
        Operator penalty = new Operator(x -> x * x, x -> 1) {
            @Override
            double gradient(double x, double head) {
                return head * 2 * x + 0.1;
            }
        };
        for (Operator operator : List.of(loss, penalty)) {
            assertInstanceOf(Verdict.Inconclusive.class, judge(call(PLAIN), operator));
        }
        assertFalse(judge(call(PLAIN), new Operator(Math::rint, x -> 1)) instanceof Verdict.Violated);
        assertEquals(Verdict.holds(), judge(call(PLAIN, "grad_scale"), new Operator(x -> x * x, x -> 20 * x)));
    }

    @Test
    void arrayThatIsNotWrittenIsAFault() {
        violated(
                "a gradient that is written depends on what its array held",
                judge(call(PLAIN), new Operator(x -> x * x, x -> 2 * x) {
                    @Override
                    double stored(GradRequest request, double before, double gradient) {
                        return request == GradRequest.WRITE ? before : super.stored(request, before, gradient);
                    }
                }));
    }

    @Test
    void addThatOverwritesIsAFault() {
        violated(
                "request add does not give the old value plus the gradient",
                judge(call(PLAIN), new Operator(x -> x * x, x -> 2 * x) {
                    @Override
                    double stored(GradRequest request, double before, double gradient) {
                        return request == GradRequest.ADD ? gradient : super.stored(request, before, gradient);
                    }
                }));
    }

    @Test
    void nullThatWritesIsAFault() {
        violated(
                "request null changes the array of a gradient",
                judge(call(PLAIN), new Operator(x -> x * x, x -> 2 * x) {
                    @Override
                    double stored(GradRequest request, double before, double gradient) {
                        return request == GradRequest.NULL ? gradient : super.stored(request, before, gradient);
                    }
                }));
    }

    @Test
    void gradientAloneThatDiffersIsAFault() {
        Case call = call(PLAIN);
        List<RunFacts> runs = new ArrayList<>();
        runs.add(run(new Variation(RunFacts.BASE, call), SQUARE));
        for (Variation variation : oracle.variationsAlone(call, Intent.VALID)) {
            boolean alone = variation.call().steps().get(0).request().contains(GradRequest.NULL);
            runs.add(run(variation, alone ? new Operator(x -> x * x, x -> 0) : SQUARE));
        }
        violated(
                "a gradient differs when it is the only one asked for",
                oracle.judge(call, Intent.VALID, Seen.answered(runs.toArray(RunFacts[]::new))));
    }

    @Test
    void chanceTellsNothing() {
        Case call = call(PLAIN);
        RunFacts base = run(new Variation(RunFacts.BASE, call), SQUARE);
        RunFacts other = run(new Variation(Variation.AGAIN, call), new Operator(x -> x, x -> 1));
        assertInstanceOf(Verdict.Inconclusive.class, oracle.judge(call, Intent.VALID, Seen.answered(base, other)));
    }

    @Test
    void asksOnlyWhereAGradientIsAskedFor() {
        assertTrue(oracle.applies(call(PLAIN), Intent.VALID));
        assertFalse(oracle.applies(call(PLAIN), Intent.HOSTILE));
        assertFalse(oracle.applies(Seen.call(DType.FLOAT32), Intent.VALID));
    }

    @Test
    void directionsAreTheSameForEveryDraw() {
        Case call = call(PLAIN);
        List<Variation> drawn = oracle.variationsAlone(call.variant(3), Intent.VALID);
        List<Variation> asked = oracle.variationsAlone(call, Intent.VALID);
        for (int v = 0; v < asked.size(); v++) {
            assertEquals(
                    drawn.get(v).call(),
                    asked.get(v).call().variant(3),
                    drawn.get(v).label());
        }
    }

    @Test
    void longerHeadIsToBeRefused() {
        HeadShape heads = new HeadShape();
        Case call = call(PLAIN);
        Variation longer = heads.variations(call, Intent.VALID).get(0);
        assertEquals(Manner.Heads.LONGER, longer.manner().heads());
        RunFacts base = run(new Variation(RunFacts.BASE, call), SQUARE);
        assertEquals(
                Verdict.holds(),
                heads.judge(
                        call, Intent.VALID, Seen.answered(base, Seen.refused(longer.label(), "backward", "shape"))));
        Verdict.Violated accepted = assertInstanceOf(
                Verdict.Violated.class, heads.judge(call, Intent.VALID, Seen.answered(base, run(longer, SQUARE))));
        assertEquals("MXAutogradBackwardEx", accepted.function());
    }
}
