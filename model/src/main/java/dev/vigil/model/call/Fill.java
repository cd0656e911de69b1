package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * How the elements of an input get their values: a pure rule, so that a case can be replayed from its text.
 * {@link Values} turns a fill into bytes.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fill.Constant.class, name = "const"),
    @JsonSubTypes.Type(value = Fill.Range.class, name = "range"),
    @JsonSubTypes.Type(value = Fill.Listed.class, name = "list"),
    @JsonSubTypes.Type(value = Fill.Uniform.class, name = "uniform"),
    @JsonSubTypes.Type(value = Fill.Normal.class, name = "normal"),
    @JsonSubTypes.Type(value = Fill.Integers.class, name = "integers"),
    @JsonSubTypes.Type(value = Fill.Sorted.class, name = "sorted"),
    @JsonSubTypes.Type(value = Fill.Magnitudes.class, name = "magnitudes"),
    @JsonSubTypes.Type(value = Fill.Specials.class, name = "specials"),
    @JsonSubTypes.Type(value = Fill.Rounded.class, name = "rounded"),
    @JsonSubTypes.Type(value = Fill.Nudged.class, name = "nudged"),
    @JsonSubTypes.Type(value = Fill.Periodic.class, name = "periodic"),
    @JsonSubTypes.Type(value = Fill.Shifted.class, name = "shifted"),
    @JsonSubTypes.Type(value = Fill.Picked.class, name = "picked"),
    @JsonSubTypes.Type(value = Fill.Scaled.class, name = "scaled"),
    @JsonSubTypes.Type(value = Fill.Masked.class, name = "masked"),
})
public sealed interface Fill {

    /** The same rule with another draw; rules without chance return themselves. Variant 0 is the rule itself. */
    default Fill variant(long variant) {
        return this;
    }

    /** Every element the same. */
    record Constant(double value) implements Fill {}

    /** {@code start + i * step} in row-major order. */
    record Range(double start, double step) implements Fill {}

    /** The listed values in row-major order, repeated from the start when they run out; empty lists give zeros. */
    record Listed(List<Double> values) implements Fill {
        public Listed {
            values = List.copyOf(values);
        }
    }

    /** Uniform in [low, high). */
    record Uniform(long seed, double low, double high) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Uniform(Seeds.variant(seed, variant), low, high);
        }
    }

    /** Gaussian. */
    record Normal(long seed, double mean, double deviation) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Normal(Seeds.variant(seed, variant), mean, deviation);
        }
    }

    /** Whole numbers, uniform in [low, high); few of them over many elements give ties and duplicates. */
    record Integers(long seed, long low, long high) implements Fill {
        public Integers {
            if (high <= low) {
                throw new IllegalArgumentException("integers fill needs low < high, not [" + low + ", " + high + ")");
            }
        }

        @Override
        public Fill variant(long variant) {
            return new Integers(Seeds.variant(seed, variant), low, high);
        }
    }

    /** Ascending (or descending) run over [low, high] with random steps, some of them zero. */
    record Sorted(long seed, double low, double high, boolean descending) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Sorted(Seeds.variant(seed, variant), low, high, descending);
        }
    }

    /** Random sign, magnitude 2^e with e uniform in [minExponent, maxExponent). */
    record Magnitudes(long seed, int minExponent, int maxExponent) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Magnitudes(Seeds.variant(seed, variant), minExponent, maxExponent);
        }
    }

    /** One element in four is a NaN, infinity, negative zero, subnormal or extreme of its type; the rest are normal draws. */
    record Specials(long seed) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Specials(Seeds.variant(seed, variant));
        }
    }

    /** The values that {@code inner} has in an array of {@code type}, to be written exactly in a wider type. */
    record Rounded(Fill inner, DType type) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Rounded(inner.variant(variant), type);
        }
    }

    /** The first {@code period} values of {@code inner}, over and over. */
    record Periodic(Fill inner, long period) implements Fill {
        public Periodic {
            if (period < 1) {
                throw new IllegalArgumentException("a period has an element at least, not " + period);
            }
        }

        @Override
        public Fill variant(long variant) {
            return new Periodic(inner.variant(variant), period);
        }
    }

    /**
     * What {@code inner} puts in an array of this shape, taken along an axis: place {@code i} of the axis is place
     * {@code start + i * step} there, counted on from the other end. How many places are taken follows from the elements
     * asked for.
     */
    record Picked(Fill inner, Shape shape, int axis, long start, long step) implements Fill {
        public Picked {
            if (axis < 0 || axis >= shape.rank() || shape.elements() == 0) {
                throw new IllegalArgumentException("nothing to pick along axis " + axis + " of " + shape);
            }
        }

        @Override
        public Fill variant(long variant) {
            return new Picked(inner.variant(variant), shape, axis, start, step);
        }
    }

    /** The values of {@code inner} as the array's type holds them, each times {@code factor}. */
    record Scaled(Fill inner, double factor) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Scaled(inner.variant(variant), factor);
        }
    }

    /** The values of {@code inner}, each times {@code 1 + relative} or {@code 1 - relative} by chance. */
    record Nudged(Fill inner, long seed, double relative) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Nudged(inner.variant(variant), Seeds.variant(seed, variant), relative);
        }
    }

    /**
     * The values of {@code inner}, moved {@code step} times along a direction. An element of the direction is by chance
     * from 0.5 to 1 or from -1 to -0.5 where the value is 0 or 1 and more in magnitude, and that times its magnitude where
     * it is smaller. Every variant moves along the same direction.
     */
    record Shifted(Fill inner, long seed, double step) implements Fill {
        @Override
        public Fill variant(long variant) {
            return new Shifted(inner.variant(variant), seed, step);
        }
    }

    /** The values of {@code inner}, of which each {@code run} elements in a row are kept with chance {@code share}, and zero if not. */
    record Masked(Fill inner, long seed, double share, long run) implements Fill {
        public Masked {
            if (run < 1) {
                throw new IllegalArgumentException("a run has an element at least, not " + run);
            }
        }

        @Override
        public Fill variant(long variant) {
            return new Masked(inner.variant(variant), Seeds.variant(seed, variant), share, run);
        }
    }
}
