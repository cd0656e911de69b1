package dev.vigil.properties.shrink;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Texts of attributes, which the library reads as whole numbers, reals, tuples or words; told apart by how they look. */
public final class AttributeText {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,30}");
    private static final Pattern REAL =
            Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?|[+-]?(?:nan|inf)");
    /** Whole numbers past it count by their bits. */
    private static final BigInteger EXACT_MAX = BigInteger.ONE.shiftLeft(40);

    private static final long BY_LENGTH = 1L << 43;
    /** Words are names of choices; only texts longer than any such name are cut. */
    private static final int WORD_MAX = 24;

    private AttributeText() {}

    static long complexity(String text) {
        if (WHOLE.matcher(text).matches()) {
            BigInteger size = new BigInteger(text).abs();
            long exact = size.min(EXACT_MAX).longValueExact();
            int more = size.compareTo(EXACT_MAX) > 0 ? size.bitLength() : 0;
            return 2 * (exact + more) + (text.startsWith("-") ? 1 : 0);
        }
        if (tuple(text)) {
            return 1
                    + elements(text).stream()
                            .mapToLong(e -> 1 + AttributeText.complexity(e))
                            .sum();
        }
        return BY_LENGTH + text.length();
    }

    /** Simplest first; not all of them need be simpler. */
    static Set<String> simpler(String text) {
        Set<String> proposals = new LinkedHashSet<>();
        if (WHOLE.matcher(text).matches()) {
            whole(new BigInteger(text), proposals);
        } else if (REAL.matcher(text).matches()) {
            real(text, proposals);
        } else if (tuple(text)) {
            tuple(text, proposals);
        } else if (text.length() > WORD_MAX) {
            proposals.add("");
            proposals.add(text.substring(0, text.length() / 2));
            proposals.add(text.substring(0, text.length() - 1));
        }
        proposals.remove(text);
        return proposals;
    }

    private static void whole(BigInteger value, Set<String> proposals) {
        proposals.addAll(List.of("0", "1", "-1", "2"));
        proposals.add(value.abs().toString());
        proposals.add(value.divide(BigInteger.TWO).toString());
        proposals.add(value.subtract(BigInteger.valueOf(value.signum())).toString());
    }

    private static void real(String text, Set<String> proposals) {
        proposals.addAll(List.of("0", "1", "-1", "0.5"));
        if (!text.endsWith("nan") && !text.endsWith("inf")) {
            double value = Double.parseDouble(text);
            if (Math.abs(value) < 1e15) {
                proposals.add(Long.toString((long) value));
                proposals.add(Double.toString(Math.rint(value * 10) / 10));
            }
        }
    }

    private static void tuple(String text, Set<String> proposals) {
        List<String> elements = elements(text);
        for (int keep = 0; keep < elements.size(); keep = keep == 0 ? 1 : 2 * keep) {
            proposals.add(joined(text, elements.subList(0, keep)));
        }
        for (int i = 0; i < elements.size(); i++) {
            List<String> fewer = new ArrayList<>(elements);
            fewer.remove(i);
            proposals.add(joined(text, fewer));
        }
        for (String same : List.of("0", "1")) {
            proposals.add(joined(text, elements.stream().map(e -> same).toList()));
        }
        for (int i = 0; i < elements.size(); i++) {
            for (String simpler : simpler(elements.get(i))) {
                List<String> changed = new ArrayList<>(elements);
                changed.set(i, simpler);
                proposals.add(joined(text, changed));
            }
        }
    }

    public static boolean tuple(String text) {
        return text.length() >= 2
                && ((text.startsWith("(") && text.endsWith(")")) || (text.startsWith("[") && text.endsWith("]")));
    }

    /** Of a tuple, at its top level. */
    public static List<String> elements(String tuple) {
        List<String> elements = new ArrayList<>();
        String inside = tuple.substring(1, tuple.length() - 1);
        int depth = 0;
        int from = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                elements.add(inside.substring(from, i).strip());
                from = i + 1;
            }
        }
        String last = inside.substring(from).strip();
        if (!last.isEmpty()) {
            elements.add(last);
        }
        return elements;
    }

    /** In the brackets of {@code like}. */
    public static String joined(String like, List<String> elements) {
        boolean round = like.startsWith("(");
        String inside = String.join(",", elements) + (round && elements.size() == 1 ? "," : "");
        return round ? "(" + inside + ")" : "[" + inside + "]";
    }

    /** The text with {@code from}, where it stands as a whole number of its own, replaced. */
    public static String replaced(String text, String from, String to) {
        if (text.equals(from)) {
            return to;
        }
        return tuple(text)
                ? joined(
                        text,
                        elements(text).stream().map(e -> replaced(e, from, to)).toList())
                : text;
    }
}
