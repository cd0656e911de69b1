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
 * @param out where the results go, or empty when the library makes arrays for them
 */
public record Step(
        String operator,
        SortedMap<String, String> attributes,
        List<Input> inputs,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<GradRequest> request,

        boolean train,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<Output> out) {
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
        out = out == null ? List.of() : List.copyOf(out);
        for (Output place : out) {
            if (place instanceof Output.InPlace in && (in.input() < 0 || in.input() >= inputs.size())) {
                throw new IllegalArgumentException(
                        "a result in place of input " + in.input() + ", and there are " + inputs.size());
            }
        }
    }

    /** A step whose results the library makes. */
    public Step(
            String operator,
            SortedMap<String, String> attributes,
            List<Input> inputs,
            List<GradRequest> request,
            boolean train) {
        this(operator, attributes, inputs, request, train, List.of());
    }

    public static Step of(String operator, SortedMap<String, String> attributes, List<Input> inputs) {
        return new Step(operator, attributes, inputs, List.of(), false);
    }

    @Override
    public List<GradRequest> request() {
        return Objects.requireNonNull(request);
    }

    @Override
    public List<Output> out() {
        return Objects.requireNonNull(out);
    }

    public Step withAttributes(SortedMap<String, String> other) {
        return new Step(operator, other, inputs, request(), train, out);
    }

    public Step withInputs(List<Input> other, List<GradRequest> requests) {
        return new Step(operator, attributes, other, requests, train, out);
    }

    public Step withModes(List<GradRequest> requests, boolean training) {
        return new Step(operator, attributes, inputs, requests, training, out);
    }

    public Step withOut(List<Output> places) {
        return new Step(operator, attributes, inputs, request(), train, places);
    }

    public boolean wantsGradient() {
        return request().stream().anyMatch(r -> r != GradRequest.NULL);
    }

    /** Whether it updates something by a gradient. */
    public boolean takesGradient() {
        return inputs.stream().anyMatch(Input.StepGradient.class::isInstance);
    }

    Step variant(long variant) {
        return new Step(
                operator,
                attributes,
                inputs.stream().map(i -> i.variant(variant)).toList(),
                request(),
                train,
                out().stream().map(o -> o.variant(variant)).toList());
    }
}
