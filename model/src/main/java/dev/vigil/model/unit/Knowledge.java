package dev.vigil.model.unit;

import java.util.Objects;

/**
 * What a lane knows of one subject of one target. Only the lane reads {@code json}; the others keep and pass it. Of the
 * target as a whole a lane knows facts, each a subject of its own whose name begins with {@link #FACT}: they come with every
 * unit that explores, gathers or proves, and a set of them grows the same whatever the order in which results come.
 *
 * @param revision counts up with each change, so that an older one never replaces a newer one
 */
public record Knowledge(String subject, int revision, String json) {
    /** Before the names of facts; no operator's begins so. */
    public static final String FACT = "*";

    /** Facts that come with a unit at most, the first of them by name. */
    public static final int FACTS_MAX = 2_000;

    public Knowledge {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(json);
    }

    /** Whether it is of the target as a whole. */
    public boolean fact() {
        return subject.startsWith(FACT);
    }
}
