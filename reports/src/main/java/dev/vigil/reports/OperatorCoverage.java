package dev.vigil.reports;

import dev.vigil.model.unit.Subject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign reached of one operator.
 *
 * @param kind how it gets its cases; only DIRECT ones count as forward operators
 * @param reason why it is excluded, or through what it is reached; null when called directly
 * @param meantValid cases sent that were meant to be valid
 * @param valid those of them that the library accepted
 * @param hostile cases sent that were meant to be refused
 * @param distinct valid calls, distinct in dtypes, ranks, attribute keys or values
 * @param exhausted whether no further distinct valid call is believed to exist
 * @param declared attributes and their values as the library declares them
 * @param reached values that some valid call had, as {@code KEY=VALUE}, with or without the mark's {@code attr:}
 */
public record OperatorCoverage(
        String operator,
        Subject.Kind kind,
        @Nullable String reason,
        long meantValid,
        long valid,
        long hostile,
        long distinct,
        boolean exhausted,
        List<Declared> declared,
        List<String> reached) {
    public OperatorCoverage {
        Objects.requireNonNull(kind);
        declared = List.copyOf(declared);
        reached = List.copyOf(reached);
    }

    /**
     * An attribute as declared.
     *
     * @param values of an enum or boolean, each to be reached; empty for other types, where one value other than the
     *     default is asked for
     * @param initial the default, null when the attribute is required
     */
    public record Declared(
            String attribute, List<String> values, @Nullable String initial) {
        public Declared {
            values = List.copyOf(values);
        }
    }
}
