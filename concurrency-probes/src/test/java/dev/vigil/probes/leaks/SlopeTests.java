package dev.vigil.probes.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SlopeTests {
    private static final int POINTS = 21;
    private static final double[] X =
            IntStream.range(0, POINTS).mapToDouble(i -> 32.0 * i).toArray();

    private static double[] y(IntToDoubleFunction value) {
        return IntStream.range(0, POINTS).mapToDouble(value).toArray();
    }

    @Test
    void straightLineHasItsSlopeAndNoDoubt() {
        Slope slope = Slope.of(X, y(i -> 1000 + 64 * X[i]));

        assertEquals(new Slope(64, 64, 64), slope);
    }

    @Test
    void levelHasNone() {
        assertEquals(new Slope(0, 0, 0), Slope.of(X, y(i -> 7)));
    }

    /** Sen's own example: the slope is 4; seven points are too few for an interval at 99.9 %, which is then as wide as can be. */
    @Test
    void publishedExampleHasItsMedian() {
        double[] x = {1, 2, 3, 4, 10, 12, 18};
        double[] y = {9, 15, 19, 20, 45, 55, 78};

        Slope slope = Slope.of(x, y);

        assertEquals(4.0, slope.value(), 1e-12);
        assertEquals(1, slope.low(), 1e-12);
        assertEquals(6, slope.high(), 1e-12);
    }

    @Test
    void wildPointsDoNotMoveIt() {
        Slope slope = Slope.of(X, y(i -> i % 7 == 3 ? 1e9 : 64 * X[i]));

        assertEquals(64, slope.value(), 1e-9);
    }

    @Test
    void oneStepIsNoSlope() {
        assertTrue(Slope.of(X, y(i -> i < 9 ? 0 : 4096)).low() <= 0);
    }

    @Test
    void stepAtEveryThirdSampleIsOne() {
        Slope slope = Slope.of(X, y(i -> 100 * Math.floor(i / 3.0)));

        assertTrue(slope.low() > 0, slope.toString());
        assertEquals(100 / 96.0, slope.value(), 0.1);
    }

    @Test
    void noiseWithoutSlopeIsSeldomTakenForOne() {
        int wrong = 0;
        for (int seed = 0; seed < 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Slope slope = Slope.of(X, y(i -> random.nextInt(4096)));
            wrong += slope.low() > 0 || slope.high() < 0 ? 1 : 0;
        }
        assertTrue(wrong <= 6, wrong + " of 2000 intervals at 99.9 % miss zero");
    }

    @Test
    void onePointIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Slope.of(new double[] {1}, new double[] {1}));
    }
}
