package dev.vigil.properties.references;

import java.util.List;

/** Computes what an operator is documented to compute. Pure; any thread. */
@FunctionalInterface
interface Reference {
    /**
     * One answer per output, from the front; outputs behind them are not judged.
     *
     * @throws NotCovered for a call that the documentation leaves open or this reference does not know
     */
    List<Expected> answer(Question question);
}
