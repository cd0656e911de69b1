package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.References;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class PairsTests {
    private static final int ROWS = 7;
    private static final Oracle PAIRS = new Pairs(References.all());
    private static final String[] BEHIND = {"second"};
    private static final String[] BEHIND_COMPOSED = {"inner", "outer"};

    private static Case pair(PairKind kind, String first, DType type, long rows) {
        Fill fill = new Fill.Periodic(new Fill.Uniform(1, 0.1, 0.9), ROWS);
        Step step = Step.of(first, new TreeMap<>(), List.of(new Input.Array(Shape.of(rows), type, fill)));
        return kind.of(ProcessSettings.plain("cpu"), step, kind == PairKind.COMPOSED ? BEHIND_COMPOSED : BEHIND);
    }

    private static Case pair(PairKind kind) {
        return pair(kind, "first", DType.FLOAT32, 257);
    }

    private static UnaryOperator<double[]> each(DoubleUnaryOperator function) {
        return values -> Arrays.stream(values).map(function).toArray();
    }

    /** Wrong in the last element of more than 200. */
    private static UnaryOperator<double[]> wrongWhenLarge(DoubleUnaryOperator function) {
        return values -> {
            double[] results = each(function).apply(values);
            if (results.length > 200) {
                results[results.length - 1] += 1;
            }
            return results;
        };
    }

    private static Verdict judge(Case call, UnaryOperator<double[]> first, UnaryOperator<double[]> second) {
        List<RunFacts> runs = new ArrayList<>();
        runs.add(run(RunFacts.BASE, call, first, second));
        for (Variation variation : PAIRS.variationsAlone(call, Intent.VALID)) {
            runs.add(run(variation.label(), variation.call(), first, second));
        }
        return PAIRS.judge(call, Intent.VALID, Seen.answered(runs.toArray(RunFacts[]::new)));
    }

    private static RunFacts run(
            String label, Case call, UnaryOperator<double[]> first, UnaryOperator<double[]> second) {
        Input.Array array = (Input.Array) call.steps().get(0).inputs().get(0);
        List<double[]> results = new ArrayList<>();
        List<StepFacts> steps = new ArrayList<>();
        for (Step step : call.steps()) {
            Input from = step.inputs().get(0);
            double[] given = from instanceof Input.StepOutput output ? results.get(output.step()) : Doubles.of(array);
            double[] result = (steps.isEmpty() ? first : second).apply(given);
            results.add(Doubles.of(Seen.array(array.dtype(), result)));
            steps.add(step(array.dtype(), results.get(results.size() - 1)));
        }
        return new RunFacts(label, steps);
    }

    private static StepFacts step(DType type, double[] values) {
        return new StepFacts(null, "", null, List.of(Seen.array(type, values)), List.of(), List.of());
    }

    private static Verdict.Violated violated(Verdict verdict) {
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, verdict);
        assertEquals(FaultClass.LARGE_SIZE, violated.fault());
        return violated;
    }

    @Test
    void pairsAtEverySizeHold() {
        assertInstanceOf(
                Verdict.Holds.class,
                judge(pair(PairKind.EQUIVALENT), each(v -> v * v), each(v -> Math.exp(2 * Math.log(v)))));
        assertInstanceOf(Verdict.Holds.class, judge(pair(PairKind.INVERSE), each(Math::exp), each(Math::log)));
    }

    @Test
    void operatorThatFailsWhenLargeIsFoundByItsEquivalent() {
        Verdict.Violated second =
                violated(judge(pair(PairKind.EQUIVALENT), each(v -> v * v), wrongWhenLarge(v -> v * v)));
        assertNull(second.function(), second.observed());
        Verdict.Violated first =
                violated(judge(pair(PairKind.EQUIVALENT), wrongWhenLarge(v -> v * v), each(v -> v * v)));
        assertEquals("first", first.function(), first.observed());
    }

    @Test
    void operatorThatFailsWhenLargeIsFoundByItsInverse() {
        Verdict.Violated second = violated(judge(pair(PairKind.INVERSE), each(Math::exp), wrongWhenLarge(Math::log)));
        assertNull(second.function(), second.observed());
        Verdict.Violated first = violated(judge(pair(PairKind.INVERSE), wrongWhenLarge(Math::exp), each(Math::log)));
        assertEquals("first", first.function(), first.observed());
    }

    /** x to the fourth power against the square of the square. */
    @Test
    void operatorThatFailsWhenLargeIsFoundByTwoInARow() {
        UnaryOperator<double[]> fourth = each(v -> Math.pow(v, 4));
        Case call = pair(PairKind.COMPOSED, "first", DType.FLOAT64, 257);
        assertInstanceOf(Verdict.Holds.class, judge(call, fourth, each(v -> v * v)));
        assertEquals(
                "first",
                violated(judge(call, wrongWhenLarge(v -> Math.pow(v, 4)), each(v -> v * v)))
                        .function());
        assertEquals(
                "inner",
                violated(judge(call, fourth, wrongWhenLarge(v -> v * v))).function());
    }

    private static Verdict atNan(DType type, double squareOfNan) {
        UnaryOperator<double[]> odd = each(v -> Double.isNaN(v) ? squareOfNan : v * v);
        Case call = pair(PairKind.EQUIVALENT, "first", type, 257);
        List<RunFacts> runs = new ArrayList<>();
        runs.add(run(RunFacts.BASE, call, each(v -> v * v), odd));
        for (Variation variation : PAIRS.variations(call, Intent.VALID)) {
            boolean own = variation.call().steps().get(0).inputs().get(0) instanceof Input.Array array
                    && array.dtype() == type;
            runs.add(run(variation.label(), variation.call(), each(v -> v * v), own ? odd : each(v -> v * v)));
        }
        return PAIRS.judge(call, Intent.VALID, Seen.answered(runs.toArray(RunFacts[]::new)));
    }

    @Test
    void boundaryAtWhichOneTypeAloneDiffersIsAFault() {
        assertInstanceOf(Verdict.Holds.class, atNan(DType.FLOAT16, Double.NaN));
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, atNan(DType.FLOAT16, 0));
        assertEquals(FaultClass.WRONG_VALUE, violated.fault());
        assertEquals("two operators that agree do not agree at a boundary of one element type", violated.template());
        assertTrue(violated.observed().startsWith("with NaN among the float16 inputs, element 0 is 0.0 by second"));
    }

    /** What the operators mean by it, as a maximum that leaves NaN out and one that does not. */
    @Test
    void boundaryAtWhichEveryTypeDiffersIsNone() {
        assertInstanceOf(
                Verdict.Holds.class,
                judge(pair(PairKind.EQUIVALENT), each(v -> v * v), each(v -> Double.isNaN(v) ? 0 : v * v)));
    }

    private static RunFacts withGradient(RunFacts run, DType type, double... gradient) {
        List<StepFacts> steps = new ArrayList<>(run.steps());
        StepFacts first = steps.get(0);
        steps.set(0, new StepFacts(null, "", null, first.outputs(), List.of(Seen.array(type, gradient)), List.of()));
        return new RunFacts(run.label(), steps);
    }

    private static Verdict gradients(UnaryOperator<double[]> first, UnaryOperator<double[]> both) {
        Case plain = pair(PairKind.EQUIVALENT);
        Step asking = plain.steps().get(0).withModes(List.of(GradRequest.WRITE), false);
        Case call = PairKind.EQUIVALENT.of(plain.settings(), asking, "second");
        List<Variation> all = new ArrayList<>(List.of(new Variation(RunFacts.BASE, call)));
        all.addAll(PAIRS.variations(call, Intent.VALID));
        RunFacts[] runs = all.stream()
                .map(variation -> {
                    Case made = variation.call();
                    Input.Array array =
                            (Input.Array) made.steps().get(0).inputs().get(0);
                    double[] slopes = (made.steps().size() == 1 ? first : both).apply(Doubles.of(array));
                    return withGradient(
                            run(variation.label(), made, each(v -> v * v), each(v -> v * v)), array.dtype(), slopes);
                })
                .toArray(RunFacts[]::new);
        return PAIRS.judge(call, Intent.VALID, Seen.answered(runs));
    }

    @Test
    void gradientThatFailsWhenLargeIsFoundByThatOfAnother() {
        assertInstanceOf(Verdict.Holds.class, gradients(each(v -> 2 * v), each(v -> 2 * v)));
        for (boolean own : List.of(true, false)) {
            UnaryOperator<double[]> right = each(v -> 2 * v);
            UnaryOperator<double[]> wrong = wrongWhenLarge(v -> 2 * v);
            Verdict.Violated violated =
                    assertInstanceOf(Verdict.Violated.class, own ? gradients(wrong, right) : gradients(right, wrong));
            assertEquals(FaultClass.GRADIENT, violated.fault());
            assertEquals(own ? "first" : null, violated.function());
        }
        assertInstanceOf(Verdict.Inconclusive.class, gradients(each(v -> 0), each(v -> 0)));
    }

    @Test
    void referenceTellsWhichOneFails() {
        UnaryOperator<double[]> reversed = values -> {
            double[] results = each(Math::exp).apply(values);
            for (int i = 0; i < results.length / 2; i++) {
                double kept = results[i];
                results[i] = results[results.length - 1 - i];
                results[results.length - 1 - i] = kept;
            }
            return results.length > 200 ? results : each(Math::exp).apply(values);
        };
        Case call = pair(PairKind.EQUIVALENT, "exp", DType.FLOAT64, 257);
        assertEquals("exp", violated(judge(call, reversed, each(Math::exp))).function());
        assertNull(violated(judge(call, each(Math::exp), reversed)).function());
    }

    @Test
    void operatorsThatSeldomDifferAreNoPair() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(pair(PairKind.EQUIVALENT), each(v -> v), each(v -> v > 0.88 ? 1 : v)));
    }

    /** Rare values and ties tell operators apart that agree in all small draws. */
    @Test
    void differenceThatHangsOnValuesIsNone() {
        UnaryOperator<double[]> rounded = values -> values.length > 200 && values[0] != values[ROWS]
                ? each(v -> v + 1).apply(values)
                : values;
        assertInstanceOf(Verdict.Holds.class, judge(pair(PairKind.EQUIVALENT), each(v -> v), rounded));
    }

    @Test
    void constantsAreNoPair() {
        assertInstanceOf(
                Verdict.Inconclusive.class, judge(pair(PairKind.EQUIVALENT), each(v -> 1), wrongWhenLarge(v -> 1)));
    }

    @Test
    void smallCallsAndOtherCasesAreNotAskedAbout() {
        Case small = pair(PairKind.EQUIVALENT, "first", DType.FLOAT32, ROWS);
        assertInstanceOf(Verdict.Inconclusive.class, judge(small, each(v -> v), each(v -> v + 1)));
        assertTrue(PAIRS.applies(small, Intent.VALID));
        assertFalse(PAIRS.applies(small, Intent.HOSTILE));
        assertFalse(PAIRS.applies(Seen.call(DType.FLOAT32), Intent.VALID));
    }
}
