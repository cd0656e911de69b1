package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The runs behind {@link GradientDifferences}, all in float64 from the values that narrower inputs hold: two with a backward pass, and for every input that is
 * moved two on either side of its values, along a line of random direction. Alone there are several lines, and a short one within each.
 */
final class GradientRuns {
    static final String DRAWN = "float64, heads drawn";
    static final String DOUBLED = "float64, first head doubled";

    /** Half of the way from the middle to an end, as a part of an element or of one. */
    private static final double STEP = 0x1p-13;

    /** The same of a short line, over which what jumps back and forth all along a line may go straight. */
    private static final double SHORT_STEP = 0x1p-33;

    static final List<Integer> POINTS = List.of(-2, -1, 1, 2);
    private static final long LINE = 0x646972;
    static final int LINES_ALONE = 3;
    private static final int INPUTS = 2;
    private static final int INPUTS_ALONE = 8;
    private static final long ELEMENTS_MAX = 1 << 14;

    private GradientRuns() {}

    /**
     * Whether the question makes sense: one call of finite values that float64 holds, not too many. An attribute that
     * speaks of gradients makes something else of them, as documented.
     */
    static boolean possible(Case call) {
        Step step = call.steps().get(0);
        if (call.steps().size() != 1
                || !step.out().isEmpty()
                || step.attributes().keySet().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("grad"))) {
            return false;
        }
        long elements = 0;
        for (Rewrite.Place place : Rewrite.places(call)) {
            Input.Array array = place.array();
            elements += array.shape().elements();
            if (array.dtype() == DType.BFLOAT16 || !Double.isFinite(Fills.magnitude(array.fill(), array))) {
                return false;
            }
        }
        return elements <= ELEMENTS_MAX && !moved(call).isEmpty();
    }

    /** The places whose gradients are looked at. */
    static List<Rewrite.Place> moved(Case call) {
        return Rewrite.places(call).stream()
                .filter(place -> place.array().dtype().floating()
                        && place.array().shape().elements() > 0
                        && call.steps().get(place.step()).request().get(place.input()) != GradRequest.NULL)
                .toList();
    }

    /**
     * @param chosen which inputs are moved, counted round among those that there are
     * @param all whether all are, along several lines
     */
    static List<Variation> variations(Case call, long chosen, boolean all) {
        if (!possible(call)) {
            return List.of();
        }
        Case still = widened(call);
        Step asked = still.steps().get(0);
        List<GradRequest> requests = asked.inputs().stream()
                .map(input ->
                        input instanceof Input.Array array && array.dtype().floating()
                                ? GradRequest.WRITE
                                : GradRequest.NULL)
                .toList();
        Case recorded = Rewrite.step(still, 0, asked.withModes(requests, asked.train()));
        List<Variation> variations = new ArrayList<>();
        variations.add(new Variation(DRAWN, recorded, Manner.PLAIN.with(Manner.Heads.DRAWN)));
        variations.add(new Variation(DOUBLED, recorded, Manner.PLAIN.with(Manner.Heads.FIRST_DOUBLED)));
        List<Rewrite.Place> moved = moved(call);
        int inputs = Math.min(moved.size(), all ? INPUTS_ALONE : INPUTS);
        for (int n = 0; n < inputs; n++) {
            int input = moved.get((int) Math.floorMod(chosen + n, (long) moved.size()))
                    .input();
            for (int line = 0; line < (all ? 2 * LINES_ALONE : 1); line++) {
                for (int point : POINTS) {
                    variations.add(new Variation(label(input, line, point), at(still, input, line, point)));
                }
            }
        }
        return variations;
    }

    /** The short line in the middle of a line. */
    static int within(int line) {
        return line + LINES_ALONE;
    }

    static String label(int input, int line, int point) {
        return "float64, input " + input + " at " + point + " of line " + line;
    }

    /** From the values that the narrower arrays hold, without any request. */
    static Case widened(Case call) {
        Case wide = Rewrite.arrays(
                call,
                array -> array.dtype().floating()
                        ? new Input.Array(array.shape(), DType.FLOAT64, new Fill.Rounded(array.fill(), array.dtype()))
                        : array);
        return Rewrite.steps(wide, s -> s.withModes(List.of(), s.train()));
    }

    private static Case at(Case wide, int input, int line, int point) {
        Rewrite.Place place = Rewrite.places(wide).stream()
                .filter(p -> p.input() == input)
                .findFirst()
                .orElseThrow();
        return Rewrite.array(wide, place, at(place.array(), line, point));
    }

    static Input.Array at(Input.Array wide, int line, int point) {
        double step = line < LINES_ALONE ? STEP : SHORT_STEP;
        return new Input.Array(
                wide.shape(), wide.dtype(), new Fill.Shifted(wide.fill(), LINE + line % LINES_ALONE, point * step));
    }
}
