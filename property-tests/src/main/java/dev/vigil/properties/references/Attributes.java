package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The attributes of a call over the defaults of a table row. An empty text and {@code None} are the same. */
final class Attributes {
    private final SortedMap<String, String> texts;

    /** @throws NotCovered for an attribute that the row does not know */
    Attributes(Map<String, String> defaults, Map<String, String> given) {
        texts = new TreeMap<>(defaults);
        given.forEach((name, value) -> {
            if (!defaults.containsKey(name)) {
                throw new NotCovered("the attribute " + name);
            }
            texts.put(name, value.trim());
        });
    }

    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    boolean given(String name) {
        String text = text(name);
        return !text.isEmpty() && !text.equals("None") && !text.equals("null");
    }

    boolean is(String name, String value) {
        return text(name).equals(value);
    }

    boolean flag(String name) {
        return switch (text(name)) {
            case "True", "true", "1" -> true;
            case "False", "false", "0", "", "None" -> false;
            default -> throw new NotCovered(name + "=" + text(name));
        };
    }

    int whole(String name) {
        return whole(name, text(name));
    }

    double number(String name) {
        return number(name, text(name));
    }

    /** The elements, null for {@code None}; a bare number is a tuple of one. */
    List<@Nullable Integer> tuple(String name) {
        List<@Nullable Integer> elements = new ArrayList<>();
        for (String element : elements(name)) {
            elements.add(element.equals("None") ? null : whole(name, element));
        }
        return elements;
    }

    /** @throws NotCovered when an element is {@code None} */
    int[] wholes(String name) {
        return elements(name).stream().mapToInt(e -> whole(name, e)).toArray();
    }

    double[] numbers(String name) {
        return elements(name).stream().mapToDouble(e -> number(name, e)).toArray();
    }

    private List<String> elements(String name) {
        String text = text(name);
        List<String> elements = new ArrayList<>();
        if (!given(name)) {
            return elements;
        }
        String inner = text.replaceAll("[\\[\\]() ]", "").replace("L", "");
        for (String element : inner.split(",", -1)) {
            if (!element.isEmpty()) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static int whole(String name, String text) {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            throw new NotCovered(name + "=" + text);
        }
    }

    private static double number(String name, String text) {
        try {
            double number = Double.parseDouble(text.trim());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers that are not finite.
        }
        throw new NotCovered(name + "=" + text);
    }
}
