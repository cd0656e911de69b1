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

    @Test
    void onlyADifferenceBeyondDoubtAmplifies() {
        assertTrue(new Amplification(0, 40, 8, 40).amplified());
        assertFalse(new Amplification(0, 40, 2, 40).amplified());
        assertFalse(new Amplification(8, 40, 8, 40).amplified());
        assertThrows(IllegalArgumentException.class, () -> new Amplification(2, 1, 0, 1));
    }
}
