package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
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

    private static Case pair(PairKind kind, String first, DType type, long rows) {
        Fill fill = new Fill.Periodic(new Fill.Uniform(1, 0.1, 0.9), ROWS);
        Step step = Step.of(first, new TreeMap<>(), List.of(new Input.Array(Shape.of(rows), type, fill)));
        return kind.of(ProcessSettings.plain("cpu"), step, "second");
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
        double[] given = Doubles.of(array);
        double[] one = Doubles.of(Seen.array(array.dtype(), first.apply(given)));
        boolean inverse = call.steps().get(1).inputs().get(0) instanceof Input.StepOutput;
        double[] other = second.apply(inverse ? one : given);
        return new RunFacts(label, List.of(step(array.dtype(), one), step(array.dtype(), other)));
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
