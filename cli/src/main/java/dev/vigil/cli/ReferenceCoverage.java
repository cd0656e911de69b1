package dev.vigil.cli;

import dev.vigil.model.unit.Subject;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.references.Family;
import dev.vigil.properties.references.References;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The operators of a build that have a reference, by family. Aliases count as the operator they stand for, once.
 *
 * @param operators primary names, sorted
 * @param direct how many operators the build has that are called directly
 */
record ReferenceCoverage(Map<Family, TreeSet<String>> operators, long direct) {
    static final String SCHEMA = "vigil.references/1";

    static ReferenceCoverage of(List<Subject> subjects) {
        References references = References.all();
        Map<Family, TreeSet<String>> operators = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            operators.put(family, new TreeSet<>());
        }
        long direct = 0;
        for (Subject subject : subjects) {
            if (subject.kind() == Subject.Kind.DIRECT) {
                direct++;
                references
                        .family(subject.name())
                        .ifPresent(
                                f -> operators.getOrDefault(f, new TreeSet<>()).add(subject.name()));
            }
        }
        return new ReferenceCoverage(operators, direct);
    }

    /** One line a family and one for all; with {@code names}, the operators as well. */
    String table(boolean names) {
        StringBuilder text = new StringBuilder();
        int all = 0;
        for (Map.Entry<Family, TreeSet<String>> entry : operators.entrySet()) {
            int count = entry.getValue().size();
            all += count;
            text.append(String.format(Locale.ROOT, "%-15s %4d", entry.getKey().text(), count));
            text.append(names ? "  " + String.join(" ", entry.getValue()) : "").append('\n');
        }
        return text.append(String.format(
                        Locale.ROOT, "%-15s %4d of %d operators that are called directly%n", "all", all, direct))
                .toString();
    }

    String json() {
        Map<String, Object> families = new LinkedHashMap<>();
        operators.forEach((family, names) -> families.put(family.text(), names));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.put("direct", direct);
        all.put("families", families);
        return Wire.toPrettyJson(all) + "\n";
    }
}
