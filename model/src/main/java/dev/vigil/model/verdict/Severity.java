package dev.vigil.model.verdict;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How bad a finding is, worst first. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW;

    /** One step; the worst stays. */
    public Severity worse() {
        return switch (this) {
            case CRITICAL, HIGH -> CRITICAL;
            case MEDIUM -> HIGH;
            case LOW -> MEDIUM;
        };
    }

    /** One step; the mildest stays. */
    public Severity milder() {
        return switch (this) {
            case CRITICAL -> HIGH;
            case HIGH -> MEDIUM;
            case MEDIUM, LOW -> LOW;
        };
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Severity of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
