package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of one operator.
 *
 * @param operator registry name
 * @param attributes as the library takes them: text to text
 * @param request per input, or empty when no gradient is asked for
 * @param train whether the library is told that it is training
 */
public record Step(
        String operator,
        SortedMap<String, String> attributes,
        List<Input> inputs,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<GradRequest> request,

        boolean train) {
    public Step {
        Objects.requireNonNull(operator);
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        attributes.values().forEach(Objects::requireNonNull);
        inputs = List.copyOf(inputs);
        // Jackson passes null for a list that the text leaves out.
        request = request == null ? List.of() : List.copyOf(request);
        if (!request.isEmpty() && request.size() != inputs.size()) {
            throw new IllegalArgumentException(
                    "gradient requests: " + request.size() + " for " + inputs.size() + " inputs");
        }
    }

    public static Step of(String operator, SortedMap<String, String> attributes, List<Input> inputs) {
        return new Step(operator, attributes, inputs, List.of(), false);
    }

    @Override
    public List<GradRequest> request() {
        return Objects.requireNonNull(request);
    }

    public boolean wantsGradient() {
        return request().stream().anyMatch(r -> r != GradRequest.NULL);
    }

    Step variant(long variant) {
        return new Step(
                operator,
                attributes,
                inputs.stream().map(i -> i.variant(variant)).toList(),
                request,
                train);
    }
}
