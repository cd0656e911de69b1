package dev.vigil.probes.watch;

import java.util.Locale;

/**
 * How much oftener a fault shows with delays than without: the difference and the ratio of two rates, with intervals of 95 %. Both intervals are made from
 * Wilson's score intervals of the rates, and hold for rates of 0 and 1 as well: that of the difference is Newcombe's ("Interval estimation for the
 * difference between independent proportions", Statistics in Medicine 17, 1998, method 10), that of the ratio Donner and Zou's ("Closed-form
 * confidence intervals for functions of the normal mean and standard deviation", Statistical Methods in Medical Research 21, 2012).
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

    /** With delays, over without: infinite when nothing showed without, and no number when nothing showed at all. */
    public double ratio() {
        return rate(hits, runs) / rate(plainHits, plainRuns);
    }

    /** The least ratio that goes with the counts. */
    public double ratioLow() {
        return hits == 0 ? 0 : Math.max(0, limit(-1));
    }

    /** The greatest; infinite when the rate without delays may be 0. */
    public double ratioHigh() {
        return plainHits == 0 ? Double.POSITIVE_INFINITY : limit(1);
    }

    private double limit(int sign) {
        double with = rate(hits, runs);
        double without = rate(plainHits, plainRuns);
        double ofWith = recovered(with, wilson(hits, runs, sign));
        double ofWithout = recovered(without, wilson(plainHits, plainRuns, -sign));
        double product = with * without;
        return (product + sign * Math.sqrt(product * product - ofWith * ofWithout)) / ofWithout;
    }

    private static double recovered(double rate, double limit) {
        return limit * (2 * rate - limit);
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
