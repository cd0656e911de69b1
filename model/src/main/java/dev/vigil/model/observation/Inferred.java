package dev.vigil.model.observation;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of inference without a run.
 *
 * @param error empty when inference accepted the call
 * @param shapes of the outputs; an entry is null when left unknown
 * @param dtypes of the outputs; an entry is null when left unknown
 */
public record Inferred(String error, List<@Nullable Shape> shapes, List<@Nullable DType> dtypes) {
    public Inferred {
        shapes = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(shapes));
        dtypes = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(dtypes));
    }

    public boolean accepted() {
        return error.isEmpty();
    }
}
