package dev.vigil.properties.operators;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The values that an attribute's type text allows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Domain.Flag.class, name = "flag"),
    @JsonSubTypes.Type(value = Domain.Whole.class, name = "whole"),
    @JsonSubTypes.Type(value = Domain.Real.class, name = "real"),
    @JsonSubTypes.Type(value = Domain.Choice.class, name = "choice"),
    @JsonSubTypes.Type(value = Domain.Tuple.class, name = "tuple"),
    @JsonSubTypes.Type(value = Domain.Text.class, name = "text"),
    @JsonSubTypes.Type(value = Domain.Unknown.class, name = "unknown"),
})
public sealed interface Domain {
    /** {@code boolean}. */
    record Flag() implements Domain {}

    /** {@code int}, {@code long}. */
    record Whole(boolean nonNegative) implements Domain {}

    /** {@code float}, {@code double}. */
    record Real() implements Domain {}

    /** {@code {'a', 'b'}}. */
    record Choice(List<String> values) implements Domain {
        public Choice {
            values = List.copyOf(values);
        }
    }

    /** {@code Shape(tuple)} and {@code tuple of <...>}. */
    record Tuple(Domain element) implements Domain {}

    /** {@code string}. */
    record Text() implements Domain {}

    /** A type text that is empty or unknown to us; every kind of value is worth a try. */
    record Unknown() implements Domain {}
}
