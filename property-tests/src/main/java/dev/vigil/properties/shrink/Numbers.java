package dev.vigil.properties.shrink;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which numbers are simpler than others: 0, 1, -1, 2, -2 …, then what has a fraction, then what is not finite. */
final class Numbers {
    /** From here on whole numbers count by their digits, like fractions. */
    private static final double WHOLE_MAX = 1 << 20;

    private static final long BY_DIGITS = 1L << 22;
    private static final long NOT_FINITE = 1L << 23;

    private Numbers() {}

    static long complexity(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return NOT_FINITE + (Double.isNaN(value) ? 0 : value > 0 ? 1 : 2);
        }
        if (whole(value)) {
            return 2 * (long) Math.abs(value) + (value < 0 ? 1 : 0);
        }
        return BY_DIGITS + Double.toString(value).length();
    }

    /** Simplest first; not all of them need be simpler. */
    static Set<Double> simpler(double value) {
        Set<Double> proposals = new LinkedHashSet<>();
        proposals.add(0.0);
        proposals.add(1.0);
        proposals.add(-1.0);
        if (Double.isInfinite(value) && value < 0) {
            proposals.add(Double.POSITIVE_INFINITY);
        }
        if (!Double.isNaN(value) && !Double.isInfinite(value)) {
            proposals.add(2.0);
            if (Math.abs(value) < WHOLE_MAX) {
                proposals.add(-value);
                proposals.add((double) (long) (value / 2));
                proposals.add((double) (long) value);
                proposals.add(value - Math.signum(value));
                proposals.add(Math.rint(value * 10) / 10);
            } else {
                proposals.add(oneDigit(value));
            }
        }
        return proposals;
    }

    private static boolean whole(double value) {
        return value == Math.rint(value) && Math.abs(value) < WHOLE_MAX && (value != 0 || 1 / value > 0);
    }

    private static double oneDigit(double value) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))));
        return Math.rint(value / unit) * unit;
    }
}
