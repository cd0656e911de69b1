package dev.vigil.model.call;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A program of ours that is run in a process of its own to see what the process does, and how.
 *
 * @param name of the kind of probe, in the words of its lane
 * @param options of this run, in the words of its lane: text to text
 */
public record Probe(String name, SortedMap<String, String> options) {
    public Probe {
        Objects.requireNonNull(name);
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        options.values().forEach(Objects::requireNonNull);
    }
}
