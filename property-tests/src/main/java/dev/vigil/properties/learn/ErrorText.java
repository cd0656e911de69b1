package dev.vigil.properties.learn;

import dev.vigil.model.call.DType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an error text tells whoever tries again.
 *
 * @param template the text without numbers, shapes and addresses: texts of one check have one template
 * @param parameter whether an attribute could not be read at all, so that no check of the operator was reached
 * @param pairs numbers set against each other, such as {@code (3 vs. 4)}
 * @param numbers all small whole numbers
 * @param shapes bracketed lists of whole numbers
 * @param dtypes element types named
 * @param words quoted words
 * @param identifiers everything that could be the name of an input or attribute
 */
public record ErrorText(
        String template,
        boolean parameter,
        List<List<Long>> pairs,
        List<Long> numbers,
        List<List<Long>> shapes,
        List<DType> dtypes,
        List<String> words,
        Set<String> identifiers) {
    private static final int TEMPLATE_CHARS = 180;
    private static final Pattern VERSUS = Pattern.compile("\\(?(-?\\d+)\\s*vs\\.?\\s*(-?\\d+)");
    private static final Pattern LISTED = Pattern.compile("[\\[(]((?:-?\\d+L?,? *){0,8})[\\])]");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])-?\\d{1,6}(?![\\w.]*\\d)");
    private static final Pattern RANK = Pattern.compile("(\\d)-?[dD](?!\\w)");
    private static final Pattern QUOTED = Pattern.compile("['`\"]([^'`\"\\n]{1,40})['`\"]");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+\\d*");
    private static final Pattern PLACE = Pattern.compile("\\S*?([\\w.-]+\\.(?:h|cc|cpp|hpp|cuh|inl)):\\d+:?");
    private static final Pattern CALL = Pattern.compile(",? in operator [\\w.]+\\(.*", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile(
            "Invalid Parameter format|for Parameter|Required parameter|exceed bound|Invalid Input|Cannot find argument|valid values are");

    public static ErrorText of(String error) {
        String text = significant(error);
        List<List<Long>> pairs = new ArrayList<>();
        Matcher versus = VERSUS.matcher(text);
        while (versus.find()) {
            pairs.add(List.of(Long.parseLong(shortened(versus.group(1))), Long.parseLong(shortened(versus.group(2)))));
        }
        List<List<Long>> shapes = new ArrayList<>();
        Matcher listed = LISTED.matcher(text);
        while (listed.find()) {
            List<Long> shape = new ArrayList<>();
            for (String axis : listed.group(1).replace("L", "").split("[, ]+")) {
                if (!axis.isBlank()) {
                    shape.add(Long.parseLong(shortened(axis)));
                }
            }
            shapes.add(shape);
        }
        List<Long> numbers = new ArrayList<>();
        String plain = PLACE.matcher(text).replaceAll(" ");
        for (Pattern pattern : List.of(NUMBER, RANK)) {
            Matcher number = pattern.matcher(plain);
            while (number.find() && numbers.size() < 16) {
                numbers.add(Long.parseLong(pattern == RANK ? number.group(1) : number.group()));
            }
        }
        for (int i = 0; i + 1 < numbers.size() && i < 6; i++) {
            pairs.add(List.of(numbers.get(i), numbers.get(i + 1)));
        }
        List<DType> dtypes = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            DType.find(word.group()).filter(d -> !dtypes.contains(d)).ifPresent(dtypes::add);
        }
        Set<String> identifiers = new LinkedHashSet<>();
        Matcher identifier = IDENTIFIER.matcher(text);
        while (identifier.find()) {
            identifiers.add(identifier.group());
        }
        List<String> words = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            words.add(quoted.group(1));
        }
        return new ErrorText(
                template(text), PARAMETER.matcher(text).find(), pairs, numbers, shapes, dtypes, words, identifiers);
    }

    /** The lines that say what was wrong; those of stack traces are left out. */
    static String significant(String error) {
        StringBuilder kept = new StringBuilder();
        for (String line : error.split("\n", 40)) {
            String trimmed = line.trim();
            if (trimmed.startsWith("Stack trace")) {
                break;
            }
            if (!trimmed.isEmpty()
                    && !trimmed.startsWith("File \"")
                    && !trimmed.startsWith("Traceback")
                    && !trimmed.startsWith("[bt]")) {
                kept.append(trimmed).append('\n');
            }
        }
        // Errors of attributes repeat the whole call at their end.
        String text = CALL.matcher(kept).replaceAll("");
        return text.length() > 1500 ? text.substring(0, 1500) : text;
    }

    static String template(String text) {
        String place = PLACE.matcher(text).replaceAll("$1: ");
        String plain = LISTED.matcher(place).replaceAll("[]");
        plain = QUOTED.matcher(plain).replaceAll("''");
        plain = plain.replaceAll("\\[\\d\\d:\\d\\d:\\d\\d\\]", "").replaceAll("-?\\d+(\\.\\d+)?", "#");
        plain = plain.replaceAll("\\s+", " ").trim();
        return plain.length() > TEMPLATE_CHARS ? plain.substring(0, TEMPLATE_CHARS) : plain;
    }

    private static String shortened(String digits) {
        return digits.length() > 18 ? digits.substring(0, 18) : digits;
    }
}
