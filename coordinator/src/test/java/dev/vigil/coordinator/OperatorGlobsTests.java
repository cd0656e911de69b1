package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.unit.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OperatorGlobsTests {
    private static final List<Subject> SUBJECTS = List.of(
            new Subject("Reshape", Subject.Kind.DIRECT, null),
            new Subject("reshape", Subject.Kind.ALIAS, "Reshape"),
            new Subject("sum", Subject.Kind.DIRECT, null),
            new Subject("sum_axis", Subject.Kind.ALIAS, "sum"),
            new Subject("_backward_sum", Subject.Kind.GRADIENT, "runs as the gradient of its forward operator"),
            new Subject("Custom", Subject.Kind.EXCLUDED, "runs code of the caller"));

    @Test
    void withoutGlobsAllThatIsCalledDirectlyIsSelected() {
        assertEquals(
                List.of("Reshape", "sum"),
                OperatorGlobs.select(SUBJECTS, List.of()).names());
    }

    @Test
    void aliasSelectsTheOperatorBehindIt() {
        assertEquals(
                List.of("Reshape"),
                OperatorGlobs.select(SUBJECTS, List.of("reshape")).names());
    }

    @Test
    void starSelectsAliasesAndOperatorsOnce() {
        assertEquals(
                List.of("sum"), OperatorGlobs.select(SUBJECTS, List.of("sum*")).names());
    }

    @Test
    void excludedOperatorIsNamedWithItsReason() {
        String problem = OperatorGlobs.select(SUBJECTS, List.of("Custom")).problem();
        assertTrue(problem.contains("runs code of the caller"), problem);
    }

    @Test
    void unknownNameIsAnsweredWithNearOnes() {
        String problem = OperatorGlobs.select(SUBJECTS, List.of("Reshap")).problem();
        assertTrue(problem.contains("Reshape"), problem);
    }
}
