package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.unit.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReferenceCoverageTests {
    private final ReferenceCoverage coverage = ReferenceCoverage.of(List.of(
            new Subject("exp", Subject.Kind.DIRECT, null),
            new Subject("softmax", Subject.Kind.DIRECT, null),
            new Subject("nobody_knows_this", Subject.Kind.DIRECT, null),
            new Subject("_npx_softmax", Subject.Kind.ALIAS, "softmax")));

    @Test
    void aliasesCountOnce() {
        assertTrue(coverage.table(true).contains("softmax            1  softmax\n"), coverage.table(true));
    }

    @Test
    void lastLineSaysHowManyOfHowMany() {
        String[] lines = coverage.table(false).split("\n", -1);
        assertEquals("all                2 of 3 operators that are called directly", lines[lines.length - 2]);
    }

    @Test
    void jsonHasEveryFamily() {
        assertTrue(coverage.json().contains("\"linear algebra\" : [ ]"), coverage.json());
    }
}
