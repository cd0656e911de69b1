package dev.vigil.probes.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.probes.attempt.UnitTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearnedTests {
    private static final UnitLimits UNIT = new UnitLimits(180, 10, 1L << 30);

    @Test
    void quickTestsHaveTheFloors() {
        ProgramLimits limits = new Learned(300, Learned.PASSED).limits(UNIT).orElseThrow();
        assertEquals(10_000, limits.quietMs());
        assertEquals(30_000, limits.totalMs());
    }

    @Test
    void slowTestsHaveMultiplesOfWhatTheyTook() {
        ProgramLimits limits = new Learned(6_000, Learned.PASSED).limits(UNIT).orElseThrow();
        assertEquals(30_000, limits.quietMs());
        assertEquals(60_000, limits.totalMs());
    }

    @Test
    void noRunTakesMoreThanItsPartOfTheUnit() {
        for (int seconds = 1; seconds < 200; seconds++) {
            for (long took = 1; took < 100_000; took = 3 * took) {
                UnitLimits unit = new UnitLimits(seconds, 1, 1L << 30);
                Optional<ProgramLimits> limits = new Learned(took, Learned.PASSED).limits(unit);
                if (limits.isPresent()) {
                    assertTrue(limits.get().totalMs() <= 400L * seconds);
                    assertTrue(
                            limits.get().totalMs() >= 3 * took, "too little to tell a slow test from one that hangs");
                }
                assertTrue(Learned.first(unit, Duration.ofMillis(took)).totalMs() <= took);
            }
        }
    }

    @Test
    void proofHasTimeForARun() {
        for (int seconds = 20; seconds < 200; seconds++) {
            UnitLimits unit = new UnitLimits(seconds, 1, 1L << 30);
            ProgramLimits limits = new Learned(200L * seconds, Learned.PASSED)
                    .limitsOfProof(unit)
                    .orElseThrow();
            assertTrue(UnitTime.longest(limits).toMillis() < 950L * seconds, seconds + " s");
        }
    }

    @Test
    void testThatHungIsWaitedForAsLongAgain() {
        ProgramLimits limits = new Learned(31_000, Learned.HUNG).limits(UNIT).orElseThrow();
        assertEquals(31_000, limits.quietMs());
    }
}
