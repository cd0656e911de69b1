package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An operator that draws among outcomes which have a chance each, or puts things in an order by chance.
 *
 * @param size the attribute that says how many to draw; empty where the first input does
 * @param fixed attributes that choose the documented distribution among others
 */
record Outcomes(String operator, Kind kind, String size, Map<String, String> fixed) implements Drawing {
    /** Exact in every floating type, and so is their sum. */
    private static final List<Double> CHANCES = List.of(0.125, 0.25, 0.5, 0.125);

    /** Draws that are counted together. */
    private static final int TRIES = 9;

    private static final int OUTCOMES = CHANCES.size();

    private static final Set<String> OFF = Set.of("False", "0");

    /** What is drawn, and from which parameters. */
    enum Kind {
        /** The number of an outcome; the only input has the chances. */
        CHOSEN,
        /** How often each outcome came, in a last axis of its own; attributes n and pvals have tries and chances. */
        COUNTED,
        /** The same, tries and chances in two inputs. */
        COUNTED_OF_INPUTS,
        /** The input's elements in another order. */
        SHUFFLED,
        /** All numbers below attribute a in another order, when none may come twice. */
        ORDERED
    }

    Outcomes {
        fixed = Map.copyOf(fixed);
    }

    @Override
    public boolean covers(Step step) {
        return switch (kind) {
            case CHOSEN, SHUFFLED -> step.inputs().size() == 1;
            case COUNTED -> true;
            case COUNTED_OF_INPUTS -> step.inputs().size() == 2;
            case ORDERED -> OFF.contains(step.attributes().getOrDefault("replace", ""));
        };
    }

    @Override
    public Step many(Step step) {
        List<Double> chances = chances(step);
        TreeMap<String, String> attributes = new TreeMap<>(step.attributes());
        attributes.putAll(fixed);
        if (!size.isEmpty()) {
            attributes.put(size, "(" + (counted() ? Samplers.DRAWS / OUTCOMES : Samplers.DRAWS) + ",)");
        }
        if (kind == Kind.COUNTED) {
            attributes.put("n", Integer.toString(TRIES));
            attributes.put("pvals", chances.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")")));
        }
        if (kind == Kind.ORDERED) {
            attributes.put("a", Integer.toString(Samplers.DRAWS));
        }
        return Step.of(operator, attributes, inputs(step, chances));
    }

    private List<Input> inputs(Step step, List<Double> chances) {
        return switch (kind) {
            case CHOSEN ->
                List.of(new Input.Array(Shape.of(OUTCOMES), Sampler.dtype(step, 0), new Fill.Listed(chances)));
            case COUNTED_OF_INPUTS ->
                List.of(
                        new Input.Array(Shape.of(1), Sampler.dtype(step, 0), new Fill.Constant(TRIES)),
                        new Input.Array(Shape.of(1, OUTCOMES), Sampler.dtype(step, 1), new Fill.Listed(chances)));
            case SHUFFLED -> List.of(new Input.Array(Shape.of(Samplers.DRAWS), wide(step), new Fill.Range(0, 1)));
            case COUNTED, ORDERED -> List.of();
        };
    }

    /** A type that holds so many whole numbers. */
    private static DType wide(Step step) {
        DType own = ((Input.Array) step.inputs().get(0)).dtype();
        return own.floating() ? (own == DType.FLOAT64 ? own : DType.FLOAT32) : DType.INT32;
    }

    private boolean counted() {
        return kind == Kind.COUNTED || kind == Kind.COUNTED_OF_INPUTS;
    }

    /** In an order that the structure decides. */
    private static List<Double> chances(Step step) {
        List<Double> turned = new ArrayList<>(CHANCES);
        Collections.rotate(turned, (int) Math.floorMod(Samplers.seed(step), (long) OUTCOMES));
        return turned;
    }

    @Override
    public Samplers.Laws laws(Step many) {
        return switch (kind) {
            case CHOSEN ->
                new Samplers.Laws(
                        List.of(Distributions.chosen(
                                given((Input.Array) many.inputs().get(0)))),
                        1);
            case COUNTED -> counts(numbers(many.attributes().getOrDefault("pvals", "")));
            case COUNTED_OF_INPUTS -> counts(given((Input.Array) many.inputs().get(1)));
            case SHUFFLED, ORDERED ->
                new Samplers.Laws(
                        List.of(Distributions.below(new double[] {Samplers.DRAWS})),
                        1,
                        Samplers.Dependence.PERMUTATION);
        };
    }

    private static Samplers.Laws counts(double[] chances) {
        List<Law> each = IntStream.range(0, chances.length)
                .mapToObj(outcome -> Distributions.binomial(new double[] {TRIES, chances[outcome]}))
                .toList();
        return new Samplers.Laws(each, 1, Samplers.Dependence.PERIODS);
    }

    private static double[] given(Input.Array array) {
        Tensor tensor = Tensor.of(array);
        return IntStream.range(0, tensor.size()).mapToDouble(tensor::value).toArray();
    }

    private static double[] numbers(String tuple) {
        return List.of(tuple.substring(1, tuple.length() - 1).split(",", -1)).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
