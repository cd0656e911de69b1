package dev.vigil.properties.operators;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operator that is left open which process runs it: what the learner tries and the corpus keeps.
 *
 * @param gradient whether the gradients of all floating inputs are asked for
 * @param out where the results go, or empty when the library makes arrays for them
 */
public record Call(
        SortedMap<String, String> attributes,
        List<Input.Array> inputs,
        boolean numpyShape,
        boolean train,
        boolean gradient,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<Output> out) {
    public Call {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        inputs = List.copyOf(inputs);
        out = out == null ? List.of() : List.copyOf(out);
        numpyShape = numpyShape
                || inputs.stream().anyMatch(i -> i.shape().needsNumpyShape())
                || out.stream()
                        .anyMatch(o ->
                                o instanceof Output.Array array && array.shape().needsNumpyShape());
    }

    /** A call whose results the library makes. */
    public Call(
            SortedMap<String, String> attributes,
            List<Input.Array> inputs,
            boolean numpyShape,
            boolean train,
            boolean gradient) {
        this(attributes, inputs, numpyShape, train, gradient, List.of());
    }

    @Override
    public List<Output> out() {
        return Objects.requireNonNull(out);
    }

    public Case toCase(String operator, ProcessSettings settings) {
        List<GradRequest> request = List.of();
        if (gradient && inputs.stream().anyMatch(i -> i.dtype().floating())) {
            request = inputs.stream()
                    .map(i -> i.dtype().floating() ? GradRequest.WRITE : GradRequest.NULL)
                    .toList();
        }
        return new Case(
                settings.withNumpyShape(numpyShape),
                List.of(new Step(operator, attributes, new ArrayList<>(inputs), request, train, out)));
    }

    /** Calls with equal keys are the same for coverage: dtypes, ranks, attribute keys and values. */
    @JsonIgnore
    public String key() {
        StringBuilder text = new StringBuilder();
        for (Input.Array input : inputs) {
            text.append(input.dtype().text())
                    .append(':')
                    .append(input.shape().rank())
                    .append(
                            input.sparse() == null
                                    ? ""
                                    : input.sparse().storage().text())
                    .append(' ');
        }
        for (Map.Entry<String, String> entry : attributes.entrySet()) {
            text.append('|').append(entry.getKey()).append('=').append(entry.getValue());
        }
        return text.toString();
    }

    /** The mark of {@link #key()} in coverage. */
    @JsonIgnore
    public String mark() {
        return "call:" + Long.toHexString(Seeds.mix(0, key()));
    }

    /** All of it as text: equal texts are equal calls. */
    @JsonIgnore
    public String text() {
        return inputs + " " + attributes + " " + numpyShape + train + gradient + (out().isEmpty() ? "" : out);
    }

    /** Dtypes of the inputs, joined by commas. */
    @JsonIgnore
    public String dtypes() {
        return String.join(
                ",", inputs.stream().map(Input.Array::dtype).map(DType::text).toList());
    }

    public Call withAttributes(SortedMap<String, String> other) {
        return new Call(other, inputs, numpyShape, train, gradient, out);
    }

    public Call withAttribute(String name, String value) {
        TreeMap<String, String> changed = new TreeMap<>(attributes);
        changed.put(name, value);
        return withAttributes(changed);
    }

    public Call withoutAttribute(String name) {
        TreeMap<String, String> changed = new TreeMap<>(attributes);
        changed.remove(name);
        return withAttributes(changed);
    }

    /** With other inputs; a result in place of one that there is no more is left to the library. */
    public Call withInputs(List<Input.Array> other) {
        List<Output> places = out().stream()
                .filter(o -> !(o instanceof Output.InPlace in) || in.input() < other.size())
                .toList();
        return new Call(attributes, other, numpyShape, train, gradient, places);
    }

    public Call withInput(int index, Input.Array other) {
        List<Input.Array> changed = new ArrayList<>(inputs);
        changed.set(index, other);
        return withInputs(changed);
    }

    public Call withNumpyShape(boolean numpy) {
        return new Call(attributes, inputs, numpy, train, gradient, out);
    }

    public Call withTrain(boolean training) {
        return new Call(attributes, inputs, numpyShape, training, gradient, out);
    }

    public Call withGradient(boolean wanted) {
        return new Call(attributes, inputs, numpyShape, train, wanted, out);
    }

    public Call withOut(List<Output> places) {
        return new Call(attributes, inputs, numpyShape, train, gradient, places);
    }
}
