package dev.vigil.properties.oracles;

import dev.vigil.model.call.DType;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.properties.references.Law;
import dev.vigil.properties.references.Samplers;
import java.util.Arrays;
import java.util.BitSet;

/**
 * How well numbers fit the distributions that they should come from.
 *
 * <p>Put into its own distribution function, each number is uniform between 0 and 1. A number that was rounded, or one of
 * several with a chance of their own, gives an interval in place of a place; the end that is milder counts. So the two
 * distances are at most those of the places themselves, which exceed {@code sqrt(ln(2 / c) / 2 n)} with a chance of at
 * most {@code c} for any distribution and any {@code n} (Massart, The tight constant in the Dvoretzky-Kiefer-Wolfowitz
 * inequality, Annals of Probability 18, 1990).
 *
 * <p>In a permutation the number counts by how far it is from the element's own, around the end: for each of a set of
 * such distances the elements with one of them are a sum that Chatterjee bounds (Stein's method for concentration
 * inequalities, Probability Theory and Related Fields 138, 2007, proposition 1.1).
 */
final class Goodness {
    /** Roundings that a number may have gone through. */
    private static final double ROUNDINGS = 8;

    private static final double FLOAT_ROUNDOFF = 0x1p-24;
    private static final double HALF_LEAST = 0x1p-14;

    /** Bounds at which the distribution of a permutation is looked at; between two of them it changes by their distance at most. */
    private static final int GRID = 64;

    private final int count;
    private final double[] lows;
    private final double[] highs;
    private final boolean[] impossible;
    private final Samplers.Laws laws;

    private Goodness(int count, Samplers.Laws laws) {
        this.count = count;
        this.laws = laws;
        lows = new double[count];
        highs = new double[count];
        impossible = new boolean[count];
    }

    static Goodness of(ArrayFacts array, Samplers.Laws laws) {
        Goodness goodness = new Goodness(array.known(), laws);
        if (laws.dependence() == Samplers.Dependence.PERMUTATION) {
            goodness.permutation(array);
            return goodness;
        }
        // Wider types are often drawn in float32.
        double roundoff = array.dtype().floating() ? Math.max(array.dtype().unitRoundoff(), FLOAT_ROUNDOFF) : 0;
        double least =
                array.dtype() == DType.FLOAT16 ? HALF_LEAST : array.dtype().floating() ? Float.MIN_NORMAL : 0;
        for (int e = 0; e < goodness.count; e++) {
            Law law = laws.of(e);
            double x = array.value(e);
            double moved = Double.isInfinite(x) ? 0 : ROUNDINGS * roundoff * law.magnitude(x) + least;
            goodness.lows[e] = law.below(x - moved);
            goodness.highs[e] = law.upTo(x + moved);
            goodness.impossible[e] = law.steps() && goodness.highs[e] <= goodness.lows[e];
        }
        return goodness;
    }

    private void permutation(ArrayFacts array) {
        BitSet seen = new BitSet(count);
        for (int e = 0; e < count; e++) {
            double x = array.value(e);
            impossible[e] = !(x >= 0 && x < count) || x != Math.rint(x) || seen.get((int) x);
            if (impossible[e]) {
                highs[e] = 1;
            } else {
                seen.set((int) x);
                int distance = Math.floorMod((int) x - e, count);
                lows[e] = laws.of(e).below(distance);
                highs[e] = laws.of(e).upTo(distance);
            }
        }
    }

    int count() {
        return count;
    }

    /** The first element that comes up in an array of this length with a chance of at most {@code chance}; -1 when none. */
    int outlier(double chance) {
        double tail = chance / (2.0 * count);
        for (int e = 0; e < count; e++) {
            if (impossible[e] || highs[e] < tail || lows[e] > 1 - tail) {
                return e;
            }
        }
        return -1;
    }

    /** The largest difference between the chance of numbers below a bound and the share of those that came. */
    double distance() {
        return distance(lows.clone(), highs.clone());
    }

    /** The same for how far numbers are from the middle, which a wrong spread shows in twice as much. */
    double distanceFromMiddle() {
        double[] near = new double[count];
        double[] far = new double[count];
        for (int e = 0; e < count; e++) {
            double low = Math.abs(2 * lows[e] - 1);
            double high = Math.abs(2 * highs[e] - 1);
            near[e] = lows[e] <= 0.5 && highs[e] >= 0.5 ? 0 : Math.min(low, high);
            far[e] = Math.max(low, high);
        }
        return distance(near, far);
    }

    /** A distance that is exceeded with this chance at most. */
    double bound(double chance) {
        return switch (laws.dependence()) {
            case NONE -> independent(count, chance);
            // The mean of the distances of so many arrays, each with draws of its own.
            case PERIODS ->
                independent(
                        (double) count / laws.each().size(),
                        chance / laws.each().size());
            case PERMUTATION -> {
                double each = Math.log(2 * GRID / chance);
                yield (each + Math.sqrt(each * each + 4 * each * count)) / count + 1.0 / GRID;
            }
        };
    }

    private static double independent(double count, double chance) {
        return Math.sqrt(Math.log(2 / chance) / (2 * count));
    }

    private double distance(double[] low, double[] high) {
        Arrays.sort(low);
        Arrays.sort(high);
        double most = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, Math.max((i + 1.0) / count - high[i], low[i] - (double) i / count));
        }
        return most;
    }
}
