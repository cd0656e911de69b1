package dev.vigil.bench;

import java.util.List;

/** Several measurements of one thing, in ascending order. */
public record Spread(List<Double> sorted) {
    public Spread {
        sorted = sorted.stream().sorted().toList();
    }

    public double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double max() {
        return sorted.get(sorted.size() - 1);
    }

    /** Median, then smallest and largest. */
    public String text(String format) {
        return String.format(format, median()) + " (" + String.format(format, sorted.get(0)) + " to "
                + String.format(format, max()) + ")";
    }
}
