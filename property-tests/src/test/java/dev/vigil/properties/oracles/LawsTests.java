package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class LawsTests {
    private static final int LONG = 257;
    private static final Oracle LAWS = new Laws();
    private static final Fill FILL = new Fill.Uniform(1, 0, 1);
    private static final Case ROWS = Seen.call(DType.FLOAT32, new Fill.Periodic(FILL, 3), Shape.of(LONG));

    private static Verdict judge(UnaryOperator<double[]> operator) {
        return judge(ROWS, operator);
    }

    private static Verdict judge(Case call, UnaryOperator<double[]> operator) {
        return judge(call, operator, operator);
    }

    /** @param inPlace its function when the result goes in place of the input */
    private static Verdict judge(Case call, UnaryOperator<double[]> operator, UnaryOperator<double[]> inPlace) {
        return Played.judge(LAWS, call, operator, inPlace);
    }

    @Test
    void lawsThatHoldAtEverySizeHold() {
        assertInstanceOf(Verdict.Holds.class, judge(Played::each));
        assertInstanceOf(Verdict.Holds.class, judge(values ->
                new double[] {Arrays.stream(values).sum()}));
    }

    @Test
    void rowThatTakesAnothersValueFarOutIsFound() {
        Verdict verdict = judge(values -> {
            double[] rows = Played.each(values);
            for (int i = rows.length - 1; i > 200; i--) {
                rows[i] = rows[i - 1];
            }
            return rows;
        });
        assertEquals(
                FaultClass.LARGE_SIZE,
                assertInstanceOf(Verdict.Violated.class, verdict).fault());
    }

    @Test
    void sumThatForgetsAHalfIsFound() {
        Verdict verdict =
                judge(values -> new double[] {Arrays.stream(values).limit(128).sum()});
        assertInstanceOf(Verdict.Violated.class, verdict);
    }

    @Test
    void elementsThatHangOnTheirOwnPlaceAloneMayGoInPlaceAtEverySize() {
        assertInstanceOf(Verdict.Holds.class, judge(ROWS, Played::each, Played::each));
        Verdict.Violated verdict = assertInstanceOf(
                Verdict.Violated.class, judge(ROWS, Played::each, values -> lastIsZeroAbove(200, Played.each(values))));
        assertEquals(FaultClass.LARGE_SIZE, verdict.fault());
        assertTrue(verdict.observed().contains("in place of the first input, output 0 at element 256 is 0.0"));
    }

    @Test
    void whatDoesNotGoInPlaceAtASmallSizeNeedNotAtALargeOne() {
        assertInstanceOf(
                Verdict.Holds.class, judge(ROWS, Played::each, values -> lastIsZeroAbove(1, Played.each(values))));
    }

    /** A short row of many elements may be long enough for what goes wrong in place. */
    @Test
    void otherAxesDoNotHideWhatGoesWrongInPlace() {
        Case call = Seen.call(DType.FLOAT32, new Fill.Periodic(FILL, 48), Shape.of(LONG, 4, 4));
        Verdict verdict = judge(call, Played::each, values -> lastIsZeroAbove(40, Played.each(values)));
        assertEquals(
                FaultClass.LARGE_SIZE,
                assertInstanceOf(Verdict.Violated.class, verdict).fault());
        assertInstanceOf(Verdict.Holds.class, judge(call, Played::each, Played::each));
    }

    @Test
    void whoReadsItsNeighboursMayNotice() {
        for (UnaryOperator<double[]> reads : List.<UnaryOperator<double[]>>of(
                LawsTests::runningSum, values -> Arrays.stream(values).sorted().toArray())) {
            Verdict verdict = judge(ROWS, reads, values -> lastIsZeroAbove(200, reads.apply(values)));
            assertFalse(verdict instanceof Verdict.Violated, verdict::toString);
        }
    }

    @Test
    void resultsGoInPlaceOfInputsOfOneShapeAndTypeAlone() {
        assertTrue(placed(Shape.of(LONG, 2), DType.FLOAT32));
        assertFalse(placed(Shape.of(LONG, 1), DType.FLOAT32));
        assertFalse(placed(Shape.of(LONG, 2), DType.FLOAT64));
    }

    private static boolean placed(Shape second, DType dtype) {
        Input first = new Input.Array(Shape.of(LONG, 2), DType.FLOAT32, FILL);
        Step step = Step.of("op", new TreeMap<>(), List.of(first, new Input.Array(second, dtype, FILL)));
        return Change.all(new Case(ROWS.settings(), List.of(step))).stream().anyMatch(Change.InPlace.class::isInstance);
    }

    private static double[] lastIsZeroAbove(int length, double[] values) {
        if (values.length > length) {
            values[values.length - 1] = 0;
        }
        return values;
    }

    private static double[] runningSum(double[] values) {
        double[] sums = values.clone();
        Arrays.parallelPrefix(sums, Double::sum);
        return sums;
    }

    @Test
    void noLawIsNoFault() {
        assertInstanceOf(Verdict.Inconclusive.class, judge(Played::lawless));
    }

    @Test
    void lawOfMostDrawsAloneIsNotAsked() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(values -> values[0] > 0.8 ? Played.lawless(values) : Played.each(values)));
    }

    @Test
    void callsWithoutALargeLengthOrWithLargeNumbersAreNotAsked() {
        assertTrue(LAWS.applies(ROWS, Intent.VALID));
        assertFalse(LAWS.applies(ROWS, Intent.HOSTILE));
        assertFalse(LAWS.applies(Seen.call(DType.FLOAT32, FILL, Shape.of(60)), Intent.VALID));
        assertFalse(LAWS.applies(Seen.withAttribute(ROWS, "window", "(40,)"), Intent.VALID));
        assertTrue(LAWS.applies(Seen.withAttribute(ROWS, "size", "257"), Intent.VALID));
        assertFalse(LAWS.applies(Seen.call(DType.FLOAT32, new Fill.Constant(1e6), Shape.of(LONG)), Intent.VALID));
    }

    @Test
    void everyLawHasItsTurnAndAProofTakesThemAll() {
        Set<String> seen = new HashSet<>();
        for (int n = 128; n < 200; n++) {
            Case call = Seen.call(DType.FLOAT32, new Fill.Periodic(FILL, 6), Shape.of(n, 2));
            LAWS.variations(call, Intent.VALID).stream()
                    .map(Variation::label)
                    .filter(label -> label.startsWith(Laws.LAW + ","))
                    .forEach(seen::add);
        }
        Case call = Seen.call(DType.FLOAT32, new Fill.Periodic(FILL, 6), Shape.of(128, 2));
        List<String> alone = LAWS.variationsAlone(call, Intent.VALID).stream()
                .map(Variation::label)
                .toList();
        assertTrue(alone.containsAll(seen), seen.toString());
        assertEquals(Change.all(call).size(), seen.size());
    }

    /** An executor holds the inputs of a case and of all its variations, in 256 MB. */
    @Test
    void aProofOfManyAxesAndElementsFitsIntoAnExecutor() {
        Input.Array array = new Input.Array(Shape.of(512, 2, 4, 4, 4, 6), DType.FLOAT32, new Fill.Periodic(FILL, 768));
        Case call = new Case(
                ProcessSettings.plain("cpu"), List.of(Step.of("elemwise_mul", new TreeMap<>(), List.of(array, array))));
        long bytes = LAWS.variationsAlone(call, Intent.VALID).stream()
                .mapToLong(run -> Rewrite.bytes(run.call()))
                .sum();
        assertTrue(bytes > 100 << 20, "draws enough to learn from: " + bytes);
        assertTrue(bytes < 200 << 20, bytes + " bytes");
    }
}
