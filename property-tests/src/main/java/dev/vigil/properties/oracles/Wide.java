package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Step;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The same case in float64, from the very values that the narrower inputs hold: the yardstick for results in narrower
 * types. Two further runs move every value a little, up or down, and show how much such a little matters.
 */
final class Wide {
    static final String EXACT = "float64";
    static final String ONE_WAY = "float64 nudged";
    static final String OTHER_WAY = "float64 nudged back";

    /** Nudges in roundings of the narrow type: more than its own rounding, so that a jump nearby shows. */
    private static final double NUDGE_ROUNDINGS = 8;

    private static final long NUDGE_SALT = 0x6E756467;

    /** Whole values of this size and less are exact in float64. */
    private static final double EXACT_WHOLE_MAX = 0x1p53;

    private Wide() {}

    /** The narrow type of a single call that can be widened; empty for all others. */
    static Optional<DType> narrow(Case call) {
        return call.steps().size() == 1 ? narrowest(call) : Optional.empty();
    }

    /** The narrowest type among the fresh arrays of a case that can be widened; empty for all others. */
    static Optional<DType> narrowest(Case call) {
        Optional<DType> narrow = Optional.empty();
        List<Input> inputs =
                call.steps().stream().flatMap(step -> step.inputs().stream()).toList();
        for (Input input : inputs) {
            if (!(input instanceof Input.Array array)) {
                continue;
            }
            double magnitude = Fills.magnitude(array.fill(), array);
            if (!(magnitude <= (array.dtype().floating() ? Double.MAX_VALUE : EXACT_WHOLE_MAX))) {
                return Optional.empty();
            }
            if (array.dtype() == DType.FLOAT16 || array.dtype() == DType.FLOAT32) {
                narrow = narrow.filter(n -> n == DType.FLOAT16).or(() -> Optional.of(array.dtype()));
            } else if (array.dtype().floating()) {
                // Already wide, or of a format that most operators only carry along.
                return Optional.empty();
            }
        }
        return narrow;
    }

    /** Whether all inputs of a single call are whole numbers of one signed type that float64 holds exactly. */
    static Optional<DType> whole(Case call) {
        if (call.steps().size() != 1 || call.steps().get(0).inputs().isEmpty()) {
            return Optional.empty();
        }
        DType whole = null;
        for (Input input : call.steps().get(0).inputs()) {
            boolean fits = input instanceof Input.Array array
                    && (array.dtype() == DType.INT32 || array.dtype() == DType.INT64)
                    && (whole == null || whole == array.dtype())
                    && Fills.magnitude(array.fill(), array) <= EXACT_WHOLE_MAX;
            if (!fits) {
                return Optional.empty();
            }
            whole = ((Input.Array) input).dtype();
        }
        return Optional.ofNullable(whole);
    }

    static Variation exact(Case call) {
        return new Variation(EXACT, widened(call, (array, seed) -> array));
    }

    static List<Variation> nudged(Case call, DType narrow) {
        double relative = NUDGE_ROUNDINGS * narrow.unitRoundoff();
        return List.of(
                new Variation(ONE_WAY, widened(call, (fill, seed) -> new Fill.Nudged(fill, seed, relative))),
                new Variation(OTHER_WAY, widened(call, (fill, seed) -> new Fill.Nudged(fill, seed, -relative))));
    }

    private static Case widened(Case call, BiFunction<Fill, Long, Fill> change) {
        boolean allWhole = whole(call).isPresent();
        List<Step> steps = new ArrayList<>();
        long seed = NUDGE_SALT;
        for (Step step : call.steps()) {
            List<Input> inputs = new ArrayList<>();
            for (Input input : step.inputs()) {
                boolean narrow =
                        input instanceof Input.Array array && (array.dtype().floating() || allWhole);
                inputs.add(narrow ? widened((Input.Array) input, change, seed) : input);
                seed++;
            }
            List<Output> out =
                    step.out().stream().map(place -> widened(place, allWhole)).toList();
            steps.add(step.withInputs(inputs, step.request()).withOut(out));
        }
        return new Case(call.settings(), steps);
    }

    private static Input.Array widened(Input.Array array, BiFunction<Fill, Long, Fill> change, long seed) {
        return new Input.Array(
                array.shape(), DType.FLOAT64, change.apply(new Fill.Rounded(array.fill(), array.dtype()), seed));
    }

    private static Output widened(Output place, boolean allWhole) {
        return place instanceof Output.Array array && (array.dtype().floating() || allWhole)
                ? new Output.Array(array.shape(), DType.FLOAT64, new Fill.Rounded(array.fill(), array.dtype()))
                : place;
    }
}
