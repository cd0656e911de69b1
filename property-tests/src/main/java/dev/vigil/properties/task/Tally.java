package dev.vigil.properties.task;

/** How often an oracle said what, over the cases of a task. */
public record Tally(long holds, long violated, long inconclusive) {
    public static final Tally NONE = new Tally(0, 0, 0);

    public Tally plus(Tally other) {
        return new Tally(holds + other.holds, violated + other.violated, inconclusive + other.inconclusive);
    }
}
