package dev.vigil.model.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeveritiesTests {
    private static Factor factor(boolean usual, Standing standing) {
        return new Factor("f", "v", usual, standing, List.of(), List.of());
    }

    private static Severity crash(Factor... factors) {
        return Severities.of(FaultClass.CRASH, List.of(factors));
    }

    @Test
    void nothingKnownLeavesTheClass() {
        assertEquals(Severity.HIGH, crash());
    }

    @Test
    void faultThatNeedsNothingUnusualIsWorse() {
        assertEquals(Severity.CRITICAL, crash(factor(false, Standing.IRRELEVANT), factor(true, Standing.NEEDED)));
        assertEquals(Severity.CRITICAL, crash(factor(true, Standing.UNKNOWN), factor(true, Standing.IRRELEVANT)));
    }

    @Test
    void historyAloneMovesNothing() {
        assertEquals(Severity.HIGH, crash(factor(true, Standing.NEEDED), factor(true, Standing.UNKNOWN)));
    }

    @Test
    void faultThatNeedsSomethingUnusualIsMilder() {
        assertEquals(Severity.MEDIUM, crash(factor(false, Standing.NEEDED), factor(false, Standing.IRRELEVANT)));
    }

    @Test
    void unusualThingOfWhichNothingIsKnownMovesNothing() {
        assertEquals(Severity.HIGH, crash(factor(false, Standing.UNKNOWN), factor(false, Standing.IRRELEVANT)));
    }

    @Test
    void stepsEndAtTheWorstAndTheMildest() {
        assertEquals(
                Severity.CRITICAL, Severities.of(FaultClass.OUT_OF_BOUNDS, List.of(factor(true, Standing.IRRELEVANT))));
        assertEquals(Severity.LOW, Severities.of(FaultClass.OTHER, List.of(factor(false, Standing.NEEDED))));
    }
}
