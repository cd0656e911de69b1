package dev.vigil.properties.task;

import dev.vigil.model.verdict.Verdict;

/** How often an oracle said what, over the cases of a task. */
public record Tally(long holds, long violated, long inconclusive) {
    public static final Tally NONE = new Tally(0, 0, 0);
    /** Added, it takes one inconclusive case away. */
    static final Tally TAKEN_BACK = new Tally(0, 0, -1);

    public static Tally of(Verdict verdict) {
        if (verdict instanceof Verdict.Holds) {
            return new Tally(1, 0, 0);
        }
        return verdict instanceof Verdict.Violated ? new Tally(0, 1, 0) : new Tally(0, 0, 1);
    }

    public Tally plus(Tally other) {
        return new Tally(holds + other.holds, violated + other.violated, inconclusive + other.inconclusive);
    }
}
