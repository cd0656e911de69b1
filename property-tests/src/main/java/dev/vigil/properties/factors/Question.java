package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A factor of a case and what may be put in its place.
 *
 * @param usual as in {@link Factor}
 * @param refusalTells whether a call that is refused with another value speaks for the factor: a refused argument does,
 *     a shape that does not fit the others does not
 * @param others tried in this order; none leaves the factor unknown
 */
record Question(String name, String value, boolean usual, boolean refusalTells, List<Other> others) {
    Question {
        others = List.copyOf(others);
    }

    /** Another value; the change leaves everything else as it is, so that changes of several factors can be combined. */
    record Other(String text, UnaryOperator<Case> change) {}

    Factor answer(Standing standing, List<String> shows, List<String> gone) {
        return new Factor(name, value, usual, standing, shows, gone);
    }

    Factor unknown() {
        return answer(Standing.UNKNOWN, List.of(), List.of());
    }
}
