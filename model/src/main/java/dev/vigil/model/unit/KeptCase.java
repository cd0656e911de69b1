package dev.vigil.model.unit;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A case worth a row of its own.
 *
 * @param seed that generated it
 * @param signature of the violation, if any
 */
public record KeptCase(
        String subject,
        long seed,
        Reason reason,
        Case call,
        Observation observation,
        @Nullable String signature) {
    /** Why it is kept. */
    public enum Reason {
        VIOLATED,
        INCONCLUSIVE,
        CRASHED,
        /** Drawn without regard to what came of it; its observation has the base run alone. */
        SAMPLED
    }

    public KeptCase {
        Objects.requireNonNull(call);
        Objects.requireNonNull(observation);
    }
}
