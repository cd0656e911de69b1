package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Shape;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OutliersTests {
    private static final Oracle OUTLIERS = new Outliers();
    private static final Case ROWS = Seen.call(DType.FLOAT64, new Fill.Uniform(1, 0, 1), Shape.of(5));

    private static Verdict judge(UnaryOperator<double[]> operator) {
        return Played.judge(OUTLIERS, ROWS, operator, operator);
    }

    /** Wrong in one call of so many, by what the values are. */
    private static UnaryOperator<double[]> wrongInOneOf(int calls, UnaryOperator<double[]> operator) {
        return values -> {
            double[] results = operator.apply(values);
            if (Math.floorMod((Arrays.hashCode(values) * 0x9E3779B9) >>> 4, calls) == 0) {
                results[0] += 7;
            }
            return results;
        };
    }

    @Test
    void oneDrawOfAHundredThatBreaksALawIsFound() {
        int found = 0;
        for (int calls = 300; calls < 340; calls++) {
            if (judge(wrongInOneOf(calls, Played::each)) instanceof Verdict.Violated violated) {
                assertEquals(FaultClass.WRONG_VALUE, violated.fault());
                found++;
            }
        }
        assertTrue(found >= 10, found + " of 40");
    }

    @Test
    void lawsThatHoldInEveryDrawHold() {
        assertInstanceOf(Verdict.Holds.class, judge(Played::each));
    }

    @Test
    void whatIsOftenBrokenIsNoLaw() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(values -> values[0] > 0.8 ? Played.lawless(values) : Played.each(values)));
        assertFalse(judge(wrongInOneOf(20, Played::each)) instanceof Verdict.Violated);
    }

    @Test
    void resultsThatAreNearlyAlwaysTheSameTellOfNoLaw() {
        assertFalse(judge(wrongInOneOf(300, values -> new double[values.length])) instanceof Verdict.Violated);
    }

    @Test
    void whatCancelsToNearlyNothingIsNotMeasuredByItself() {
        assertEquals(0, foundWhereItCancels(1e-9));
        assertTrue(foundWhereItCancels(9) > 0);
    }

    /** A sum that hangs on the order in one of some hundred draws, where it is of this size. */
    private static long foundWhereItCancels(double size) {
        return IntStream.range(300, 340)
                .filter(calls -> judge(values -> {
                            double sum = Arrays.stream(values).sorted().sum();
                            boolean cancels = Math.floorMod((Double.hashCode(sum) * 0x9E3779B9) >>> 4, calls) == 0;
                            return new double[] {cancels ? size * values[0] : sum};
                        })
                        instanceof Verdict.Violated)
                .count();
    }

    @Test
    void onlySmallCallsInWhichNothingNarrowRoundsAreAsked() {
        assertTrue(OUTLIERS.applies(ROWS, Intent.VALID));
        assertFalse(OUTLIERS.applies(ROWS, Intent.HOSTILE));
        assertTrue(OUTLIERS.applies(call(DType.INT32, 9), Intent.VALID));
        assertFalse(OUTLIERS.applies(call(DType.FLOAT32, 9), Intent.VALID));
        assertFalse(OUTLIERS.applies(call(DType.INT32, 1000), Intent.VALID));
        assertFalse(OUTLIERS.applies(call(DType.INT32, 1), Intent.VALID));
    }

    private static Case call(DType dtype, int length) {
        return Seen.call(dtype, new Fill.Integers(1, 0, 9), Shape.of(length));
    }

    @Test
    void everyChangeOfPlacesHasItsTurn() {
        Set<String> seen = new HashSet<>();
        for (int n = 2; n < 40; n++) {
            List<Variation> runs = OUTLIERS.variations(
                    Seen.call(DType.INT32, new Fill.Integers(n, 0, 9), Shape.of(n, 3)), Intent.VALID);
            seen.add(runs.get(2).label().replaceAll("outliers draw 0, ", ""));
        }
        assertEquals(2 * Pick.values().length, seen.size(), seen.toString());
    }
}
