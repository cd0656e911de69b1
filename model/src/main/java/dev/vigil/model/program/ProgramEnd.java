package dev.vigil.model.program;

import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.ProcessEnd;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a program came to its end.
 *
 * @param startedNanos when it was started, by the monotonic clock of its host
 * @param endedNanos when its end was seen, by the same clock
 * @param report what it left in {@link ProgramStart#REPORT}; empty when nothing
 * @param capsule what its threads did when it hung; null when it did not
 */
public record ProgramEnd(
        ProcessEnd end,
        long startedNanos,
        long endedNanos,
        String report,
        @Nullable Capsule capsule) {
    public ProgramEnd {
        Objects.requireNonNull(end);
        Objects.requireNonNull(report);
    }
}
