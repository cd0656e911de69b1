package dev.vigil.reports;

import dev.vigil.reports.ReportData.CellCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The cells of a campaign of probes: in all, the worst of them, and what each value of each coordinate gave. */
public final class CellTable {
    private static final List<String> COORDINATES = List.of("load", "engine", "threads", "leave", "second");
    private static final double[] RATES = {1.0 / 8, 1.0 / 100, 1.0 / 1000};
    private static final int VALUES_MAX = 12;

    private final List<CellCount> cells;

    /** @param cells not empty */
    public CellTable(List<CellCount> cells) {
        this.cells = List.copyOf(cells);
    }

    /** Attempts of a group of cells that can be judged, and those among them that showed a fault. */
    record Group(String name, long attempts, long hung, long died, long atExit) {
        static Group of(String name, List<CellCount> cells) {
            return new Group(
                    name,
                    cells.stream().mapToLong(c -> c.attempts() - c.unclear()).sum(),
                    cells.stream().mapToLong(CellCount::hung).sum(),
                    cells.stream().mapToLong(CellCount::died).sum(),
                    cells.stream().mapToLong(CellCount::atExit).sum());
        }

        long hits() {
            return hung + died + atExit;
        }

        /** The lower end of its rate's interval; 0 for one that was never tried. */
        double low() {
            return attempts == 0 ? 0 : new HitRate(hits(), attempts).low();
        }
    }

    /** Worst first; of equal ones the one that was tried most. */
    private static final Comparator<Group> WORST = Comparator.comparingDouble(Group::low)
            .reversed()
            .thenComparing(Comparator.comparingLong(Group::attempts).reversed())
            .thenComparing(Group::name);

    /** One line: what all attempts gave. */
    public String total() {
        Group all = Group.of("all", cells);
        long unclear = cells.stream().mapToLong(CellCount::unclear).sum();
        return String.format(
                Locale.ROOT,
                "%,d starts in %,d cells: %,d hung, %,d died, %,d failed at exit, %,d unclear",
                all.attempts() + unclear,
                cells.size(),
                all.hung(),
                all.died(),
                all.atExit(),
                unclear);
    }

    /** One line: the rate over all cells and its interval, or how many more clean starts would exclude which rates. */
    public String rate() {
        Group all = Group.of("all", cells);
        return all.attempts() == 0 ? "no start could be judged" : "faults in " + rated(all);
    }

    /** The worst cells with a fault, one line each. */
    public List<String> worst(int max) {
        return grouped(cells, c -> c.operator() + " " + c.cell()).stream()
                .filter(g -> g.hits() > 0)
                .limit(max)
                .map(g -> new HitRate(g.hits(), g.attempts()).text() + ": " + g.name())
                .toList();
    }

    /** All of it as text: a table for each coordinate. */
    public String text() {
        StringBuilder text =
                new StringBuilder(total()).append('\n').append(rate()).append('\n');
        List<String> worst = worst(VALUES_MAX);
        if (!worst.isEmpty()) {
            text.append("\nworst cells\n");
            worst.forEach(line -> text.append("  ").append(line).append('\n'));
        }
        table(text, "first operator", CellCount::operator);
        COORDINATES.forEach(name -> table(text, name, cell -> cell.word(name)));
        return text.toString();
    }

    private void table(StringBuilder text, String name, Function<CellCount, String> key) {
        text.append('\n')
                .append(String.format(
                        Locale.ROOT, "%-34s %8s %6s %6s %6s  %s%n", name, "starts", "hung", "died", "exit", "rate"));
        for (Group group : grouped(cells, key).stream().limit(VALUES_MAX).toList()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-34s %8d %6d %6d %6d  %s%n",
                    group.name(),
                    group.attempts(),
                    group.hung(),
                    group.died(),
                    group.atExit(),
                    group.attempts() == 0 ? "never judged" : rated(group)));
        }
    }

    private static String rated(Group group) {
        HitRate rate = new HitRate(group.hits(), group.attempts());
        if (group.hits() > 0) {
            return rate.text();
        }
        List<String> left = new ArrayList<>();
        for (double excluded : RATES) {
            long more = rate.cleanRunsLeft(excluded);
            String named = "1/" + Math.round(1 / excluded);
            left.add(more == 0 ? named + " is excluded" : more + " more clean starts exclude " + named);
        }
        return rate.text() + "; " + String.join(", ", left);
    }

    static List<Group> grouped(List<CellCount> cells, Function<CellCount, String> key) {
        Map<String, List<CellCount>> groups = new TreeMap<>();
        cells.forEach(c ->
                groups.computeIfAbsent(key.apply(c), k -> new ArrayList<>()).add(c));
        return groups.entrySet().stream()
                .map(e -> Group.of(e.getKey(), e.getValue()))
                .sorted(WORST)
                .toList();
    }

    /** Rates of faults by first operator and load, worst operators first. */
    public String byOperatorAndLoad() {
        return map("faults by first operator and load", CellCount::operator, c -> c.word("load"));
    }

    /** Rates of faults by way to leave and engine. */
    public String byLeaveAndEngine() {
        return map("faults by way to leave and engine", c -> c.word("leave"), c -> c.word("engine"));
    }

    private String map(String title, Function<CellCount, String> row, Function<CellCount, String> column) {
        List<String> rows = grouped(cells, row).stream()
                .map(Group::name)
                .limit(HeatMap.ROWS_MAX)
                .toList();
        List<String> columns = cells.stream().map(column).distinct().sorted().toList();
        return new HeatMap(title, rows, columns, (r, c) -> {
                    Group group = Group.of(
                            "",
                            cells.stream()
                                    .filter(cell -> row.apply(cell).equals(r)
                                            && column.apply(cell).equals(c))
                                    .toList());
                    return new HeatMap.Value(group.hits(), group.attempts());
                })
                .svg();
    }
}
