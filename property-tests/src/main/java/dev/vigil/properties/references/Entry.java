package dev.vigil.properties.references;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of the table.
 *
 * @param defaults every attribute that the reference knows, with the documented default; empty where there is none
 */
record Entry(String operator, Family family, SortedMap<String, String> defaults, Reference reference) {
    Entry {
        defaults = Collections.unmodifiableSortedMap(new TreeMap<>(defaults));
    }

    /** Reads {@code axis=-1 keepdims=False dtype=}. */
    static SortedMap<String, String> defaults(String text) {
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
