package dev.vigil.properties.references;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of the table: which operator is computed how.
 *
 * @param operator its primary name in either public line of builds
 * @param defaults every attribute that the reference knows, with the documented default; empty where there is none
 */
record Entry(String operator, Family family, SortedMap<String, String> defaults, Reference reference) {
    Entry {
        defaults = Collections.unmodifiableSortedMap(new TreeMap<>(defaults));
    }

    /** A row for each of the operators, whose names are separated by spaces. */
    static List<Entry> of(Family family, String defaults, Reference reference, String operators) {
        return List.of(operators.split(" ", -1)).stream()
                .map(operator -> new Entry(operator, family, defaults(defaults), reference))
                .toList();
    }

    /** Reads {@code axis=-1 keepdims=False dtype=}. */
    private static SortedMap<String, String> defaults(String text) {
        SortedMap<String, String> defaults = new TreeMap<>();
        for (String pair : text.trim().split(" +", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                defaults.put(pair.substring(0, at), pair.substring(at + 1));
            }
        }
        return defaults;
    }

    Attributes attributes(Map<String, String> given) {
        return new Attributes(defaults, given);
    }
}
