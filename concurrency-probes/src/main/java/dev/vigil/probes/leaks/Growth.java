package dev.vigil.probes.leaks;

import dev.vigil.probes.watch.Place;
import java.util.List;
import java.util.Locale;

/**
 * Memory that became more.
 *
 * @param site what tells it from other growth: the allocating place, or the name of a measure of the process
 * @param stack that took it, innermost first; empty where no stack is known
 * @param slope bytes per iteration
 * @param iterations at each sample of the measure
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Growth(Kind kind, String site, List<Place> stack, Slope slope, Measured.Measure measure, double[] iterations) {
    /** What growth is. */
    enum Kind {
        /** Goes on for as long as the loop does, at iterations that are all alike. */
        LEAK,
        /** Goes on with each thread or shape that is new. */
        CONTEXT,
        /** Stops: made once, or a cache that is full. */
        ONCE,
        /** Comes back when the library is asked to empty its pool. */
        POOL;

        /** Whether it is a fault. */
        boolean endless() {
            return this == LEAK || this == CONTEXT;
        }
    }

    Growth {
        stack = List.copyOf(stack);
    }

    /**
     * Whether a longer loop may show it to be endless: the second half of this one has a slope, or has grown at all. What is
     * kept once in a hundred iterations takes few steps in a short loop.
     */
    boolean suspicious() {
        double[] bytes = measure.action();
        return kind.endless() || (kind == Kind.ONCE && bytes[bytes.length - 1] > bytes[bytes.length / 2]);
    }

    /** Bytes for each iteration, with the interval. */
    String rate() {
        return String.format(
                Locale.ROOT, "%s bytes (%s to %s)", number(slope.value()), number(slope.low()), number(slope.high()));
    }

    private static String number(double value) {
        return Math.abs(value) >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
