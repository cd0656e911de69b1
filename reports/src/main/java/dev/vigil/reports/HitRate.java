package dev.vigil.reports;

import dev.vigil.model.finding.Reproduction;
import java.util.Locale;
import org.hipparchus.distribution.continuous.BetaDistribution;

/**
 * How often something happened in so many independent trials, with the exact interval of Clopper and Pearson: its ends are
 * quantiles of beta distributions, and it covers the true rate in at least 95 of 100 cases.
 *
 * @param hits from 0 to {@code runs}
 * @param runs at least 1
 */
public record HitRate(long hits, long runs) {
    private static final double TAIL = (1 - Reproduction.CONFIDENCE) / 2;

    public HitRate {
        if (hits < 0 || runs < 1 || hits > runs) {
            throw new IllegalArgumentException(hits + " hits of " + runs + " runs");
        }
    }

    public double low() {
        return hits == 0 ? 0 : new BetaDistribution(hits, runs - hits + 1.0).inverseCumulativeProbability(TAIL);
    }

    public double high() {
        return hits == runs ? 1 : new BetaDistribution(hits + 1.0, runs - hits).inverseCumulativeProbability(1 - TAIL);
    }

    /** {@code 5 of 40, 4.2 to 26.8 %}. */
    public String text() {
        return String.format(Locale.ROOT, "%d of %d, %.1f to %.1f %%", hits, runs, 100 * low(), 100 * high());
    }

    /** Further clean runs that exclude a rate at 95 %; 0 when there were enough, and -1 when there was a hit. */
    public long cleanRunsLeft(double rate) {
        return hits > 0 ? -1 : Math.max(0, Reproduction.cleanRunsToExclude(rate) - runs);
    }
}
