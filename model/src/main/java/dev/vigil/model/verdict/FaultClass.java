package dev.vigil.model.verdict;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Classes of fault, as findings name them. */
public enum FaultClass {
    CRASH(Severity.HIGH),
    HANG(Severity.HIGH),
    ABORT(Severity.HIGH),
    WRONG_VALUE(Severity.HIGH),
    NAN_INF(Severity.MEDIUM),
    GRADIENT(Severity.HIGH),
    DTYPE(Severity.MEDIUM),
    SHAPE_INFERENCE(Severity.MEDIUM),
    ACCEPTED_INVALID(Severity.MEDIUM),
    REJECTED_VALID(Severity.LOW),
    UNINITIALISED_READ(Severity.HIGH),
    OUT_OF_BOUNDS(Severity.CRITICAL),
    ERROR_ISOLATION(Severity.HIGH),
    LEAK(Severity.MEDIUM),
    /** Threads that take locks in a circle: they can wait for each other for ever, though nobody saw them do it. */
    LOCK_ORDER(Severity.MEDIUM),
    /** A call that may block is made with a lock held that others wait for. */
    LOCK_HELD(Severity.MEDIUM),
    NONDETERMINISM(Severity.MEDIUM),
    LARGE_SIZE(Severity.HIGH),
    SURFACE_DRIFT(Severity.LOW),
    SPEED(Severity.LOW),
    OTHER(Severity.LOW);

    private final Severity severity;

    FaultClass(Severity severity) {
        this.severity = severity;
    }

    /** The severity of a finding of this class when nothing else is known of it. */
    public Severity severity() {
        return severity;
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static FaultClass of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
