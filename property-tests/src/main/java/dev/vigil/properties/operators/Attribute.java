package dev.vigil.properties.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One attribute as its type text declares it.
 *
 * @param none whether {@code None} is among its values
 * @param standard the declared default, unquoted; empty when there is none
 */
public record Attribute(
        String name, Domain domain, boolean none, boolean required, String standard, String description) {
    public Attribute {
        Objects.requireNonNull(name);
        Objects.requireNonNull(domain);
    }

    /** Reads a type text such as {@code {'a', 'b'}, optional, default='a'}. */
    public static Attribute parse(String name, String type, String description) {
        String head = head(type);
        String rest = type.substring(head.length());
        boolean required = rest.contains("required") || !rest.contains("optional");
        int at = rest.indexOf("default=");
        String standard =
                at < 0 ? "" : unquoted(rest.substring(at + "default=".length()).trim());
        String kind = head.trim();
        boolean none = kind.endsWith(" or None") || (at >= 0 && standard.equals("None"));
        if (kind.endsWith(" or None")) {
            kind = kind.substring(0, kind.length() - " or None".length()).trim();
        }
        Domain domain = domain(kind);
        if (domain instanceof Domain.Choice choice && choice.values().contains("None")) {
            none = true;
            domain = new Domain.Choice(
                    choice.values().stream().filter(v -> !v.equals("None")).toList());
        }
        return new Attribute(name, domain, none, required, standard, description);
    }

    /** The values of a closed set, {@code None} included when allowed; empty for an open one. */
    public List<String> closed() {
        List<String> values = new ArrayList<>();
        if (domain instanceof Domain.Choice choice) {
            values.addAll(choice.values());
        } else if (domain instanceof Domain.Flag) {
            values.add("True");
            values.add("False");
        }
        if (!values.isEmpty() && none) {
            values.add("None");
        }
        return values;
    }

    /** Whether the text means the declared default: numbers and flags are compared by what they mean. */
    public boolean isStandard(String value) {
        return !required && meaning(value).equals(meaning(standard));
    }

    /** The other value of a flag. */
    public String switched(String value) {
        return meaning(value).equals("True") ? "False" : "True";
    }

    private String meaning(String value) {
        String text = value.trim();
        if (domain instanceof Domain.Flag) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "1", "true" -> "True";
                case "0", "false" -> "False";
                default -> text;
            };
        }
        String tuple = text.replace('[', '(').replace(']', ')').replace(" ", "").replace(",)", ")");
        Optional<Double> number = number(text);
        return number.isPresent() ? number.get().toString() : tuple;
    }

    private static Optional<Double> number(String text) {
        if (text.isEmpty() || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The part before the first comma outside braces. */
    private static String head(String type) {
        int depth = 0;
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                return type.substring(0, i);
            }
        }
        return type;
    }

    private static Domain domain(String kind) {
        if (kind.startsWith("{")) {
            List<String> values = new ArrayList<>();
            for (String value :
                    kind.substring(1, Math.max(1, kind.lastIndexOf('}'))).split(",")) {
                if (!value.isBlank()) {
                    values.add(unquoted(value.trim()));
                }
            }
            return new Domain.Choice(values);
        }
        if (kind.startsWith("Shape")) {
            return new Domain.Tuple(new Domain.Whole(false));
        }
        if (kind.startsWith("tuple of <")) {
            String element = kind.substring("tuple of <".length(), Math.max(10, kind.lastIndexOf('>')));
            Domain inner = domain(element);
            return new Domain.Tuple(inner instanceof Domain.Unknown ? new Domain.Whole(false) : inner);
        }
        boolean nonNegative = kind.contains("non-negative");
        String word = nonNegative ? kind.substring(0, kind.indexOf('(')).trim() : kind;
        return switch (word) {
            case "boolean", "bool" -> new Domain.Flag();
            case "int", "long", "int64", "int32" -> new Domain.Whole(nonNegative);
            case "float", "double", "real_t" -> new Domain.Real();
            case "string" -> new Domain.Text();
            default -> new Domain.Unknown();
        };
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("'") && text.endsWith("'")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
