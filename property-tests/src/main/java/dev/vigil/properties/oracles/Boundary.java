package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.properties.shrink.Rewrite;
import java.util.Arrays;
import java.util.List;

/** A value at which operators often have a case of its own, put in one place of each input. */
enum Boundary {
    ZERO("zero"),
    ONE("one"),
    MINUS_ONE("minus one"),
    LARGEST("the largest number"),
    LOWEST("the lowest number"),
    INFINITY("infinity"),
    MINUS_INFINITY("minus infinity"),
    NAN("NaN");

    private static final List<DType> FLOATING = List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);
    /** All of them hold every number of the first. */
    private static final List<DType> WHOLE = List.of(DType.INT32, DType.INT64, DType.FLOAT64);

    private static final List<Boundary> OF_WHOLE = List.of(ZERO, ONE, MINUS_ONE, LARGEST, LOWEST);

    private final String words;

    Boundary(String words) {
        this.words = words;
    }

    /** Those of a type; none where nothing could be compared with it. */
    static List<Boundary> of(DType type) {
        return FLOATING.contains(type) ? List.of(values()) : type == DType.INT32 ? OF_WHOLE : List.of();
    }

    /** The types in which a boundary of this one is asked about, itself among them. */
    static List<DType> types(DType own) {
        return own.floating() ? FLOATING : WHOLE;
    }

    String words() {
        return words;
    }

    String label(DType type) {
        return "at " + words + " in " + type.text();
    }

    /**
     * The case in this type, with the value at element 0 of the first array, 1 of the second and so on.
     *
     * @param own whose boundary it is, where types are of whole numbers; floating types have their own
     */
    Case in(Case call, DType type, DType own) {
        double value = value(own.floating() ? type : own);
        int[] next = {0};
        return Rewrite.arrays(call, array -> {
            double[] values = Doubles.of(array.shape(), type, array.fill());
            if (values.length > 0) {
                values[next[0]++ % values.length] = value;
            }
            return new Input.Array(
                    array.shape(),
                    type,
                    new Fill.Listed(Arrays.stream(values).boxed().toList()));
        });
    }

    private double value(DType type) {
        return switch (this) {
            case ZERO -> 0;
            case ONE -> 1;
            case MINUS_ONE -> -1;
            case LARGEST -> type.max();
            case LOWEST -> type.min();
            case INFINITY -> Double.POSITIVE_INFINITY;
            case MINUS_INFINITY -> Double.NEGATIVE_INFINITY;
            case NAN -> Double.NaN;
        };
    }
}
