package dev.vigil.model.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an oracle says; never a boolean. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Verdict.Holds.class, name = "holds"),
    @JsonSubTypes.Type(value = Verdict.Violated.class, name = "violated"),
    @JsonSubTypes.Type(value = Verdict.Inconclusive.class, name = "inconclusive"),
})
public sealed interface Verdict {
    static Verdict holds() {
        return new Holds();
    }

    /** The property was checked and is true. */
    record Holds() implements Verdict {}

    /**
     * The property is false.
     *
     * @param template what happened, without anything that changes from case to case: part of the signature
     * @param observed one line for a reader, with values
     * @param expected one line for a reader
     * @param function what is at fault: a C function, whatever the operator, or the operator of another step; null when the
     *     case's own operator is
     */
    record Violated(
            FaultClass fault,
            String template,
            String observed,
            String expected,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String function)
            implements Verdict {
        public Violated {
            Objects.requireNonNull(fault);
        }

        public Violated(FaultClass fault, String template, String observed, String expected) {
            this(fault, template, observed, expected, null);
        }
    }

    /** It does not apply, or we cannot tell. {@code reason} is a short phrase. */
    record Inconclusive(String reason) implements Verdict {}

    /** {@code holds}, {@code violated} or {@code inconclusive}. */
    default String word() {
        return this instanceof Holds ? "holds" : this instanceof Violated ? "violated" : "inconclusive";
    }
}
