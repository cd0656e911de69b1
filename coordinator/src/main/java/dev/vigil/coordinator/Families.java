package dev.vigil.coordinator;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which subjects are likely to share code with one that a fault showed in, by what their names have in common: a part of a
 * name that a few subjects bear makes them siblings, one that many bear does not. Immutable; any thread.
 */
final class Families {
    private static final int FAMILY_MAX = 12;
    private static final int PART_MIN = 3;

    /** Underscores, and the start of a capitalised word. */
    private static final Pattern SEAM = Pattern.compile("[_.]+|(?<=[a-z0-9])(?=[A-Z])");

    private final Map<String, Set<String>> bearers = new HashMap<>();

    Families(Collection<String> subjects) {
        for (String subject : subjects) {
            for (String part : parts(subject)) {
                bearers.computeIfAbsent(part, p -> new TreeSet<>()).add(subject);
            }
        }
        bearers.values().removeIf(names -> names.size() > FAMILY_MAX);
    }

    /** For each subject with siblings among these, how many; a subject is no sibling of its own. */
    Map<String, Integer> siblings(Collection<String> shown) {
        Map<String, Set<String>> near = new HashMap<>();
        for (String subject : shown) {
            for (String part : parts(subject)) {
                for (String bearer : bearers.getOrDefault(part, Set.of())) {
                    if (!bearer.equals(subject)) {
                        near.computeIfAbsent(bearer, b -> new HashSet<>()).add(subject);
                    }
                }
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        near.forEach((bearer, names) -> counts.put(bearer, names.size()));
        return counts;
    }

    private static Set<String> parts(String name) {
        Set<String> parts = new TreeSet<>();
        for (String part : SEAM.split(name)) {
            if (part.length() >= PART_MIN) {
                parts.add(part.toLowerCase(Locale.ROOT));
            }
        }
        return parts;
    }
}
