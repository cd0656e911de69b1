package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An operator that draws numbers of a distribution which has parameters.
 *
 * @param operator its primary name in either public line of builds
 * @param size the attribute that says how many to draw; empty where the first input does
 * @param fixed attributes that choose the documented distribution among others
 * @param law the distribution by the values of the parameters
 */
record Sampler(
        String operator,
        Form form,
        String size,
        SortedMap<String, String> fixed,
        List<Parameter> parameters,
        Function<double[], Law> law)
        implements Drawing {
    /** Values of a parameter given by inputs. */
    private static final int VALUES = 4;

    private static final String NONE = "None";

    Sampler {
        fixed = Collections.unmodifiableSortedMap(new TreeMap<>(fixed));
        parameters = List.copyOf(parameters);
    }

    /** Where the parameters are, and how their shape goes together with the size. */
    enum Form {
        /** In attributes; the size is all of the shape. */
        ATTRIBUTES,
        /** In attributes; the shape is that of the first input. */
        LIKE,
        /** In inputs of one shape, which the size comes behind. */
        INPUTS,
        /** In attributes, or in inputs for those that are None; inputs are broadcast to the size. */
        EITHER,
        /** The same, where the size comes before the shape of the inputs. */
        EITHER_BEHIND
    }

    /**
     * One parameter, with the range that it is drawn from where a call gives it no useful value.
     *
     * @param whole whether it has to be a whole number
     */
    record Parameter(String name, double low, double high, boolean whole) {
        /** Reads {@code scale:0.5:2}, or {@code n:1:20:whole}. */
        static Parameter of(String text) {
            List<String> parts = List.of(text.split(":", -1));
            return new Parameter(
                    parts.get(0),
                    Double.parseDouble(parts.get(1)),
                    Double.parseDouble(parts.get(2)),
                    parts.contains("whole"));
        }
    }

    static Sampler of(
            String operator,
            Form form,
            String size,
            Map<String, String> fixed,
            String parameters,
            Function<double[], Law> law) {
        return new Sampler(
                operator,
                form,
                size,
                new TreeMap<>(fixed),
                List.of(parameters.split(" ", -1)).stream().map(Parameter::of).toList(),
                law);
    }

    @Override
    public Step many(Step step) {
        long seed = Samplers.seed(step);
        TreeMap<String, String> attributes = new TreeMap<>(step.attributes());
        List<Parameter> inInputs = inInputs(step.attributes());
        boolean own = inInputs.isEmpty() && law(attributes) != null;
        if (!own) {
            for (Parameter parameter : parameters) {
                if (form != Form.INPUTS) {
                    attributes.put(parameter.name(), inInputs.contains(parameter) ? NONE : drawn(parameter, seed));
                }
            }
        }
        attributes.putAll(fixed);
        if (!size.isEmpty()) {
            attributes.put(size, size(inInputs));
        }
        return Step.of(operator, attributes, inputs(inInputs, step, seed));
    }

    @Override
    public Samplers.Laws laws(Step many) {
        List<Parameter> inInputs = inInputs(many.attributes());
        if (inInputs.isEmpty()) {
            Law law = law(many.attributes());
            if (law == null) {
                throw new NotCovered("parameters");
            }
            return new Samplers.Laws(List.of(law), 1);
        }
        List<Tensor> tensors =
                many.inputs().stream().map(i -> Tensor.of((Input.Array) i)).toList();
        List<Law> laws = new ArrayList<>();
        for (int value = 0; value < VALUES; value++) {
            double[] values = new double[parameters.size()];
            for (int p = 0; p < values.length; p++) {
                Parameter parameter = parameters.get(p);
                int input = inInputs.indexOf(parameter);
                values[p] = input < 0
                        ? number(many.attributes().get(parameter.name()))
                        : tensors.get(input).value(value);
            }
            laws.add(law.apply(values));
        }
        return new Samplers.Laws(laws, form == Form.INPUTS ? Samplers.DRAWS / VALUES : 1);
    }

    private List<Parameter> inInputs(Map<String, String> attributes) {
        return switch (form) {
            case ATTRIBUTES, LIKE -> List.of();
            case INPUTS -> parameters;
            case EITHER, EITHER_BEHIND ->
                parameters.stream()
                        .filter(p -> NONE.equals(attributes.get(p.name())))
                        .toList();
        };
    }

    /** By the parameters in attributes; null when they have none. */
    private @Nullable Law law(SortedMap<String, String> attributes) {
        try {
            double[] values = parameters.stream()
                    .mapToDouble(p -> number(attributes.get(p.name())))
                    .toArray();
            return law.apply(values);
        } catch (NotCovered e) {
            return null;
        }
    }

    private static double number(@Nullable String text) {
        try {
            double number = text == null ? Double.NaN : Double.parseDouble(text.trim());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers that are not finite.
        }
        throw new NotCovered("a parameter of " + text);
    }

    private String size(List<Parameter> inInputs) {
        if (inInputs.isEmpty()) {
            return "(" + Samplers.DRAWS + ",)";
        }
        int each = Samplers.DRAWS / VALUES;
        return form == Form.EITHER ? "(" + each + "," + VALUES + ")" : "(" + each + ",)";
    }

    private List<Input> inputs(List<Parameter> inInputs, Step step, long seed) {
        if (form == Form.LIKE) {
            return List.of(new Input.Array(Shape.of(Samplers.DRAWS), dtype(step, 0), new Fill.Constant(1)));
        }
        List<Input> inputs = new ArrayList<>();
        for (Parameter parameter : inInputs) {
            // The same for every variant of a structure, whose seeds the judge does not know.
            List<Double> values = IntStream.range(0, VALUES)
                    .mapToObj(v -> drawn(parameter, Seeds.mix(seed, v)))
                    .map(Double::valueOf)
                    .toList();
            inputs.add(new Input.Array(Shape.of(VALUES), dtype(step, inputs.size()), new Fill.Listed(values)));
        }
        return inputs;
    }

    static DType dtype(Step step, int input) {
        return input < step.inputs().size()
                        && step.inputs().get(input) instanceof Input.Array array
                        && array.dtype().floating()
                ? array.dtype()
                : DType.FLOAT32;
    }

    private static String drawn(Parameter parameter, long seed) {
        double share = (Seeds.mix(seed, parameter.name()) >>> 11) * 0x1p-53;
        double value = parameter.low() + share * (parameter.high() - parameter.low());
        return parameter.whole() ? Long.toString(Math.round(value)) : Double.toString(Math.rint(value * 1024) / 1024);
    }
}
