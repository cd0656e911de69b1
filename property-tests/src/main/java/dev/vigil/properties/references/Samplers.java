package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.properties.references.Sampler.Form;
import dev.vigil.properties.references.Sampler.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators whose results have a documented distribution. Immutable; any thread. */
public final class Samplers {
    /** So many show a tenth more or less in the mean or the deviation of most distributions. */
    private static final int DRAWS = 1 << 14;

    /** Values of a parameter given by inputs. */
    private static final int VALUES = 4;

    private static final String NONE = "None";

    private final Map<String, Sampler> rows = new HashMap<>();

    Samplers(List<Sampler> table) {
        for (Sampler row : table) {
            if (rows.put(row.operator(), row) != null) {
                throw new IllegalArgumentException(row.operator() + " has two distributions");
            }
        }
    }

    /** All there are. */
    public static Samplers all() {
        return new Samplers(SamplerTable.rows());
    }

    public boolean covers(String operator) {
        return rows.containsKey(operator);
    }

    /**
     * A call of the same operator that draws many numbers: with the parameters of this one where they have a
     * distribution, with others that the structure decides where not.
     */
    public Optional<Step> many(Step step) {
        Sampler row = rows.get(step.operator());
        if (row == null) {
            return Optional.empty();
        }
        long seed = seed(step);
        TreeMap<String, String> attributes = new TreeMap<>(step.attributes());
        List<Parameter> inInputs = inInputs(row, step.attributes());
        boolean own = inInputs.isEmpty() && law(row, attributes) != null;
        if (!own) {
            for (Parameter parameter : row.parameters()) {
                if (row.form() != Form.INPUTS) {
                    attributes.put(parameter.name(), inInputs.contains(parameter) ? NONE : drawn(parameter, seed));
                }
            }
        }
        attributes.putAll(row.fixed());
        if (!row.size().isEmpty()) {
            attributes.put(row.size(), size(row, inInputs));
        }
        return Optional.of(Step.of(step.operator(), attributes, inputs(row, inInputs, step, seed)));
    }

    /** The distribution of each element of what {@link #many} draws. */
    public Laws laws(Step many) {
        Sampler row = rows.get(many.operator());
        if (row == null) {
            throw new NotCovered("the operator");
        }
        List<Parameter> inInputs = inInputs(row, many.attributes());
        if (inInputs.isEmpty()) {
            Law law = law(row, many.attributes());
            if (law == null) {
                throw new NotCovered("parameters");
            }
            return new Laws(List.of(law), 1);
        }
        List<Tensor> tensors =
                many.inputs().stream().map(i -> Tensor.of((Input.Array) i)).toList();
        List<Law> laws = new ArrayList<>();
        for (int value = 0; value < VALUES; value++) {
            double[] values = new double[row.parameters().size()];
            for (int p = 0; p < values.length; p++) {
                Parameter parameter = row.parameters().get(p);
                int input = inInputs.indexOf(parameter);
                values[p] = input < 0
                        ? number(many.attributes().get(parameter.name()))
                        : tensors.get(input).value(value);
            }
            laws.add(row.law().apply(values));
        }
        return new Laws(laws, row.form() == Form.INPUTS ? DRAWS / VALUES : 1);
    }

    /** The distributions of an array: {@code repeat} elements of each, then from the first one again. */
    public record Laws(List<Law> each, int repeat) {
        public Laws {
            each = List.copyOf(each);
        }

        public Law of(int element) {
            return each.get(element / repeat % each.size());
        }
    }

    private static List<Parameter> inInputs(Sampler row, Map<String, String> attributes) {
        return switch (row.form()) {
            case ATTRIBUTES, LIKE -> List.of();
            case INPUTS -> row.parameters();
            case EITHER, EITHER_BEHIND ->
                row.parameters().stream()
                        .filter(p -> NONE.equals(attributes.get(p.name())))
                        .toList();
        };
    }

    /** By the parameters in attributes; null when they have none. */
    private static @Nullable Law law(Sampler row, SortedMap<String, String> attributes) {
        try {
            double[] values = row.parameters().stream()
                    .mapToDouble(p -> number(attributes.get(p.name())))
                    .toArray();
            return row.law().apply(values);
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

    private static String size(Sampler row, List<Parameter> inInputs) {
        if (inInputs.isEmpty()) {
            return "(" + DRAWS + ",)";
        }
        int each = DRAWS / VALUES;
        return row.form() == Form.EITHER ? "(" + each + "," + VALUES + ")" : "(" + each + ",)";
    }

    private static List<Input> inputs(Sampler row, List<Parameter> inInputs, Step step, long seed) {
        if (row.form() == Form.LIKE) {
            return List.of(new Input.Array(Shape.of(DRAWS), dtype(step, 0), new Fill.Constant(1)));
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

    private static DType dtype(Step step, int input) {
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

    /** Of texts alone, so that it is the same in every process. */
    private static long seed(Step step) {
        return Seeds.mix(Seeds.mix(0, step.operator()), step.attributes().toString());
    }
}
