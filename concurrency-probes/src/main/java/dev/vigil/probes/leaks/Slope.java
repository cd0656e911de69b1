package dev.vigil.probes.leaks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast something grows: the median of the slopes between all pairs of points, which a third of wild points does not
 * move (Theil 1950), and an interval for it from the distribution of Kendall's rank correlation, with its correction for ties
 * (P. K. Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", JASA 63, 1968).
 *
 * @param value per unit of the abscissa
 * @param low end of the interval at {@link #CONFIDENCE}
 * @param high its other end
 */
record Slope(double value, double low, double high) {
    /** Of both sides together. */
    static final double CONFIDENCE = 0.999;

    /** The quantile of the normal distribution that belongs to it. */
    private static final double Z = 3.2905;

    /**
     * @param x growing
     * @param y as many
     */
    static Slope of(double[] x, double[] y) {
        int n = x.length;
        if (n < 2 || y.length != n) {
            throw new IllegalArgumentException(n + " and " + y.length + " points make no slope");
        }
        double[] slopes = new double[n * (n - 1) / 2];
        int pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                slopes[pairs++] = (y[j] - y[i]) / (x[j] - x[i]);
            }
        }
        Arrays.sort(slopes);
        double half = Z * Math.sqrt(variance(y)) / 2;
        // Rounded outwards: few points rather give a wide interval than one that is not deserved.
        int low = (int) Math.floor(pairs / 2.0 - half) - 1;
        int high = (int) Math.ceil(pairs / 2.0 + half);
        return new Slope(median(slopes), slopes[Math.max(0, low)], slopes[Math.min(pairs - 1, high)]);
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** Of Kendall's sum of signs. */
    private static double variance(double[] y) {
        Map<Double, Integer> ties = new HashMap<>();
        for (double each : y) {
            ties.merge(each, 1, Integer::sum);
        }
        double sum = term(y.length);
        for (int tied : ties.values()) {
            sum -= term(tied);
        }
        return Math.max(0, sum / 18);
    }

    private static double term(double n) {
        return n * (n - 1) * (2 * n + 5);
    }
}
