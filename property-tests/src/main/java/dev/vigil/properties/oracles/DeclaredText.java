package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.AttributeText;
import dev.vigil.properties.task.Variation;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An attribute has a text that its declared type does not have, and is accepted. What is declared the library says
 * itself, when it is given a text that is no value of any type. All operators have their attributes read by one function.
 */
final class DeclaredText implements StatusLaw {
    /** Reads the attributes. */
    private static final String READER = "MXImperativeInvoke";

    private static final String UNREADABLE = "?";
    private static final int ATTRIBUTES_MAX = 3;

    /** Texts about which there is no doubt. */
    private static final Pattern USUAL = Pattern.compile("[0-9]{1,9}|True|False|None|\\(\\)|\\((?:[0-9]{1,9},?)+\\)");

    private static final Pattern EXPECTED =
            Pattern.compile("Invalid Parameter format for \\S+ expect (.+?) but value=");
    private static final Pattern CHOICES = Pattern.compile("Invalid Input: .*?valid values are: \\{(.*?)\\}");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern REAL = Pattern.compile(
            "[+-]?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[+-]?[0-9]+)?f?|nan|inf(?:inity)?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern FLAG = Pattern.compile("true|false|[01]", Pattern.CASE_INSENSITIVE);
    private static final Pattern ELEMENT = Pattern.compile("[+-]?[0-9]+L?|None");

    private static final String OR_NONE = " or None";
    private static final BigInteger INT_MIN = BigInteger.valueOf(Integer.MIN_VALUE);
    private static final BigInteger INT_MAX = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger UNSIGNED_MAX = BigInteger.valueOf((1L << 32) - 1);

    /** Texts that are written every day: a fraction, a word. */
    private static final Pattern EVERYDAY = Pattern.compile("-?[0-9]{1,9}\\.[0-9]{1,9}|[A-Za-z][A-Za-z0-9_]*");

    @Override
    public List<Variation> neighbours(Case call) {
        return unreadable(call, text -> true);
    }

    @Override
    public List<Variation> suggested(Case call) {
        return unreadable(call, text -> !EVERYDAY.matcher(text).matches());
    }

    private static List<Variation> unreadable(Case call, Predicate<String> doubted) {
        return call.steps().get(0).attributes().entrySet().stream()
                .filter(entry -> !USUAL.matcher(entry.getValue()).matches() && doubted.test(entry.getValue()))
                .limit(ATTRIBUTES_MAX)
                .map(Map.Entry::getKey)
                .map(name -> StatusLaw.with(call, label(name), name, UNREADABLE))
                .toList();
    }

    private static String label(String attribute) {
        return "with an unreadable " + attribute;
    }

    @Override
    public Verdict judge(Case call, List<RunFacts> runs) {
        if (runs.get(0).rejected().isPresent()) {
            return Verdict.holds();
        }
        for (Map.Entry<String, String> entry : call.steps().get(0).attributes().entrySet()) {
            String refusal = StatusLaw.refusal(runs, label(entry.getKey()));
            String text = entry.getValue().strip();
            Matcher expected = EXPECTED.matcher(refusal);
            Matcher choices = CHOICES.matcher(refusal);
            String declared = expected.find() ? expected.group(1) : "";
            String wrong = !declared.isEmpty()
                    ? wrong(declared, text)
                    : choices.find() && !chosen(choices.group(1), text) ? "a text that is none of the choices" : "";
            if (!wrong.isEmpty()) {
                return new Verdict.Violated(
                        FaultClass.ACCEPTED_INVALID,
                        "accepted for an attribute: " + wrong,
                        entry.getKey() + "='" + entry.getValue() + "' is accepted",
                        "an error, as for '" + UNREADABLE + "': " + Survival.shortened(refusal),
                        READER);
            }
        }
        return Verdict.holds();
    }

    /** What is wrong with a text of this declared type; empty for nothing, and for types that are not known here. */
    private static String wrong(String declared, String text) {
        boolean none = declared.endsWith(OR_NONE);
        String type = none ? declared.substring(0, declared.length() - OR_NONE.length()) : declared;
        if (none && text.equals("None")) {
            return "";
        }
        return switch (type) {
            case "int" -> whole(text, INT_MIN, INT_MAX);
            case "int (non-negative)" -> whole(text, BigInteger.ZERO, UNSIGNED_MAX);
            case "long" -> WHOLE.matcher(text).matches() ? "" : "a text that is no whole number";
            case "float", "double" -> REAL.matcher(text).matches() ? "" : "a text that is no number";
            case "boolean" -> FLAG.matcher(text).matches() ? "" : "a text that is neither true nor false";
            case "Shape(tuple)" -> tuple(text) ? "" : "a text that is no tuple of whole numbers";
            default -> "";
        };
    }

    private static String whole(String text, BigInteger low, BigInteger high) {
        if (!WHOLE.matcher(text).matches()) {
            return "a text that is no whole number";
        }
        BigInteger number = new BigInteger(text);
        if (low.signum() == 0 && number.signum() < 0) {
            return "a negative number, where the declared type has none";
        }
        return number.compareTo(low) < 0 || number.compareTo(high) > 0 ? "a number past the declared type's range" : "";
    }

    private static boolean tuple(String text) {
        return AttributeText.tuple(text)
                ? AttributeText.elements(text).stream()
                        .allMatch(element -> ELEMENT.matcher(element).matches())
                : ELEMENT.matcher(text).matches();
    }

    /** @param choices as in {@code 'a', 'b'} */
    private static boolean chosen(String choices, String text) {
        return Arrays.stream(choices.split(","))
                .map(choice -> choice.strip().replace("'", ""))
                .anyMatch(text::equals);
    }
}
