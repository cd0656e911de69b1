package dev.vigil.properties.operators;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One call of an operator that is left open which process runs it: what the learner tries and the corpus keeps.
 *
 * @param gradient whether the gradients of all floating inputs are asked for
 */
public record Call(
        SortedMap<String, String> attributes,
        List<Input.Array> inputs,
        boolean numpyShape,
        boolean train,
        boolean gradient) {
    public Call {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        inputs = List.copyOf(inputs);
        numpyShape = numpyShape || inputs.stream().anyMatch(i -> i.shape().needsNumpyShape());
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
                List.of(new Step(operator, attributes, new ArrayList<>(inputs), request, train)));
    }

    /** Calls with equal keys are the same for coverage: dtypes, ranks, attribute keys and values. */
    @JsonIgnore
    public String key() {
        StringBuilder text = new StringBuilder();
        for (Input.Array input : inputs) {
            text.append(input.dtype().text())
                    .append(':')
                    .append(input.shape().rank())
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
        return inputs + " " + attributes + " " + numpyShape + train + gradient;
    }

    /** Dtypes of the inputs, joined by commas. */
    @JsonIgnore
    public String dtypes() {
        return String.join(
                ",", inputs.stream().map(Input.Array::dtype).map(DType::text).toList());
    }

    public Call withAttributes(SortedMap<String, String> other) {
        return new Call(other, inputs, numpyShape, train, gradient);
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

    public Call withInputs(List<Input.Array> other) {
        return new Call(attributes, other, numpyShape, train, gradient);
    }

    public Call withInput(int index, Input.Array other) {
        List<Input.Array> changed = new ArrayList<>(inputs);
        changed.set(index, other);
        return withInputs(changed);
    }

    public Call withNumpyShape(boolean numpy) {
        return new Call(attributes, inputs, numpy, train, gradient);
    }

    public Call withTrain(boolean training) {
        return new Call(attributes, inputs, numpyShape, training, gradient);
    }

    public Call withGradient(boolean wanted) {
        return new Call(attributes, inputs, numpyShape, train, wanted);
    }
}
