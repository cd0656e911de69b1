package dev.vigil.properties.references;

import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.distribution.IntegerDistribution;
import org.hipparchus.distribution.RealDistribution;

/** The documented distribution of one number, by its distribution function. One thread. */
public final class Law {
    private final DoubleUnaryOperator upTo;
    private final DoubleUnaryOperator below;
    private final boolean steps;
    private final double mean;
    private final double deviation;
    private final double magnitude;

    private Law(
            DoubleUnaryOperator upTo,
            DoubleUnaryOperator below,
            boolean steps,
            double mean,
            double deviation,
            double magnitude) {
        this.upTo = upTo;
        this.below = below;
        this.steps = steps;
        this.mean = mean;
        this.deviation = deviation;
        this.magnitude = magnitude;
    }

    /**
     * A density over an interval.
     *
     * @param upTo the chance of a number of at most this much
     * @param place a magnitude relative to which numbers are rounded on their way, such as that of a mean
     */
    static Law continuous(DoubleUnaryOperator upTo, double mean, double variance, double place) {
        return new Law(upTo, upTo, false, mean, Math.sqrt(variance), Math.abs(place));
    }

    static Law of(RealDistribution distribution, double place) {
        return continuous(
                distribution::cumulativeProbability,
                distribution.getNumericalMean(),
                distribution.getNumericalVariance(),
                place);
    }

    /**
     * Whole numbers.
     *
     * @param upTo the chance of a number of at most this whole one
     */
    static Law whole(DoubleUnaryOperator upTo, double mean, double variance) {
        Map<Double, Double> known = new HashMap<>();
        DoubleUnaryOperator each = x -> known.computeIfAbsent(x, upTo::applyAsDouble);
        return new Law(
                x -> each.applyAsDouble(Math.floor(x)),
                x -> each.applyAsDouble(Math.ceil(x) - 1),
                true,
                mean,
                Math.sqrt(variance),
                0);
    }

    static Law of(IntegerDistribution distribution) {
        return whole(
                x -> distribution.cumulativeProbability((int) Math.max(-1, Math.min(x, Integer.MAX_VALUE))),
                distribution.getNumericalMean(),
                distribution.getNumericalVariance());
    }

    /** One number or another, the second with this chance. */
    static Law either(double low, double high, double chance) {
        return new Law(
                x -> x < low ? 0 : x < high ? 1 - chance : 1,
                x -> x <= low ? 0 : x <= high ? 1 - chance : 1,
                true,
                low + (high - low) * chance,
                (high - low) * Math.sqrt(chance * (1 - chance)),
                0);
    }

    /** The chance of a number of at most this much; 0 for NaN. */
    public double upTo(double x) {
        return Double.isNaN(x) ? 0 : upTo.applyAsDouble(x);
    }

    /** The chance of a number below this one; 0 for NaN. */
    public double below(double x) {
        return Double.isNaN(x) ? 0 : below.applyAsDouble(x);
    }

    /** Whether there are only single numbers with a chance of their own. */
    public boolean steps() {
        return steps;
    }

    /** Infinite or NaN where there is none. */
    public double mean() {
        return mean;
    }

    /** Infinite or NaN where there is none. */
    public double deviation() {
        return deviation;
    }

    /** How far rounding may have moved {@code x}, relative to the unit roundoff. */
    public double magnitude(double x) {
        return Math.max(Math.abs(x), magnitude);
    }
}
