package dev.vigil.model.observation;

import java.util.List;
import java.util.Optional;

/**
 * One run of a case, or of a variation of it that an oracle asked for.
 *
 * @param label {@code base} for the case itself
 * @param steps facts per step; fewer than the case has when one was rejected
 */
public record RunFacts(String label, List<StepFacts> steps) {
    public static final String BASE = "base";

    public RunFacts {
        steps = List.copyOf(steps);
    }

    /** The first step that was rejected, if any. */
    public Optional<StepFacts> rejected() {
        return steps.stream().filter(s -> !s.ok()).findFirst();
    }

    public StepFacts last() {
        return steps.get(steps.size() - 1);
    }
}
