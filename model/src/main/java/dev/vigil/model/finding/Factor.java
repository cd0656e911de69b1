package dev.vigil.model.finding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Something about a proven case that was replaced to see whether its fault needs it.
 *
 * @param name what it is, such as {@code engine}, {@code dtype} or {@code attribute.axis}
 * @param value what the case has
 * @param usual whether users have it who set nothing and mean no harm
 * @param shows what was put in its place and showed the fault all the same
 * @param gone what was put in its place and took the fault away
 */
public record Factor(
        String name, String value, boolean usual, Standing standing, List<String> shows, List<String> gone) {
    /** Whether the fault needs a factor. */
    public enum Standing {
        /** Whatever was put in its place took the fault away, in every replay. */
        NEEDED,
        /** Something was put in its place and the fault still showed. */
        IRRELEVANT,
        /** Nothing was tried, or what was tried tells nothing. */
        UNKNOWN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Standing of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    public Factor {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
        Objects.requireNonNull(standing);
        shows = List.copyOf(shows);
        gone = List.copyOf(gone);
    }

    /** As findings list it: {@code dtype=float16}. */
    public String text() {
        return name + "=" + value;
    }
}
