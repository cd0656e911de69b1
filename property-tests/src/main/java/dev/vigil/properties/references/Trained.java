package dev.vigil.properties.references;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A training as float64 has it: steps that compute a loss, the gradients of its sum, and updates by them, over and over.
 * Steps are computed by their references, updates by {@link Updates}. Gradients are differences of the loss, extrapolated
 * as in Richardson's method, so that no reference needs a derivative. Immutable; any thread.
 */
public final class Trained {
    /** Half of the whole line along which differences are taken, as a part of the element or of one. */
    private static final double LINE = 0x1p-10;

    private final References references;
    private final Case call;
    private final @Nullable Nudges nudges;

    private final Map<Place, Tensor> arrays = new HashMap<>();
    private final Map<Place, double[]> gradients = new HashMap<>();
    private final List<List<Tensor>> results = new ArrayList<>();
    private final List<Map<Integer, double[]>> taken = new ArrayList<>();
    private final List<Double> magnitudes = new ArrayList<>();
    private final List<Double> errors = new ArrayList<>();
    private double largestError;

    /** Where an array of the case was made. */
    private record Place(int step, int input) {}

    /**
     * Every number that is computed is moved up or down by chance: by so much of itself, and by what its reference or, for a
     * gradient, its differences leave open.
     *
     * @param relative of the number
     */
    public record Nudges(double relative, long seed) {
        private double moved(double value, double open, long step, long element) {
            double sign = (Seeds.mix(Seeds.mix(seed, step), element) & 1) == 0 ? 1 : -1;
            return value + sign * (relative * Math.abs(value) + open);
        }
    }

    private Trained(References references, Case call, @Nullable Nudges nudges) {
        this.references = references;
        this.call = call;
        this.nudges = nudges;
    }

    /**
     * @param nudges null for the exact training
     * @throws NotCovered when a step has no reference, or there is no such number
     */
    public static Trained of(References references, Case call, @Nullable Nudges nudges) {
        Trained trained = new Trained(references, call, nudges);
        trained.run();
        return trained;
    }

    /** Whether every step is known. */
    public static boolean covers(References references, Case call) {
        return call.steps().stream()
                .allMatch(step -> step.takesGradient()
                        ? Updates.covers(step.operator())
                        : references.family(step.operator()).isPresent());
    }

    /** Elements of the results of a step; of an update, the weight. */
    public List<double[]> results(int step) {
        return results.get(step).stream().map(Trained::values).toList();
    }

    /** The gradients that a step took, by input; none for a step that is no update. */
    public Map<Integer, double[]> gradients(int step) {
        return taken.get(step);
    }

    /**
     * The largest number that roundings of a step may be a part of: of what it takes and of what its round has computed by
     * then, without the loss for an update.
     */
    public double magnitude(int step) {
        return magnitudes.get(step);
    }

    /** How far a correct library may be from the results of a step that took what it should, by its reference; 0 for an update. */
    public double error(int step) {
        return errors.get(step);
    }

    private double magnitude(int s, int from) {
        int end = s;
        while (call.steps().get(end).takesGradient()) {
            end--;
        }
        double most = largest(results.get(s));
        for (int before = from; before < end; before++) {
            most = Math.max(most, largest(results.get(before)));
        }
        for (int i = 0; i < call.steps().get(s).inputs().size(); i++) {
            if (!(call.steps().get(s).inputs().get(i) instanceof Input.StepGradient)) {
                most = Math.max(most, largest(List.of(input(s, i, arrays, results))));
            }
        }
        return most;
    }

    private static double largest(List<Tensor> tensors) {
        double largest = 0;
        for (Tensor tensor : tensors) {
            for (double value : values(tensor)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    private void run() {
        int from = 0;
        for (int s = 0; s < call.steps().size(); s++) {
            Step step = call.steps().get(s);
            boolean update = step.takesGradient();
            boolean updated = s > 0 && call.steps().get(s - 1).takesGradient();
            if (update && !updated) {
                descend(from, s);
            }
            if (!update && updated) {
                from = s;
            }
            make(s);
            if (update) {
                update(s);
            } else {
                largestError = 0;
                results.add(forward(s, arrays, results));
                taken.add(Map.of());
            }
            errors.add(update ? 0 : largestError);
            magnitudes.add(magnitude(s, from));
        }
    }

    /** The arrays that a step makes for itself. */
    private void make(int s) {
        List<Input> inputs = call.steps().get(s).inputs();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof Input.Array array) {
                arrays.put(new Place(s, i), Tensor.of(array));
            }
        }
    }

    private Place place(int step, int input) {
        Input taken = call.steps().get(step).inputs().get(input);
        return taken instanceof Input.StepInput same ? place(same.step(), same.input()) : new Place(step, input);
    }

    private Tensor input(int s, int input, Map<Place, Tensor> from, List<List<Tensor>> given) {
        if (call.steps().get(s).inputs().get(input) instanceof Input.StepOutput output) {
            List<Tensor> there = given.get(output.step());
            if (output.output() >= there.size()) {
                throw new NotCovered("a result that the reference does not give");
            }
            return there.get(output.output());
        }
        return Objects.requireNonNull(from.get(place(s, input)));
    }

    private List<Tensor> forward(int s, Map<Place, Tensor> from, List<List<Tensor>> given) {
        Step step = call.steps().get(s);
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            inputs.add(input(s, i, from, given));
        }
        DType type = inputs.get(0).dtype();
        List<Tensor> made = new ArrayList<>();
        for (Expected expected : references.exactly(step, inputs, type)) {
            double[] values = new double[expected.size()];
            for (int e = 0; e < values.length; e++) {
                double error = expected.error(e, type);
                largestError = Math.max(largestError, error);
                values[e] = moved(expected.value(e), error, s, e);
            }
            made.add(new Tensor(expected.grid(), type, values));
        }
        return made;
    }

    private double moved(double value, double error, long step, long element) {
        if (!Double.isFinite(value) || !Double.isFinite(error)) {
            throw new NotCovered("a number that is not finite, or has no bound");
        }
        return nudges == null ? value : nudges.moved(value, error, step, element);
    }

    /** Takes the gradients that updates ask for, of the sum of what the step before {@code to} gave. */
    private void descend(int from, int to) {
        for (int s = to; s < call.steps().size() && call.steps().get(s).takesGradient(); s++) {
            for (Input input : call.steps().get(s).inputs()) {
                if (input instanceof Input.StepGradient slope) {
                    Place weight = place(slope.step(), slope.gradient());
                    gradients.put(weight, gradient(weight, from, to));
                }
            }
        }
    }

    private double[] gradient(Place weight, int from, int to) {
        Tensor array = Objects.requireNonNull(arrays.get(weight));
        double[] gradient = new double[array.size()];
        for (int e = 0; e < gradient.length; e++) {
            double half = LINE * Math.max(1, Math.abs(array.value(e)));
            double whole = slope(weight, e, half, from, to);
            double near = slope(weight, e, half / 2, from, to);
            gradient[e] = (4 * near - whole) / 3;
            if (nudges != null) {
                gradient[e] = nudges.moved(gradient[e], Math.abs(near - whole), to, e);
            }
        }
        return gradient;
    }

    private double slope(Place weight, int element, double by, int from, int to) {
        return (loss(weight, element, by, from, to) - loss(weight, element, -by, from, to)) / (2 * by);
    }

    private double loss(Place weight, int element, double by, int from, int to) {
        Tensor array = Objects.requireNonNull(arrays.get(weight));
        double[] moved = values(array);
        moved[element] += by;
        Map<Place, Tensor> there = new HashMap<>(arrays);
        there.put(weight, new Tensor(array.grid(), array.dtype(), moved));
        List<List<Tensor>> given = new ArrayList<>(results.subList(0, from));
        for (int s = from; s < to; s++) {
            given.add(forward(s, there, given));
        }
        double sum = 0;
        for (Tensor loss : given.get(to - 1)) {
            for (double value : values(loss)) {
                sum += value;
            }
        }
        return sum;
    }

    private void update(int s) {
        Step step = call.steps().get(s);
        if (!step.out().equals(List.of(new Output.InPlace(0)))) {
            throw new NotCovered("an update that is not in place");
        }
        List<double[]> inputs = new ArrayList<>();
        Map<Integer, double[]> slopes = new HashMap<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            if (step.inputs().get(i) instanceof Input.StepGradient slope) {
                slopes.put(i, Objects.requireNonNull(gradients.get(place(slope.step(), slope.gradient()))));
                inputs.add(slopes.get(i));
            } else {
                inputs.add(values(input(s, i, arrays, results)));
            }
        }
        taken.add(Map.copyOf(slopes));
        List<double[]> after = Updates.after(step.operator(), step.attributes(), inputs);
        for (int state = 0; state < after.size(); state++) {
            // Behind the weight comes its gradient, then the states.
            Place there = place(s, state == 0 ? 0 : state + 1);
            Tensor before = Objects.requireNonNull(arrays.get(there));
            double[] values = after.get(state).clone();
            for (int e = 0; e < values.length; e++) {
                values[e] = moved(values[e], 0, s, e);
            }
            arrays.put(there, new Tensor(before.grid(), before.dtype(), values));
        }
        results.add(List.of(Objects.requireNonNull(arrays.get(place(s, 0)))));
    }

    private static double[] values(Tensor tensor) {
        double[] values = new double[tensor.size()];
        for (int e = 0; e < values.length; e++) {
            values[e] = tensor.value(e);
        }
        return values;
    }
}
