package dev.vigil.properties.generate;

import dev.vigil.properties.operators.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts that look like a value of an attribute and are none: with something before, in or behind it. */
final class Garbage {
    private Garbage() {}

    /**
     * @param present a value that the attribute may have, or an empty text
     * @return nothing for kinds of which every text is a value, or of which nothing is known
     */
    static List<String> of(Domain domain, String present) {
        if (domain instanceof Domain.Whole) {
            return List.of("3abc", "1.5", "0x3", "1e1", "--1", "1 2", "1,", "2147483648", "4294967296");
        }
        if (domain instanceof Domain.Real) {
            return List.of("1.5x", "1,5", "0.5 0.5", "1e", "--1.5", "0.5%");
        }
        if (domain instanceof Domain.Flag) {
            return List.of("yes", "2", "Truee", "Tru", "-1", "1.0");
        }
        if (domain instanceof Domain.Choice choice && !choice.values().isEmpty()) {
            String value = choice.values().contains(present)
                    ? present
                    : choice.values().get(0);
            List<String> others = new ArrayList<>(List.of(value + "x", value + "," + value));
            others.add(value.substring(0, Math.max(0, value.length() - 1)));
            others.add(value.toUpperCase(Locale.ROOT));
            others.removeAll(choice.values());
            return others;
        }
        if (domain instanceof Domain.Tuple tuple && !(tuple.element() instanceof Domain.Tuple)) {
            return List.of("(1,1", "(1,1)x", "(1;1)", "(a,)", "(1,1))", "(1 1)");
        }
        return List.of();
    }
}
