package dev.vigil.properties.references;

import java.util.Locale;

/** The families of operators, in the order of the coverage table. */
public enum Family {
    ELEMENTWISE,
    BROADCAST,
    REDUCTION,
    GEMM,
    CONVOLUTION,
    POOLING,
    NORMALISATION,
    SOFTMAX,
    INDEXING,
    SORTING,
    SHAPE_MOVE,
    LINEAR_ALGEBRA;

    /** As a reader sees it, such as {@code shape move}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
