package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A program, ours or a test of others, that is run in a process of its own to see what the process does, and how.
 *
 * @param name of the kind of probe, in the words of its lane
 * @param options of this run, in the words of its lane: text to text
 * @param lane that runs it; the one of the same name where none is written
 */
public record Probe(
        String name,
        SortedMap<String, String> options,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String lane) {
    public Probe {
        Objects.requireNonNull(name);
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        options.values().forEach(Objects::requireNonNull);
        // Jackson passes null for a text that is left out.
        lane = lane == null ? name : lane;
    }

    /** Of the lane that has one kind of probe, by its own name. */
    public Probe(String name, SortedMap<String, String> options) {
        this(name, options, name);
    }

    /** @throws IllegalArgumentException when this run has no option of that name */
    public String option(String option) {
        String value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException("a case of the lane " + lane + " says its " + option);
        }
        return value;
    }

    @Override
    public String lane() {
        return Objects.requireNonNull(lane);
    }
}
