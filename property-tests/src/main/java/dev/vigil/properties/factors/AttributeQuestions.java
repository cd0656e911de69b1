package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Step;
import dev.vigil.properties.factors.Question.Other;
import dev.vigil.properties.shrink.AttributeText;
import dev.vigil.properties.shrink.Rewrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Each attribute's value, of the step that the case is about. */
final class AttributeQuestions {
    /** More say little, and cost a replay or several each. */
    private static final int ATTRIBUTES_MAX = 4;

    private static final int TEXT_MAX = 60;
    private static final List<String> PLAIN = List.of("1", "2");
    /** Beyond it a number does not fit what most operators keep it in. */
    private static final double SIZE_MAX = 0x1p31;

    private AttributeQuestions() {}

    static List<Question> of(Case call) {
        SortedMap<String, String> attributes = last(call).attributes();
        return attributes.keySet().stream()
                .limit(ATTRIBUTES_MAX)
                .map(name -> question(name, attributes.getOrDefault(name, "")))
                .toList();
    }

    private static Question question(String name, String text) {
        List<Other> others = new ArrayList<>();
        for (String value : values(text)) {
            others.add(new Other(cut(value), c -> with(c, name, value)));
        }
        others.add(new Other("left out", c -> without(c, name)));
        return new Question("attribute." + name, cut(text), usual(text), true, others);
    }

    private static List<String> values(String text) {
        if (AttributeText.tuple(text)) {
            int length = Math.max(1, AttributeText.elements(text).size());
            return PLAIN.stream()
                    .map(v -> AttributeText.joined(text, Collections.nCopies(length, v)))
                    .filter(v -> !v.equals(text))
                    .toList();
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return List.of(text.equalsIgnoreCase("true") ? "False" : "True");
        }
        return number(text) ? PLAIN.stream().filter(v -> !v.equals(text)).toList() : List.of();
    }

    /** Zero, what counts backwards further than by one, what is huge or not finite, and no elements at all are not. */
    static boolean usual(String text) {
        if (AttributeText.tuple(text)) {
            List<String> elements = AttributeText.elements(text);
            return !elements.isEmpty() && elements.stream().allMatch(AttributeQuestions::usual);
        }
        if (!number(text)) {
            return !text.isEmpty();
        }
        double value = value(text);
        return Double.isFinite(value) && value != 0 && value >= -1 && value < SIZE_MAX;
    }

    private static boolean number(String text) {
        try {
            value(text);
            return true;
        } catch (NumberFormatException e) {
            // A word, as many attributes are.
            return false;
        }
    }

    private static double value(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static Step last(Case call) {
        return call.steps().get(call.steps().size() - 1);
    }

    private static Case with(Case call, String name, String value) {
        TreeMap<String, String> changed = new TreeMap<>(last(call).attributes());
        changed.put(name, value);
        return Rewrite.step(call, call.steps().size() - 1, last(call).withAttributes(changed));
    }

    private static Case without(Case call, String name) {
        TreeMap<String, String> fewer = new TreeMap<>(last(call).attributes());
        fewer.remove(name);
        return Rewrite.step(call, call.steps().size() - 1, last(call).withAttributes(fewer));
    }

    static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX - 1) + "…";
    }
}
