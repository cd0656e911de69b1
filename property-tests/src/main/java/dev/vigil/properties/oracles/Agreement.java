package dev.vigil.properties.oracles;

import dev.vigil.model.observation.ArrayFacts;
import java.util.Optional;

/** Two arrays of one shape and type, all of whose elements are known, and that may be the same. */
public record Agreement(ArrayFacts expected, ArrayFacts result) {
    private static final Relation SAME = Relation.times(1);

    /** Empty where they cannot be compared. */
    public static Optional<Agreement> of(ArrayFacts expected, ArrayFacts result) {
        return SAME.comparable(expected, result) ? Optional.of(new Agreement(expected, result)) : Optional.empty();
    }

    /** Whether no element is further off than this. */
    public boolean within(double budget) {
        return differing(budget) < 0;
    }

    /** The first element that is further off; -1 when none is. */
    int differing(double budget) {
        return SAME.differing(expected, result, budget);
    }

    /** The largest magnitude in either. */
    public double largest() {
        return Math.max(Closeness.largest(expected), Closeness.largest(result));
    }
}
