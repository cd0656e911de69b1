package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Results in float16 and float32 agree with the same call in float64, within an error budget, and have no wider type
 * than their inputs; results in whole numbers agree where float64 gives whole numbers as well.
 *
 * <p>The budget of an array is {@code SENSITIVITY * sqrt(n) * s + (ROUNDINGS + n + 4 sqrt(N)) * u * m}: u is the unit
 * roundoff of the narrower of input and output type, m the largest magnitude in the float64 result, n how many input
 * elements there are per output element (the length of a sum into it), N all elements of the largest input (of a sum that
 * every element of the output takes part in, such as a norm, whose error grows like the root of its length), and s the
 * largest change that nudging every input by eight roundings made to the float64 result. The first term is the conditioning of the problem (Higham, Accuracy and
 * Stability of Numerical Algorithms, section 1.6), the second the growth of rounding errors in a sum (section 4.2).
 */
public final class CrossDtype implements Oracle {
    static final double SENSITIVITY = 16;
    private static final double ROUNDINGS = 256;
    /** Standard deviations of a sum of roundings in which all have their sign by chance (Higham, section 2.8). */
    private static final double SPREAD = 4;

    private static final int AGAIN_ALONE = 9;

    /** Beyond this neighbours in float64 are more than one apart. */
    private static final double WHOLE_MAX = 0x1p52;

    private static final Pattern WIDTH = Pattern.compile("(?:16|32|64)$");
    private static final Pattern FRACTION = Pattern.compile("[0-9]\\.[0-9]*[1-9]|[eE]-");

    @Override
    public String name() {
        return "cross-dtype";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE
                && (Wide.narrow(call).isPresent() || (Wide.whole(call).isPresent() && !fractional(call)));
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        Optional<DType> narrow = Wide.narrow(call);
        if (narrow.isEmpty()) {
            return List.of(new Variation(Variation.AGAIN, call), Wide.exact(call));
        }
        List<Variation> variations = new ArrayList<>();
        variations.add(new Variation(Variation.AGAIN, call));
        variations.add(Wide.exact(call));
        variations.addAll(Wide.nudged(call, narrow.get()));
        return variations;
    }

    /** Behind more plain runs, which tell what hangs on chance. */
    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        List<Variation> alone = new ArrayList<>(Runs.again(call, AGAIN_ALONE));
        variations(call, intent).stream()
                .filter(variation -> !variation.label().equals(Variation.AGAIN))
                .forEach(alone::add);
        return alone;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts base = runs.get(0);
        if (base.rejected().isPresent()) {
            return Verdict.holds();
        }
        Optional<DType> whole = Wide.whole(call);
        if (whole.isPresent()) {
            return wholeNumbers(whole.get(), runs);
        }
        if (speaksOfWidth(call)) {
            return new Verdict.Inconclusive("an argument is for one type alone");
        }
        DType narrow = Wide.narrow(call).orElse(DType.FLOAT64);
        Verdict contract = contract(call, base.last(), narrow);
        if (contract instanceof Verdict.Violated) {
            return contract;
        }
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        RunFacts wide = Runs.labelled(runs, Wide.EXACT);
        RunFacts up = Runs.labelled(runs, Wide.ONE_WAY);
        RunFacts down = Runs.labelled(runs, Wide.OTHER_WAY);
        if (again == null || wide == null || up == null || down == null) {
            return new Verdict.Inconclusive("it was not run in float64");
        }
        if (!Runs.repeatable(runs)) {
            return new Verdict.Inconclusive("two runs of the case differ");
        }
        if (rejected(wide) || rejected(up) || rejected(down)) {
            return new Verdict.Inconclusive("refused in float64");
        }
        long elements = elements(call);
        Alike<RunFacts> alike = new Alike<>(base, wide, up, down);
        Verdict outputs =
                lists("output", elements, narrow, alike.map(run -> run.last().outputs()));
        return outputs instanceof Verdict.Holds
                ? lists(
                        "gradient",
                        elements,
                        narrow,
                        alike.map(run -> run.last().gradients()))
                : outputs;
    }

    /** Such as the tolerance that a solver has for float64, which changes what float64 gives. */
    private static boolean speaksOfWidth(Case call) {
        return call.steps().get(0).attributes().keySet().stream()
                .anyMatch(name -> WIDTH.matcher(name).find());
    }

    /** A fraction among the attributes is cut off for whole numbers, as documented; there is nothing to compare. */
    private static boolean fractional(Case call) {
        return call.steps().get(0).attributes().values().stream()
                .anyMatch(v -> FRACTION.matcher(v).find());
    }

    /** Where float64 gives whole numbers that the integer type holds, that type gives the same. */
    private static Verdict wholeNumbers(DType type, List<RunFacts> runs) {
        RunFacts base = runs.get(0);
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        RunFacts wide = Runs.labelled(runs, Wide.EXACT);
        if (again == null || wide == null || rejected(wide)) {
            return new Verdict.Inconclusive("it was not run in float64");
        }
        if (!Runs.repeatable(runs)) {
            return new Verdict.Inconclusive("two runs of the case differ");
        }
        List<ArrayFacts> ours = base.last().outputs();
        List<ArrayFacts> exact = wide.last().outputs();
        for (int i = 0; i < Math.min(ours.size(), exact.size()); i++) {
            ArrayFacts mine = ours.get(i);
            ArrayFacts reference = exact.get(i);
            if (mine.dtype() != type
                    || reference.dtype() != DType.FLOAT64
                    || !mine.shape().equals(reference.shape())
                    || !mine.complete()
                    || !reference.complete()) {
                continue;
            }
            for (int e = 0; e < mine.known(); e++) {
                double right = reference.value(e);
                if (right == Math.rint(right)
                        && Math.abs(right) <= Math.min(type.max(), WHOLE_MAX)
                        && mine.value(e) != right) {
                    return new Verdict.Violated(
                            FaultClass.WRONG_VALUE,
                            "output in " + type.text() + " differs from float64 where that is whole",
                            "output " + i + " at element " + e + " is " + mine.value(e),
                            right + " as in float64, a whole number that " + type.text() + " holds");
                }
            }
        }
        return Verdict.holds();
    }

    /** Roots and eigenvalues come in no order of their own. */
    private static boolean sameInAnotherOrder(ArrayFacts mine, ArrayFacts exact, double budget) {
        double[] one = values(mine);
        double[] other = values(exact);
        Arrays.sort(one);
        Arrays.sort(other);
        for (int e = 0; e < one.length; e++) {
            if (!(Math.abs(one[e] - other[e]) <= budget) && Double.compare(one[e], other[e]) != 0) {
                return false;
            }
        }
        return true;
    }

    private static double[] values(ArrayFacts array) {
        double[] values = new double[array.known()];
        for (int e = 0; e < values.length; e++) {
            values[e] = array.value(e);
        }
        return values;
    }

    private static boolean rejected(RunFacts run) {
        return run.rejected().isPresent();
    }

    /** Float64 in an attribute explains a float64 output, and so do whole numbers beside the fractions. */
    private static Verdict contract(Case call, StepFacts step, DType narrow) {
        Step asked = call.steps().get(0);
        boolean explained = asked.attributes().values().stream().anyMatch(v -> v.contains("64"))
                || asked.inputs().stream()
                        .anyMatch(i -> !(i instanceof Input.Array array
                                && array.dtype().floating()));
        for (int i = 0; i < step.outputs().size() && !explained; i++) {
            if (step.outputs().get(i).dtype() == DType.FLOAT64) {
                return new Verdict.Violated(
                        FaultClass.DTYPE,
                        "float64 comes out of " + narrow.text(),
                        "output " + i + " is float64",
                        "no wider type than the inputs'");
            }
        }
        return Verdict.holds();
    }

    private static long elements(Case call) {
        long most = 1;
        for (Input input : call.steps().get(0).inputs()) {
            if (input instanceof Input.Array array) {
                most = Math.max(most, array.shape().elements());
            }
        }
        return most;
    }

    /** The same of four runs: as asked, in float64, and in float64 with the inputs nudged one way and the other. */
    private record Alike<T>(T mine, T exact, T up, T down) {
        <R> Alike<R> map(Function<T, R> part) {
            return new Alike<>(part.apply(mine), part.apply(exact), part.apply(up), part.apply(down));
        }

        /** Whether all have in common what this takes from each. */
        boolean agree(Function<T, ?> part) {
            Object first = part.apply(mine);
            return Stream.of(exact, up, down).allMatch(other -> first.equals(part.apply(other)));
        }
    }

    private static Verdict lists(
            String what, long elements, DType narrow, Alike<? extends List<? extends @Nullable ArrayFacts>> lists) {
        if (!lists.agree(List::size)) {
            return new Verdict.Inconclusive("another number of " + what + "s in float64");
        }
        for (int i = 0; i < lists.mine().size(); i++) {
            ArrayFacts mine = lists.mine().get(i);
            ArrayFacts exact = lists.exact().get(i);
            ArrayFacts up = lists.up().get(i);
            ArrayFacts down = lists.down().get(i);
            if (mine == null || exact == null || up == null || down == null) {
                continue;
            }
            Verdict verdict = arrays(what + " " + i, elements, narrow, new Alike<>(mine, exact, up, down));
            if (!(verdict instanceof Verdict.Holds)) {
                return verdict;
            }
        }
        return Verdict.holds();
    }

    /**
     * How far a result may be off.
     *
     * @param sums terms of the sum behind an element, as far as sizes tell
     * @param elements of the largest input, which a sum that they do not tell of may go over
     * @param sensitivity the largest change that nudged inputs made
     * @param unit roundoff
     * @param largest magnitude of the result
     */
    static double budget(double sums, double elements, double sensitivity, double unit, double largest) {
        double roundings = ROUNDINGS + sums + SPREAD * Math.sqrt(elements);
        return SENSITIVITY * Math.sqrt(sums) * sensitivity + roundings * unit * largest;
    }

    private static Verdict arrays(String what, long elements, DType narrow, Alike<ArrayFacts> arrays) {
        ArrayFacts mine = arrays.mine();
        ArrayFacts exact = arrays.exact();
        if (!mine.complete()
                || !exact.complete()
                || !arrays.up().complete()
                || !arrays.down().complete()) {
            return Verdict.holds();
        }
        if (!arrays.agree(ArrayFacts::shape)) {
            return new Verdict.Inconclusive("the shape depends on values");
        }
        double largest = 0;
        double sensitivity = 0;
        for (int e = 0; e < exact.known(); e++) {
            double value = exact.value(e);
            if (Double.isFinite(value)) {
                largest = Math.max(largest, Math.abs(value));
                sensitivity = Math.max(sensitivity, Math.abs(arrays.up().value(e) - value));
                sensitivity = Math.max(sensitivity, Math.abs(arrays.down().value(e) - value));
            }
        }
        DType type =
                mine.dtype().floating() && mine.dtype().unitRoundoff() > narrow.unitRoundoff() ? mine.dtype() : narrow;
        double sums = Math.max(1, (double) elements / Math.max(1, mine.known()));
        double budget = budget(sums, (double) elements, sensitivity, type.unitRoundoff(), largest)
                + type.unitRoundoff() * type.unitRoundoff();
        if (!Double.isFinite(budget)) {
            return new Verdict.Inconclusive("small changes of the inputs change the result without bound");
        }
        for (int e = 0; e < mine.known(); e++) {
            double value = mine.value(e);
            double right = exact.value(e);
            // What is not finite is a question of result facts.
            if (Double.isFinite(value)
                    && Math.abs(right) <= mine.dtype().max()
                    && !(Math.abs(value - right) <= budget)) {
                if (Math.abs(value + right) <= budget) {
                    // Bases of spaces have no sign of their own, and rounding alone does not turn one.
                    return new Verdict.Inconclusive("the result differs in sign alone");
                }
                if (sameInAnotherOrder(mine, exact, budget)) {
                    return new Verdict.Inconclusive("the result has the same values in another order");
                }
                double times = Math.abs(value - right) / budget;
                return new Verdict.Violated(
                        FaultClass.WRONG_VALUE,
                        what.replaceAll(" [0-9]+$", "") + " in " + narrow.text() + " differs from float64",
                        what + " at element " + e + " is " + value + ", "
                                + (times < 1e6 ? Math.round(times) + " times" : "far more than")
                                + " the error budget off",
                        right + " as in float64, within " + budget);
            }
        }
        return Verdict.holds();
    }
}
