package dev.vigil.coordinator.live;

import dev.vigil.coordinator.live.LiveState.Cell;
import dev.vigil.model.unit.Counter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what became of starts, cell by cell. One thread. */
final class StartTally {
    /** Further cells count in the sums alone. */
    static final int CELLS_MAX = 20_000;

    static final int WORST_MAX = 20;

    private static final String LOAD = "load=";
    private static final int NAME_MAX = 200;

    private static final Comparator<Cell> WORST = Comparator.comparingDouble(StartTally::low)
            .reversed()
            .thenComparing(Comparator.comparingLong(Cell::starts).reversed())
            .thenComparing(Cell::name);

    private final StartReading reading;
    private final Sums all = new Sums();
    private final Map<String, Sums> loads = new TreeMap<>();
    private final Map<String, Sums> cells = new HashMap<>();

    StartTally(StartReading reading) {
        this.reading = reading;
    }

    private final class Sums {
        private long starts;
        private long well;
        private long hung;
        private long died;
        private long atExit;

        void add(Counter counter) {
            long violated = counter.verdict().equals("violated") ? counter.count() : 0;
            if (counter.oracle().equals(reading.through())) {
                starts += counter.count();
                hung += violated;
            } else if (counter.oracle().equals(reading.alive())) {
                died += violated;
            } else {
                atExit += violated;
                // Where the exit is well, so is all before it.
                well += counter.verdict().equals("holds") ? counter.count() : 0;
            }
        }

        long hits() {
            return hung + died + atExit;
        }

        Cell named(String name) {
            long judged = well + hits();
            return new Cell(
                    OneLine.of(name, NAME_MAX),
                    starts,
                    hung,
                    died,
                    atExit,
                    starts - judged,
                    judged > 0 ? reading.interval().of(hits(), judged) : null);
        }
    }

    String lane() {
        return reading.lane();
    }

    void add(List<Counter> counters) {
        for (Counter counter : counters) {
            all.add(counter);
            loads.computeIfAbsent(load(counter.dtypes()), load -> new Sums()).add(counter);
            String cell = counter.subject() + " " + counter.dtypes();
            if (cells.size() < CELLS_MAX || cells.containsKey(cell)) {
                cells.computeIfAbsent(cell, c -> new Sums()).add(counter);
            }
        }
    }

    LiveState.Starts starts() {
        return new LiveState.Starts(
                all.named("all"),
                cells.size(),
                loads.entrySet().stream()
                        .map(e -> e.getValue().named(e.getKey()))
                        .toList(),
                cells.entrySet().stream()
                        .filter(e -> e.getValue().hits() > 0)
                        // A bounded number of intervals is computed, however many cells went wrong.
                        .sorted(Comparator.comparingLong(e -> -e.getValue().hits()))
                        .limit(5 * WORST_MAX)
                        .map(e -> e.getValue().named(e.getKey()))
                        .sorted(WORST)
                        .limit(WORST_MAX)
                        .toList());
    }

    private static double low(Cell cell) {
        return cell.bounds() == null ? 0 : cell.bounds().low();
    }

    private static String load(String cell) {
        for (String word : cell.split(" ", -1)) {
            if (word.startsWith(LOAD)) {
                return word.substring(LOAD.length());
            }
        }
        return "?";
    }
}
