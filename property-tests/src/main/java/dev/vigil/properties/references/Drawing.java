package dev.vigil.properties.references;

import dev.vigil.model.call.Step;

/** One row of the table of samplers. Immutable; any thread. */
interface Drawing {
    /** Its primary name in either public line of builds. */
    String operator();

    /** Whether the row is about calls of this form; where an operator has several rows, the first one that is counts. */
    default boolean covers(Step step) {
        return true;
    }

    /** A call that draws {@link Samplers#DRAWS} numbers in its first result, which this row covers too. */
    Step many(Step step);

    /**
     * The distribution of each of these numbers.
     *
     * @throws NotCovered where the documentation says nothing of the parameters
     */
    Samplers.Laws laws(Step many);
}
