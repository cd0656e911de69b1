package dev.vigil.probes.delay;

import dev.vigil.probes.attempt.Repetition;

/**
 * How a set of delays is tried on the way to a smaller one: it shows the fault when so many of so many runs do. What does not matter is to pass for
 * what does at most once in a hundred times, since there are some hundred steps, and what matters is to pass nine times in ten.
 */
record Step(int runs, int hits) {
    private static final double PASSES_WRONGLY_MAX = 0.01;
    private static final double PASSES_RIGHTLY_MIN = 0.9;
    private static final int RUNS_MAX = 8;

    /**
     * The shortest that tells the two rates apart; the longest there is where none does. Rates are taken a little nearer to each other than
     * their counts are (Laplace's rule of succession), for 0 of 20 is no proof of 0.
     *
     * @param without runs without delays
     * @param with runs with all of them
     */
    static Step between(Repetition without, Repetition with) {
        double low = (without.hits() + 1.0) / (without.runs() + 2);
        double high = (with.hits() + 1.0) / (with.runs() + 2);
        for (int runs = 1; runs < RUNS_MAX; runs++) {
            Step step = new Step(runs, leastHits(runs, low));
            if (atLeast(step.hits, runs, low) <= PASSES_WRONGLY_MAX
                    && atLeast(step.hits, runs, high) >= PASSES_RIGHTLY_MIN) {
                return step;
            }
        }
        return new Step(RUNS_MAX, leastHits(RUNS_MAX, low));
    }

    /** The least number of hits that a rate reaches so rarely; all of the runs where there is none. */
    private static int leastHits(int runs, double rate) {
        int hits = 1;
        while (hits < runs && atLeast(hits, runs, rate) > PASSES_WRONGLY_MAX) {
            hits++;
        }
        return hits;
    }

    /** The chance of that many hits or more: the upper tail of the binomial distribution. */
    static double atLeast(int hits, int runs, double rate) {
        double sum = 0;
        double exactly = Math.pow(1 - rate, runs);
        for (int h = 0; h <= runs; h++) {
            sum += h >= hits ? exactly : 0;
            exactly *= (double) (runs - h) / (h + 1) * rate / (1 - rate);
        }
        return sum;
    }
}
