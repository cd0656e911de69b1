package dev.vigil.properties.oracles;

import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;

/** Bounds on the values of fills, told from the rule alone. */
final class Fills {
    private static final double GAUSSIAN_REACH = 10;

    private Fills() {}

    /** No element is larger in magnitude; infinite for fills that hold infinities or NaN. */
    static double magnitude(Fill fill, Input.Array array) {
        if (fill instanceof Fill.Constant constant) {
            return size(constant.value());
        } else if (fill instanceof Fill.Range range) {
            double last = range.start() + Math.max(0, array.shape().elements() - 1) * range.step();
            return Math.max(size(range.start()), size(last));
        } else if (fill instanceof Fill.Listed listed) {
            return listed.values().stream().mapToDouble(Fills::size).max().orElse(0);
        } else if (fill instanceof Fill.Uniform uniform) {
            return Math.max(size(uniform.low()), size(uniform.high()));
        } else if (fill instanceof Fill.Normal normal) {
            return size(normal.mean()) + GAUSSIAN_REACH * size(normal.deviation());
        } else if (fill instanceof Fill.Integers integers) {
            return Math.max(Math.abs((double) integers.low()), Math.abs((double) integers.high()));
        } else if (fill instanceof Fill.Sorted sorted) {
            return Math.max(size(sorted.low()), size(sorted.high()));
        } else if (fill instanceof Fill.Magnitudes magnitudes) {
            return Math.scalb(1.0, magnitudes.maxExponent() + 1);
        } else if (fill instanceof Fill.Rounded rounded) {
            return magnitude(rounded.inner(), array);
        } else if (fill instanceof Fill.Periodic periodic) {
            return magnitude(periodic.inner(), array);
        } else if (fill instanceof Fill.Picked picked) {
            return magnitude(picked.inner(), new Input.Array(picked.shape(), array.dtype(), picked.inner()));
        } else if (fill instanceof Fill.Scaled scaled) {
            return magnitude(scaled.inner(), array) * Math.abs(scaled.factor());
        } else if (fill instanceof Fill.Nudged nudged) {
            return magnitude(nudged.inner(), array) * (1 + nudged.relative());
        } else if (fill instanceof Fill.Shifted shifted) {
            return magnitude(shifted.inner(), array) + Math.abs(shifted.step());
        } else if (fill instanceof Fill.Masked masked) {
            return magnitude(masked.inner(), array);
        } else {
            return Double.POSITIVE_INFINITY;
        }
    }

    private static double size(double value) {
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : Math.abs(value);
    }
}
