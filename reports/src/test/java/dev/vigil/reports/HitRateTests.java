package dev.vigil.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.finding.Reproduction;
import org.junit.jupiter.api.Test;

/** Against published values of the exact interval. */
final class HitRateTests {
    private static final double TOLERANCE = 5e-5;

    @Test
    void intervalIsTheExactOne() {
        HitRate rate = new HitRate(5, 40);
        assertEquals(0.0419, rate.low(), TOLERANCE);
        assertEquals(0.2680, rate.high(), TOLERANCE);
        assertEquals("5 of 40, 4.2 to 26.8 %", rate.text());
    }

    @Test
    void endsAreClosed() {
        assertEquals(0, new HitRate(0, 10).low());
        assertEquals(1 - Math.pow(0.025, 0.1), new HitRate(0, 10).high(), 1e-9);
        assertEquals(1, new HitRate(10, 10).high());
    }

    @Test
    void cleanStartsThatExcludeARate() {
        assertEquals(23, Reproduction.cleanRunsToExclude(1.0 / 8));
        assertEquals(299, Reproduction.cleanRunsToExclude(1.0 / 100));
        assertEquals(2995, Reproduction.cleanRunsToExclude(1.0 / 1000));
        assertEquals(13, new HitRate(0, 10).cleanRunsLeft(1.0 / 8));
        assertEquals(0, new HitRate(0, 23).cleanRunsLeft(1.0 / 8));
        assertEquals(-1, new HitRate(1, 10).cleanRunsLeft(1.0 / 8));
    }
}
