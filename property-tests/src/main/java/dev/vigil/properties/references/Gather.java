package dev.vigil.properties.references;

import java.util.function.IntUnaryOperator;

/** Outputs whose elements are elements of an input, moved without any arithmetic. */
final class Gather {
    /** Where no element of the input goes. */
    static final int NONE = -1;

    private Gather() {}

    /** @param source flat index in the input per flat index of the grid, or {@link #NONE} for {@code other} */
    static Expected of(Question q, int input, Grid grid, Real other, IntUnaryOperator source) {
        q.spend(grid.size());
        Tensor from = q.input(input);
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int at = source.applyAsInt(e);
            elements[e] = at == NONE ? other : Real.exact(from.value(at));
        }
        return Expected.of(grid, elements, from.dtype());
    }

    static Expected of(Question q, Grid grid, IntUnaryOperator source) {
        return of(q, 0, grid, Real.ZERO, source);
    }
}
