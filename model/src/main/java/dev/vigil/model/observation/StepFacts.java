package dev.vigil.model.observation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call did.
 *
 * @param rejectedIn phase in which the library returned an error: {@code create}, {@code invoke}, {@code wait},
 *     {@code backward}; null when it did not
 * @param error the library's text, whole; empty when none
 * @param inferred what inference said before the call; null when not asked
 * @param gradients per input; an entry is null where none was requested
 * @param mutatedInputs indices of inputs whose bits changed, other than those that the library lists as changed by the
 *     operator and those that a result was put in place of; all of them where
 *     there are several steps
 */
public record StepFacts(
        @Nullable String rejectedIn,
        String error,
        @Nullable Inferred inferred,
        List<ArrayFacts> outputs,
        List<@Nullable ArrayFacts> gradients,
        List<Integer> mutatedInputs) {
    public StepFacts {
        outputs = List.copyOf(outputs);
        gradients = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(gradients));
        mutatedInputs = List.copyOf(mutatedInputs);
    }

    public boolean ok() {
        return rejectedIn == null;
    }
}
