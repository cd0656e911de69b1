package dev.vigil.model.unit;

import org.jspecify.annotations.Nullable;

/**
 * Something a lane can work on: an operator of the target.
 *
 * @param kind how it is reached
 * @param reason why it is excluded, or through what it is reached; null when called directly
 */
public record Subject(String name, Kind kind, @Nullable String reason) {
    /** How a subject gets its cases. */
    public enum Kind {
        /** Called by cases of its own. */
        DIRECT,
        /** Another name for a subject. */
        ALIAS,
        /** Runs as the gradient of others. */
        GRADIENT,
        /** Never called, by a rule of the design. */
        EXCLUDED
    }
}
