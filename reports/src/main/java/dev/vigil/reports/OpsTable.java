package dev.vigil.reports;

import dev.vigil.model.unit.Subject;
import dev.vigil.model.wire.Wire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@code vigil ops} shows: each operator with what was learned of it. */
public final class OpsTable {
    /** The form of {@link #json}. */
    public static final String SCHEMA = "vigil.ops/1";

    private static final int NAME_MAX = 44;

    private OpsTable() {}

    /**
     * One operator.
     *
     * @param reason why it is excluded, or through what it is reached; null when called directly
     * @param arity as text, such as {@code 2} or {@code 1..4}; empty when unknown, like the other texts
     * @param calls cases tried
     * @param validShare of the calls meant to be valid, between 0 and 1
     * @param distinct valid calls
     * @param example a valid call, as a person reads it
     */
    public record Row(
            String name,
            Subject.Kind kind,
            @Nullable String reason,
            String arity,
            List<String> dtypes,
            String ranks,
            String attributes,
            long calls,
            double validShare,
            long distinct,
            String example) {
        public Row {
            Objects.requireNonNull(name);
            Objects.requireNonNull(kind);
            dtypes = List.copyOf(dtypes);
        }
    }

    /** One object, {@code vigil.ops/1}, with a list {@code operators}; ends with a line break. */
    public static String json(List<Row> rows) {
        Map<String, Object> all = new java.util.LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.put("operators", sorted(rows));
        return Wire.toPrettyJson(all) + "\n";
    }

    /**
     * One line per operator, then how many there are of each kind.
     *
     * @param details whether attributes and an example follow each operator, on lines of their own
     */
    public static String table(List<Row> rows, boolean details) {
        List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"operator", "kind", "arity", "ranks", "dtypes", "calls", "valid", "distinct"});
        List<Row> sorted = sorted(rows);
        for (Row row : sorted) {
            boolean direct = row.kind() == Subject.Kind.DIRECT;
            cells.add(new String[] {
                cut(PlainText.oneLine(row.name(), 200)),
                word(row.kind()),
                row.arity(),
                row.ranks(),
                dtypes(row.dtypes()),
                direct ? String.format(Locale.ROOT, "%,d", row.calls()) : "",
                direct && row.calls() > 0 ? String.format(Locale.ROOT, "%.0f %%", row.validShare() * 100) : "",
                direct ? String.format(Locale.ROOT, "%,d", row.distinct()) : ""
            });
        }
        int[] widths = new int[8];
        for (String[] line : cells) {
            for (int c = 0; c < line.length; c++) {
                widths[c] = Math.max(widths[c], line[c].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (int r = 0; r < cells.size(); r++) {
            out.append(line(cells.get(r), widths)).append('\n');
            if (r > 0) {
                more(out, sorted.get(r - 1), details);
            }
        }
        return out.append('\n').append(counts(rows)).append('\n').toString();
    }

    private static void more(StringBuilder out, Row row, boolean details) {
        if (row.reason() != null) {
            out.append("    ").append(PlainText.oneLine(row.reason(), 200)).append('\n');
        }
        if (details && !row.attributes().isEmpty()) {
            out.append("    ").append(PlainText.oneLine(row.attributes(), 1000)).append('\n');
        }
        if (details && !row.example().isEmpty()) {
            out.append("    e.g. ")
                    .append(PlainText.oneLine(row.example(), 1000))
                    .append('\n');
        }
    }

    private static String line(String[] cells, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
            String pad = " ".repeat(widths[c] - cells[c].length());
            out.append(c == 0 ? "" : "  ").append(c >= 5 ? pad + cells[c] : cells[c] + pad);
        }
        return out.toString().stripTrailing();
    }

    private static String counts(List<Row> rows) {
        List<String> parts = new ArrayList<>();
        for (Subject.Kind kind : Subject.Kind.values()) {
            long count = rows.stream().filter(r -> r.kind() == kind).count();
            if (count > 0) {
                parts.add(count + " " + word(kind));
            }
        }
        return parts.isEmpty() ? "no operators" : String.join(", ", parts);
    }

    private static List<Row> sorted(List<Row> rows) {
        return rows.stream().sorted(Comparator.comparing(Row::name)).toList();
    }

    /** {@code float16,float32,float64} as {@code f16 f32 f64}. */
    private static String dtypes(List<String> dtypes) {
        return String.join(
                " ",
                dtypes.stream()
                        .map(t -> t.replace("bfloat", "bf")
                                .replace("float", "f")
                                .replace("uint", "u")
                                .replace("int", "i"))
                        .toList());
    }

    private static String word(Subject.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String name) {
        return name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX - 1) + "…";
    }
}
