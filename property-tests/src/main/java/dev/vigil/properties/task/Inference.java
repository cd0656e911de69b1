package dev.vigil.properties.task;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.ProcessEnd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the library answered to an {@link Inquiry}.
 *
 * @param error text of the creation, composition or inference that failed, or empty
 * @param inputs names of all inputs, auxiliary states last; empty when the operator could not be created
 * @param auxiliary how many of them are auxiliary states
 * @param shapes of the inputs, completed by inference; null where it is still unknown
 * @param dtypes of the inputs, completed
 * @param end how the executor died of the question; null when it lived
 */
public record Inference(
        String error,
        List<String> inputs,
        int auxiliary,
        List<@Nullable Shape> shapes,
        List<@Nullable DType> dtypes,
        @Nullable ProcessEnd end) {
    public Inference {
        inputs = List.copyOf(inputs);
        shapes = Collections.unmodifiableList(new ArrayList<>(shapes));
        dtypes = Collections.unmodifiableList(new ArrayList<>(dtypes));
    }
}
