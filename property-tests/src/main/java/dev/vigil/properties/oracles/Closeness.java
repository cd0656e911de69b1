package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How far two results of the same call may be apart when they were computed in another order: the budget of {@link
 * CrossDtype}, whose first term counts where the runs that it needs are there.
 */
final class Closeness {
    private final List<RunFacts> runs;
    private final double inputRoundoff;
    private final long inputElements;

    Closeness(Case call, List<RunFacts> runs) {
        this.runs = runs;
        double roundoff = 0;
        long elements = 1;
        for (Step step : call.steps()) {
            for (Input input : step.inputs()) {
                if (input instanceof Input.Array array) {
                    elements = Math.max(elements, array.shape().elements());
                    roundoff = Math.max(roundoff, roundoff(array.dtype()));
                }
            }
        }
        inputRoundoff = roundoff * call.steps().size();
        inputElements = elements;
    }

    /** Where two arrays of one shape and type are too far apart, in words; empty when nowhere among what is known. */
    String difference(
            String what,
            int index,
            ArrayFacts one,
            ArrayFacts other,
            Function<StepFacts, List<? extends @Nullable ArrayFacts>> part) {
        int known = Math.min(one.known(), other.known());
        double budget = budget(one.dtype(), known, sensitivity(index, part), Math.max(largest(one), largest(other)));
        for (int e = 0; e < known; e++) {
            double x = one.value(e);
            double y = other.value(e);
            if (Double.compare(x, y) == 0 || x == y || Math.abs(x - y) <= budget || overflows(x, y, one.dtype())) {
                continue;
            }
            return what + " " + index + " at element " + e + " is " + y + " so, " + x + " plainly, and may differ by "
                    + budget;
        }
        return "";
    }

    /** How far each element may be off when this much is added to it. */
    double budget(ArrayFacts array, double added) {
        return budget(array.dtype(), array.known(), 0, largest(array) + added);
    }

    private double budget(DType type, int known, double sensitivity, double largest) {
        if (!type.floating()) {
            return 0;
        }
        double sums = Math.max(1, (double) inputElements / Math.max(1, known));
        return CrossDtype.budget(
                sums,
                (double) inputElements,
                sensitivity,
                Math.max(inputRoundoff, roundoff(type)),
                Math.max(type.leastNormal(), largest));
    }

    /** The largest {@link #size} of an element that is known; 0 without any. */
    static double largest(ArrayFacts array) {
        return DoubleStream.of(Doubles.of(array)).map(Closeness::size).max().orElse(0);
    }

    static boolean overflows(double x, double y, DType type) {
        double finite = Double.isFinite(x) ? x : y;
        boolean infinite = Double.isInfinite(x) || Double.isInfinite(y);
        return type.floating() && infinite && Math.abs(finite) > type.max() / ResultFacts.HEADROOM;
    }

    /** How much the nudges change an exact result at most; 0 where these were not run. */
    double sensitivity(int index, Function<StepFacts, List<? extends @Nullable ArrayFacts>> part) {
        ArrayFacts exact = array(Wide.EXACT, index, part);
        if (exact == null) {
            return 0;
        }
        double most = 0;
        for (String label : List.of(Wide.ONE_WAY, Wide.OTHER_WAY)) {
            ArrayFacts nudged = array(label, index, part);
            for (int e = 0; nudged != null && e < Math.min(exact.known(), nudged.known()); e++) {
                most = Math.max(most, size(nudged.value(e) - exact.value(e)));
            }
        }
        return most;
    }

    private @Nullable ArrayFacts array(
            String label, int index, Function<StepFacts, List<? extends @Nullable ArrayFacts>> part) {
        RunFacts run = Runs.labelled(runs, label);
        if (run == null || run.rejected().isPresent()) {
            return null;
        }
        List<? extends @Nullable ArrayFacts> arrays = part.apply(run.last());
        return index < arrays.size() ? arrays.get(index) : null;
    }

    private static double roundoff(DType type) {
        return type.floating() ? type.unitRoundoff() : 0;
    }

    /** The magnitude of what is finite. */
    static double size(double value) {
        return Double.isFinite(value) ? Math.abs(value) : 0;
    }
}
