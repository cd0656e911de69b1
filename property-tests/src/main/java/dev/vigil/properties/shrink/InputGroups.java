package dev.vigil.properties.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The inputs of an operator that takes any number of them: so many groups, of so many each.
 *
 * @param number of groups
 * @param each inputs of a group
 */
public record InputGroups(int number, int each) {
    /** What attributes that count inputs are called, by the registry's own habit. */
    private static final String COUNTS = "num";

    /** As an attribute counts them; groups of one where none does. */
    public static InputGroups of(SortedMap<String, String> attributes, int inputs) {
        for (int number = inputs; number > 1; number--) {
            if (inputs % number == 0 && counted(attributes, Integer.toString(number))) {
                return new InputGroups(number, inputs / number);
            }
        }
        return new InputGroups(inputs, 1);
    }

    private static boolean counted(SortedMap<String, String> attributes, String text) {
        return attributes.entrySet().stream().anyMatch(entry -> counts(entry, text));
    }

    private static boolean counts(Map.Entry<String, String> entry, String text) {
        return entry.getKey().startsWith(COUNTS) && entry.getValue().equals(text);
    }

    /** With another number of groups: what counts them follows, and so do tuples with an element for each. */
    public SortedMap<String, String> attributes(SortedMap<String, String> attributes, int other) {
        SortedMap<String, String> changed = new TreeMap<>(attributes);
        for (Map.Entry<String, String> entry : changed.entrySet()) {
            String text = entry.getValue();
            if (counts(entry, Integer.toString(number))) {
                entry.setValue(Integer.toString(other));
            } else if (number > 1
                    && AttributeText.tuple(text)
                    && AttributeText.elements(text).size() == number) {
                List<String> elements = AttributeText.elements(text);
                List<String> cycled = new ArrayList<>();
                for (int i = 0; i < other; i++) {
                    cycled.add(elements.get(i % number));
                }
                entry.setValue(AttributeText.joined(text, cycled));
            }
        }
        return changed;
    }
}
