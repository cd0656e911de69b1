package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.properties.draw.Draw;
import java.util.List;

/** Fills by name: usual ones that most operators accept, and hostile ones. */
public final class Fills {
    /** Usual fills, the most widely accepted first. */
    public static final List<String> USUAL =
            List.of("unit", "gaussian", "positive", "ones", "zeros", "sorted", "ties", "counts");

    static final List<String> HOSTILE = List.of(
            "specials",
            "huge",
            "tiny",
            "nan",
            "inf",
            "below-zero",
            "far",
            "very-far",
            "minus-one",
            "zeros",
            "ties",
            "descending",
            "wide",
            "subnormal");

    private Fills() {}

    /** Values that are probabilities, indices of the first places and positive numbers all at once. */
    public static Fill safe(DType type, long seed) {
        return type.floating() ? new Fill.Uniform(seed, 0, 1) : new Fill.Integers(seed, 0, 2);
    }

    static Fill named(String name, DType type, Draw draw) {
        long seed = draw.seed();
        return switch (name) {
            case "gaussian" -> type.floating() ? new Fill.Normal(seed, 0, 1) : new Fill.Integers(seed, -4, 5);
            case "positive" -> type.floating() ? new Fill.Uniform(seed, 0.5, 2) : new Fill.Integers(seed, 1, 5);
            case "ones" -> new Fill.Constant(1);
            case "zeros" -> new Fill.Constant(0);
            case "sorted" -> new Fill.Sorted(seed, 0, type.floating() ? 1 : 8, false);
            case "descending" -> new Fill.Sorted(seed, -4, 4, true);
            case "ties" -> new Fill.Integers(seed, 0, 3);
            case "counts" -> new Fill.Integers(seed, 0, 8);
            case "specials" -> new Fill.Specials(seed);
            case "huge" -> new Fill.Magnitudes(seed, 100, 127);
            case "tiny" -> new Fill.Magnitudes(seed, -126, -100);
            case "subnormal" -> new Fill.Magnitudes(seed, -148, -127);
            case "wide" -> new Fill.Magnitudes(seed, -20, 24);
            case "nan" -> new Fill.Constant(Double.NaN);
            case "inf" -> new Fill.Constant(draw.chance(0.5) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
            case "below-zero" -> new Fill.Constant(-1.5);
            case "minus-one" -> new Fill.Constant(-1);
            case "far" -> new Fill.Integers(seed, -1000, 100_000);
            case "very-far" -> new Fill.Integers(seed, -2_000_000_000L, 2_000_000_000L);
            default -> safe(type, seed);
        };
    }
}
