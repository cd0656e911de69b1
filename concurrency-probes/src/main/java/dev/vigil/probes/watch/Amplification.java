package dev.vigil.probes.watch;

import java.util.Locale;

/**
 * How much oftener a fault shows with delays than without: the difference of two rates, with an interval of 95 %. The interval is Newcombe's
 * ("Interval estimation for the difference between independent proportions", Statistics in Medicine 17, 1998, method 10), from
 * Wilson's score intervals of both; it holds for rates of 0 and 1 as well.
 *
 * @param plainHits in so many {@code plainRuns} without delays, and {@code hits} in {@code runs} with them
 */
public record Amplification(int plainHits, int plainRuns, int hits, int runs) {
    /** The 97.5 % point of the normal distribution. */
    private static final double Z = 1.959963984540054;

    public Amplification {
        if (plainHits < 0 || plainHits > plainRuns || hits < 0 || hits > runs || plainRuns == 0 || runs == 0) {
            throw new IllegalArgumentException(
                    plainHits + " of " + plainRuns + " and " + hits + " of " + runs + " are no rates");
        }
    }

    /** With delays, less without. */
    public double difference() {
        return rate(hits, runs) - rate(plainHits, plainRuns);
    }

    /** The least difference that goes with the counts. */
    public double low() {
        double down = rate(hits, runs) - wilson(hits, runs, -1);
        double up = wilson(plainHits, plainRuns, 1) - rate(plainHits, plainRuns);
        return difference() - Math.hypot(down, up);
    }

    /** The greatest. */
    public double high() {
        double up = wilson(hits, runs, 1) - rate(hits, runs);
        double down = rate(plainHits, plainRuns) - wilson(plainHits, plainRuns, -1);
        return difference() + Math.hypot(up, down);
    }

    /** Whether the delays make the fault more frequent beyond doubt. */
    public boolean amplified() {
        return low() > 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d of %d without delays, %d of %d with: %+.3f (%+.3f to %+.3f)",
                plainHits,
                plainRuns,
                hits,
                runs,
                difference(),
                low(),
                high());
    }

    private static double rate(int hits, int runs) {
        return (double) hits / runs;
    }

    private static double wilson(int hits, int runs, int sign) {
        double p = rate(hits, runs);
        double z2 = Z * Z;
        return (2 * runs * p + z2 + sign * Z * Math.sqrt(z2 + 4 * runs * p * (1 - p))) / (2 * (runs + z2));
    }
}
