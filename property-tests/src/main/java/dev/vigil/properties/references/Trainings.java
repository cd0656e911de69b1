package dev.vigil.properties.references;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Small trainings whose end is known: a linear fit, whose weights come out, and a net of two layers on data that a line
 * separates. Which operators they are made of is drawn from the rows below. Immutable; any thread.
 */
public final class Trainings {
    /** Rounds of computing a loss, going backward and updating. */
    public static final int ROUNDS = 12;

    /** Rows of data: enough for columns of signs that are orthogonal to each other and to a column of ones. */
    private static final int ROWS = 8;

    private static final int FEATURES = 3;
    private static final int HIDDEN = 3;
    private static final int CLASSES = 2;

    private static final List<List<String>> DENSE = List.of(List.of("FullyConnected"), List.of("dot", "broadcast_add"));
    private static final List<String> BENT = List.of("sigmoid", "tanh", "softsign", "arctan", "arcsinh", "erf");
    private static final List<String> DIFFERENCE = List.of("elemwise_sub", "broadcast_sub");
    private static final List<String> SQUARE = List.of("square", "elemwise_mul", "broadcast_mul");
    private static final List<String> TOTAL = List.of("mean", "sum");
    private static final List<List<String>> CLASS_LOSS =
            List.of(List.of("softmax_cross_entropy"), List.of("log_softmax", "elemwise_mul", "sum"));
    private static final List<String> UPDATE = List.of("sgd_update", "sgd_mom_update", "adam_update");

    /** So many drawings are looked at for one that has an operator in it; the rarest choice comes up in one of twelve. */
    private static final int DRAWINGS_MAX = 64;

    private static final long FIT = 1;
    private static final long NET = 2;

    private Trainings() {}

    /** Operators that a training may be made of. */
    public static Set<String> operators() {
        Set<String> all = new TreeSet<>();
        DENSE.forEach(all::addAll);
        CLASS_LOSS.forEach(all::addAll);
        List.of(BENT, DIFFERENCE, SQUARE, TOTAL, UPDATE).forEach(all::addAll);
        return all;
    }

    /** A training in which an operator takes part; empty where none does. */
    public static Optional<Case> with(String operator, ProcessSettings settings, long seed) {
        return operators().contains(operator)
                ? IntStream.range(0, DRAWINGS_MAX)
                        .mapToObj(drawing -> drawn(settings, Seeds.mix(seed, drawing)))
                        .filter(call -> call.steps().stream()
                                .anyMatch(step -> step.operator().equals(operator)))
                        .findFirst()
                : Optional.empty();
    }

    private static Case drawn(ProcessSettings settings, long seed) {
        return Seeds.mix(seed, "kind") < 0 ? fit(settings, seed) : net(settings, seed);
    }

    /**
     * Least squares over orthogonal columns: by plain descent the distance to the weights is halved in every round.
     */
    public static Case fit(ProcessSettings settings, long seed) {
        return new Composer(settings, Seeds.mix(seed, FIT)).fit();
    }

    /** Two classes around two points, which a line between the points separates. */
    public static Case net(ProcessSettings settings, long seed) {
        return new Composer(settings, Seeds.mix(seed, NET)).net();
    }

    /** The weights of a fit, the bias last. */
    public static double[] weights(long seed) {
        return Composer.weights(Seeds.mix(seed, FIT));
    }

    /** Writes the steps of one training. One use. */
    private static final class Composer {
        private final ProcessSettings settings;
        private final long seed;
        private final DType type;
        private final List<Step> steps = new ArrayList<>();
        private final Map<String, Input> known = new TreeMap<>();
        /** Arrays that no step has taken yet, by the object: two may be equal. */
        private final IdentityHashMap<Input.Array, String> pending = new IdentityHashMap<>();

        private final List<String> trained = new ArrayList<>();

        Composer(ProcessSettings settings, long seed) {
            this.settings = settings;
            this.seed = seed;
            type = Seeds.mix(seed, "type") >>> 62 == 0 ? DType.FLOAT64 : DType.FLOAT32;
        }

        private <T> T of(List<T> choices, String what) {
            return choices.get((int) Long.remainderUnsigned(Seeds.mix(seed, what), choices.size()));
        }

        static double[] weights(long seed) {
            double[] weights = new double[FEATURES + 1];
            for (int w = 0; w < weights.length; w++) {
                // Eighths in [-2, 2], so that the data has no rounding.
                weights[w] = Long.remainderUnsigned(Seeds.mix(seed, "weight " + w), 33) / 8.0 - 2;
            }
            return weights;
        }

        Case fit() {
            double[] weights = weights(seed);
            List<Double> data = new ArrayList<>();
            List<Double> targets = new ArrayList<>();
            int[] columns = columns();
            for (int row = 0; row < ROWS; row++) {
                double target = weights[FEATURES];
                for (int f = 0; f < FEATURES; f++) {
                    // An entry of a Hadamard matrix in Sylvester's order.
                    double sign = (Integer.bitCount(row & columns[f]) & 1) == 0 ? 1 : -1;
                    data.add(sign);
                    target += sign * weights[f];
                }
                targets.add(target);
            }
            String total = of(TOTAL, "total");
            double rate = total.equals("mean") ? 0.25 : 0.25 / ROWS;
            for (int round = 0; round < ROUNDS; round++) {
                Input made = dense("layer", array("data", data, ROWS, FEATURES), FEATURES, 1);
                Input off = call(of(DIFFERENCE, "difference"), Map.of(), made, array("targets", targets, ROWS, 1));
                call(total, Map.of(), squared(off));
                update(rate);
            }
            return new Case(settings, steps);
        }

        /** Three columns of signs, none of them constant. */
        private int[] columns() {
            List<Integer> columns =
                    new ArrayList<>(IntStream.range(1, ROWS).boxed().toList());
            Collections.shuffle(columns, new Random(Seeds.mix(seed, "columns")));
            return columns.subList(0, FEATURES).stream().mapToInt(c -> c).toArray();
        }

        private Input squared(Input off) {
            String operator = of(SQUARE, "square");
            return operator.equals("square") ? call(operator, Map.of(), off) : call(operator, Map.of(), off, off);
        }

        Case net() {
            List<Double> data = new ArrayList<>();
            List<Double> labels = new ArrayList<>();
            List<Double> masks = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                int label = row % CLASSES;
                for (int f = 0; f < FEATURES; f++) {
                    data.add((label == 0 ? -1.25 : 1.25)
                            + (Seeds.mix(seed, "data " + row + " " + f) >>> 11) * 0x1p-53
                            - 0.5);
                }
                labels.add((double) label);
                masks.add(label == 0 ? -1.0 : 0.0);
                masks.add(label == 0 ? 0.0 : -1.0);
            }
            List<String> loss = of(CLASS_LOSS, "loss");
            for (int round = 0; round < ROUNDS; round++) {
                Input inner = dense("inner", array("data", data, ROWS, FEATURES), FEATURES, HIDDEN);
                Input bent = call(of(BENT, "bent"), Map.of(), inner);
                Input scores = dense("outer", bent, HIDDEN, CLASSES);
                if (loss.size() == 1) {
                    call(loss.get(0), Map.of(), scores, array("labels", labels, ROWS));
                } else {
                    Input shares = call(loss.get(0), Map.of(), scores);
                    Input picked = call(loss.get(1), Map.of(), shares, array("masks", masks, ROWS, CLASSES));
                    call(loss.get(2), Map.of(), picked);
                }
                update(0.25);
            }
            return new Case(settings, steps);
        }

        private Input dense(String layer, Input data, int in, int out) {
            List<String> row = of(DENSE, layer);
            if (row.size() == 1) {
                Input weight = weight(layer + " weight", out, in);
                Input bias = weight(layer + " bias", out);
                return call(row.get(0), Map.of("num_hidden", Integer.toString(out)), data, weight, bias);
            }
            Input product = call(row.get(0), Map.of(), data, weight(layer + " weight", in, out));
            return call(row.get(1), Map.of(), product, weight(layer + " bias", 1, out));
        }

        /** What is trained; small and uneven at first, since a layer of equal weights stays one. */
        private Input weight(String name, long... dims) {
            if (!known.containsKey(name)) {
                trained.add(name);
            }
            return named(
                    name, new Input.Array(Shape.of(dims), type, new Fill.Uniform(Seeds.mix(seed, name), -0.75, 0.75)));
        }

        private Input array(String name, List<Double> values, long... dims) {
            return named(name, new Input.Array(Shape.of(dims), type, new Fill.Listed(values)));
        }

        /** The array when it is first taken, later what is known of it by then. */
        private Input named(String name, Input.Array array) {
            Input there = known.get(name);
            if (there == null) {
                pending.put(array, name);
                return array;
            }
            return there;
        }

        private Input call(String operator, Map<String, String> attributes, Input... inputs) {
            int step = steps.size();
            List<GradRequest> request = new ArrayList<>();
            for (int i = 0; i < inputs.length; i++) {
                String name = inputs[i] instanceof Input.Array array ? pending.remove(array) : null;
                request.add(name != null && trained.contains(name) ? GradRequest.WRITE : GradRequest.NULL);
                if (name != null) {
                    known.put(name, new Input.StepInput(step, i));
                }
            }
            boolean asked = request.contains(GradRequest.WRITE);
            steps.add(
                    new Step(operator, new TreeMap<>(attributes), List.of(inputs), asked ? request : List.of(), true));
            return new Input.StepOutput(step, 0);
        }

        /** Of every weight, those behind the last layer first. */
        private void update(double rate) {
            String operator = of(UPDATE, "update");
            TreeMap<String, String> attributes = new TreeMap<>(Map.of("lr", Double.toString(rate)));
            int states = UPDATE.indexOf(operator);
            if (states == 1) {
                attributes.put("momentum", "0.5");
            }
            for (int t = trained.size() - 1; t >= 0; t--) {
                Input.StepInput weight = (Input.StepInput) Objects.requireNonNull(known.get(trained.get(t)));
                Input.Array array =
                        (Input.Array) steps.get(weight.step()).inputs().get(weight.input());
                List<Input> inputs =
                        new ArrayList<>(List.of(weight, new Input.StepGradient(weight.step(), weight.input())));
                for (int state = 0; state < states; state++) {
                    String name = trained.get(t) + " state " + state;
                    Input zeros = new Input.Array(array.shape(), type, new Fill.Constant(0));
                    Input there = known.getOrDefault(name, zeros);
                    known.putIfAbsent(name, new Input.StepInput(steps.size(), inputs.size()));
                    inputs.add(there);
                }
                steps.add(new Step(operator, attributes, inputs, List.of(), false, List.of(new Output.InPlace(0))));
            }
        }
    }
}
