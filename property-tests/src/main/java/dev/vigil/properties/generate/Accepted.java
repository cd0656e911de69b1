package dev.vigil.properties.generate;

import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.properties.operators.Call;
import java.util.List;
import java.util.Objects;

/**
 * A call that the library took, with what came of it.
 *
 * @param outputs shapes and types of its results, without their bytes
 * @param updated indices of the inputs that it changed
 */
public record Accepted(String operator, Call call, List<ArrayFacts> outputs, List<Integer> updated) {
    public Accepted {
        Objects.requireNonNull(operator);
        Objects.requireNonNull(call);
        outputs = List.copyOf(outputs);
        updated = List.copyOf(updated);
    }
}
