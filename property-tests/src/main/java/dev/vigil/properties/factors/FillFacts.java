package dev.vigil.properties.factors;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import java.util.stream.DoubleStream;

/** Whether values are plain (by chance, of middling size), usual (finite, of middling size) or neither. */
final class FillFacts {
    /** From here on float32 no longer tells all whole numbers apart. */
    private static final double SIZE_MAX = 0x1p24;

    private FillFacts() {}

    static boolean plain(Fill fill) {
        return usual(fill)
                && (fill instanceof Fill.Uniform || fill instanceof Fill.Normal || fill instanceof Fill.Integers);
    }

    static boolean usual(Fill fill) {
        if (fill instanceof Fill.Constant constant) {
            return small(constant.value());
        } else if (fill instanceof Fill.Range range) {
            return small(range.start(), range.step());
        } else if (fill instanceof Fill.Listed listed) {
            return listed.values().stream().allMatch(v -> small(v));
        } else if (fill instanceof Fill.Uniform uniform) {
            return small(uniform.low(), uniform.high());
        } else if (fill instanceof Fill.Normal normal) {
            return small(normal.mean(), normal.deviation());
        } else if (fill instanceof Fill.Integers integers) {
            return small((double) integers.low(), (double) integers.high());
        } else if (fill instanceof Fill.Sorted sorted) {
            return small(sorted.low(), sorted.high());
        } else if (fill instanceof Fill.Magnitudes magnitudes) {
            return small(Math.scalb(1.0, magnitudes.maxExponent()));
        } else if (fill instanceof Fill.Rounded rounded) {
            return usual(rounded.inner());
        } else if (fill instanceof Fill.Nudged nudged) {
            return usual(nudged.inner());
        } else if (fill instanceof Fill.Periodic periodic) {
            return usual(periodic.inner());
        } else if (fill instanceof Fill.Shifted shifted) {
            return usual(shifted.inner());
        } else if (fill instanceof Fill.Picked picked) {
            return usual(picked.inner());
        } else if (fill instanceof Fill.Scaled scaled) {
            return usual(scaled.inner());
        } else if (fill instanceof Fill.Masked masked) {
            return usual(masked.inner());
        }
        return false;
    }

    private static boolean small(double... values) {
        return DoubleStream.of(values).allMatch(v -> Math.abs(v) < SIZE_MAX);
    }

    static String text(Fill fill) {
        if (fill instanceof Fill.Constant constant) {
            return "constant " + number(constant.value());
        } else if (fill instanceof Fill.Range range) {
            return "range from " + number(range.start()) + " by " + number(range.step());
        } else if (fill instanceof Fill.Listed listed) {
            return "list " + listed.values().stream().map(FillFacts::number).toList();
        }
        return fill.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < SIZE_MAX && (value != 0 || 1 / value > 0)
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    static Fill uniform(long seed, DType type, boolean positive) {
        return type.floating()
                ? new Fill.Uniform(seed, positive ? 0.5 : -1, positive ? 1.5 : 1)
                : new Fill.Integers(seed, positive ? 1 : -3, 4);
    }
}
