package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AmplificationTests {
    /** Cases (a) and (h) of the paper's table II, method 10. */
    @Test
    void intervalsAreThePublishedOnes() {
        Amplification a = new Amplification(48, 80, 56, 70);
        assertEquals(0.2, a.difference(), 1e-12);
        assertEquals(0.0524, a.low(), 5e-5);
        assertEquals(0.3339, a.high(), 5e-5);
        Amplification h = new Amplification(0, 10, 10, 10);
        assertEquals(0.6075, h.low(), 5e-5);
        assertEquals(1.0, h.high(), 5e-5);
    }

    /** The first against the formula by hand; a rate of 0 without delays leaves the ratio without an upper end. */
    @Test
    void ratiosHaveTheirIntervals() {
        Amplification some = new Amplification(1, 34, 7, 34);
        assertEquals(7, some.ratio(), 1e-12);
        assertEquals(1.1537, some.ratioLow(), 5e-5);
        assertEquals(41.9763, some.ratioHigh(), 5e-5);
        Amplification all = new Amplification(0, 40, 18, 20);
        assertEquals(10.0119, all.ratioLow(), 5e-5);
        assertEquals(Double.POSITIVE_INFINITY, all.ratioHigh());
        assertEquals(0, new Amplification(0, 40, 0, 40).ratioLow());
    }

    @Test
    void onlyADifferenceBeyondDoubtAmplifies() {
        assertTrue(new Amplification(0, 40, 8, 40).amplified());
        assertFalse(new Amplification(0, 40, 2, 40).amplified());
        assertFalse(new Amplification(8, 40, 8, 40).amplified());
        assertThrows(IllegalArgumentException.class, () -> new Amplification(2, 1, 0, 1));
    }
}
