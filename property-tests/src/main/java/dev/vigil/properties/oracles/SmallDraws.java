package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Small calls with values drawn over and over, and the same changed: what laws of an operator are learned from.
 *
 * @param name of the oracle that asks, since others may draw from the same call in other ways
 */
record SmallDraws(String name, IntFunction<Case> draw) {
    private static final long SALT = 0x6C617773;

    String label(int index) {
        return name + " draw " + index;
    }

    String label(int index, Change change) {
        return changed(label(index), change);
    }

    static String changed(String label, Change change) {
        return label + ", " + change.words();
    }

    /** Half of the draws have the call's own kind of values, a quarter uniform ones, a quarter few ones, which tie. */
    static Case filled(Case small, int index) {
        Case filled = index % 2 == 0 ? small : Rewrite.arrays(small, array -> plain(array, (index + 2) / 4 % 2 == 1));
        return filled.variant(index);
    }

    /** Ties are few among few values, and sure to come among many. */
    private static Input.Array plain(Input.Array array, boolean ties) {
        // Other values for another fill, so that its draws are not the same ones again.
        long seed = Seeds.mix(SALT, array.fill().toString());
        return new Input.Array(
                array.shape(),
                array.dtype(),
                array.dtype().floating() && !ties ? new Fill.Uniform(seed, 0, 1) : new Fill.Integers(seed, 0, 2));
    }

    /** So many draws, each of them plain and with every change that makes sense for it. */
    List<Variation> runs(List<Change> changes, int draws) {
        List<Variation> runs = new ArrayList<>();
        for (int i = 0; i < draws; i++) {
            int index = i;
            Case small = draw.apply(i);
            runs.add(new Variation(label(i), small));
            for (Change change : changes) {
                change.of(small).ifPresent(other -> runs.add(new Variation(label(index, change), other)));
            }
        }
        return runs;
    }
}
