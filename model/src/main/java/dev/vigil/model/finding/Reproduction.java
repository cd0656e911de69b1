package dev.vigil.model.finding;

/** How often a replay showed the fault. */
public record Reproduction(int hits, int runs) {
    /** The level at which clean runs are said to exclude a rate. */
    public static final double CONFIDENCE = 0.95;

    /**
     * Runs without a hit that exclude a rate: the least n with {@code (1 - rate)^n <= 1 - CONFIDENCE}, so
     * {@code n >= ln(1 - CONFIDENCE) / ln(1 - rate)}; 23 for one in eight, 2,995 for one in a thousand.
     *
     * @param rate over 0 and up to 1
     */
    public static int cleanRunsToExclude(double rate) {
        if (!(rate > 0) || rate > 1) {
            throw new IllegalArgumentException("a rate to exclude is over 0 and at most 1, not " + rate);
        }
        return rate == 1 ? 1 : (int) Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(1 - rate));
    }
}
