package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import org.jspecify.annotations.Nullable;

/** What an output should be. Immutable. */
public final class Expected {
    private final Grid grid;
    private final Real[] elements;
    private final @Nullable DType dtype;

    private Expected(Grid grid, Real[] elements, @Nullable DType dtype) {
        if (grid.size() != elements.length) {
            throw new IllegalArgumentException(elements.length + " elements for " + grid);
        }
        this.grid = grid;
        this.elements = elements;
        this.dtype = dtype;
    }

    /** @param dtype null when the documentation leaves it open */
    static Expected of(Grid grid, Real[] elements, @Nullable DType dtype) {
        return new Expected(grid, elements, dtype);
    }

    Grid grid() {
        return grid;
    }

    Real element(int index) {
        return elements[index];
    }

    public Shape shape() {
        return grid.shape();
    }

    /** The documented type; null when nothing is said. */
    public @Nullable DType dtype() {
        return dtype;
    }

    public int size() {
        return elements.length;
    }

    /** Element {@code index} in row-major order, as float64 has it; NaN when there is no such number. */
    public double value(int index) {
        return elements[index].value();
    }

    /**
     * How far an array of {@code type} may be from it, absolutely; infinite when nothing can be said. Zero when the element
     * is exact and the type holds it.
     */
    public double error(int index, DType type) {
        Real element = elements[index];
        double value = element.value();
        double error = element.error();
        if (element.unknown() || (Double.isInfinite(value) && error > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        if (!type.floating()) {
            // Whether a fraction is cut off, rounded or floored is nowhere written.
            return error == 0 && value == Math.rint(value) && value >= type.min() && value <= type.max()
                    ? 0
                    : Double.POSITIVE_INFINITY;
        }
        Arithmetic narrow = Arithmetic.floating(type);
        if (Double.isInfinite(value)) {
            return 0;
        }
        Real stored = error == 0 ? narrow.constant(value) : narrow.rounded(value, error);
        return stored.unknown() ? Double.POSITIVE_INFINITY : stored.error();
    }
}
