package dev.vigil.model.observation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a case, or of a variation of it that an oracle asked for.
 *
 * @param label {@code base} for the case itself
 * @param steps facts per step; fewer than the case has when one was rejected
 * @param damage what was written beside blocks that the library took for itself; null when nothing
 */
public record RunFacts(
        String label, List<StepFacts> steps, @Nullable Damage damage) {
    public static final String BASE = "base";

    /**
     * Memory beside blocks of the library's own that changed.
     *
     * @param blocks how many blocks, of which the rest tells the first
     * @param size bytes of the block
     * @param from where the first changed byte lies, from the block's first byte on; negative before the block
     * @param bytes how many changed
     */
    public record Damage(int blocks, long size, long from, long bytes) {}

    public RunFacts {
        steps = List.copyOf(steps);
    }

    /** With nothing written beside blocks. */
    public RunFacts(String label, List<StepFacts> steps) {
        this(label, steps, null);
    }

    /** The first step that was rejected, if any. */
    public Optional<StepFacts> rejected() {
        return steps.stream().filter(s -> !s.ok()).findFirst();
    }

    public StepFacts last() {
        return steps.get(steps.size() - 1);
    }

    /** Same calls accepted, same bits in outputs and gradients. */
    public boolean sameResults(RunFacts other) {
        if (steps.size() != other.steps.size()) {
            return false;
        }
        for (int s = 0; s < steps.size(); s++) {
            StepFacts one = steps.get(s);
            StepFacts two = other.steps.get(s);
            if (!Objects.equals(one.rejectedIn(), two.rejectedIn())
                    || !one.outputs().equals(two.outputs())
                    || !one.gradients().equals(two.gradients())) {
                return false;
            }
        }
        return true;
    }
}
