package dev.vigil.properties.references;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What optimisers' operators make of a weight and of the states behind its gradient, as their documentation has it. Any
 * thread.
 */
final class Updates {
    private static final String COMMON = "lr= wd=0 rescale_grad=1 clip_gradient=-1 lazy_update=True ";
    private static final Map<String, Row> ROWS = rows();

    private static final int WEIGHT = 0;
    private static final int GRADIENT = 1;

    /** Takes weight, gradient and states, and gives the weight and the states behind the update. */
    @FunctionalInterface
    private interface Rule {
        List<double[]> apply(Attributes attributes, List<double[]> inputs);
    }

    private record Row(Entry entry, Rule rule) {}

    private Updates() {}

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        row(rows, "sgd_update", COMMON, Updates::descent);
        row(rows, "sgd_mom_update", COMMON + "momentum=0", Updates::momentum);
        row(rows, "adam_update", COMMON + "beta1=0.9 beta2=0.999 epsilon=1e-8", Updates::adam);
        return rows;
    }

    private static void row(Map<String, Row> rows, String operator, String defaults, Rule rule) {
        Reference none = question -> {
            throw new NotCovered("an update");
        };
        Entry.of(Family.ELEMENTWISE, defaults, none, operator).forEach(e -> rows.put(operator, new Row(e, rule)));
    }

    static boolean covers(String operator) {
        return ROWS.containsKey(operator);
    }

    /**
     * The weight, and the states in their order.
     *
     * @param inputs as the operator takes them: all of one length
     * @throws NotCovered for an operator or an attribute that is not in the table
     */
    static List<double[]> after(String operator, Map<String, String> attributes, List<double[]> inputs) {
        Row row = ROWS.get(operator);
        if (row == null) {
            throw new NotCovered("the update " + operator);
        }
        return row.rule().apply(row.entry().attributes(attributes), inputs);
    }

    /** Numbers among attributes are kept in float32, whatever the arrays hold. */
    private static double number(Attributes attributes, String name) {
        return (float) attributes.number(name);
    }

    /** The gradient as the update takes it: scaled, and cut off where that is asked for. */
    private static double slope(Attributes attributes, List<double[]> inputs, int element) {
        double scaled = number(attributes, "rescale_grad") * inputs.get(GRADIENT)[element];
        double most = number(attributes, "clip_gradient");
        return most >= 0 ? Math.max(-most, Math.min(most, scaled)) : scaled;
    }

    private static List<double[]> descent(Attributes attributes, List<double[]> inputs) {
        double rate = number(attributes, "lr");
        double[] weight = inputs.get(WEIGHT).clone();
        for (int e = 0; e < weight.length; e++) {
            weight[e] -= rate * (number(attributes, "wd") * weight[e] + slope(attributes, inputs, e));
        }
        return List.of(weight);
    }

    private static List<double[]> momentum(Attributes attributes, List<double[]> inputs) {
        double rate = number(attributes, "lr");
        double[] weight = inputs.get(WEIGHT).clone();
        double[] state = inputs.get(2).clone();
        for (int e = 0; e < weight.length; e++) {
            state[e] = number(attributes, "momentum") * state[e]
                    - rate * (number(attributes, "wd") * weight[e] + slope(attributes, inputs, e));
            weight[e] += state[e];
        }
        return List.of(weight, state);
    }

    /** Without the correction of the bias, which front ends put into the rate. */
    private static List<double[]> adam(Attributes attributes, List<double[]> inputs) {
        double[] weight = inputs.get(WEIGHT).clone();
        double[] mean = inputs.get(2).clone();
        double[] square = inputs.get(3).clone();
        double first = number(attributes, "beta1");
        double second = number(attributes, "beta2");
        if (number(attributes, "wd") != 0) {
            throw new NotCovered("a decay, which counts before or behind the cut");
        }
        for (int e = 0; e < weight.length; e++) {
            double slope = slope(attributes, inputs, e);
            mean[e] = first * mean[e] + (1 - first) * slope;
            square[e] = second * square[e] + (1 - second) * slope * slope;
            weight[e] -= number(attributes, "lr") * mean[e] / (Math.sqrt(square[e]) + number(attributes, "epsilon"));
        }
        return List.of(weight, mean, square);
    }
}
