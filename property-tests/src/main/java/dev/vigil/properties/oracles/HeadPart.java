package dev.vigil.properties.oracles;

import dev.vigil.model.call.DType;
import dev.vigil.model.observation.ArrayFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results whose head gradients a part of the gradient comes from. */
enum HeadPart {
    FIRST,
    OTHERS;

    int from() {
        return this == FIRST ? 0 : 1;
    }

    int to(int results) {
        return this == FIRST ? 1 : results;
    }

    String words() {
        return this == FIRST ? "the first result" : "the results behind the first";
    }

    /** Whether none of its results is of a type in which small changes go unseen, as in whole numbers. */
    boolean wide(List<ArrayFacts> results) {
        return results.subList(from(), to(results.size())).stream().allMatch(r -> r.dtype() == DType.FLOAT64);
    }

    /**
     * This part of the gradient, by subtraction; exact where only one part is not zero. Empty where a gradient is not
     * known.
     *
     * @param drawn gradient for heads as drawn
     * @param doubled gradient when that of the first result is doubled
     */
    double[] of(@Nullable ArrayFacts drawn, @Nullable ArrayFacts doubled) {
        if (drawn == null || doubled == null) {
            return new double[0];
        }
        double[] part = Doubles.of(drawn);
        double[] more = Doubles.of(doubled);
        for (int e = 0; e < part.length; e++) {
            part[e] = this == FIRST ? more[e] - part[e] : 2 * part[e] - more[e];
        }
        return part;
    }
}
