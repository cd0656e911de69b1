package dev.vigil.properties.references;

import dev.vigil.model.call.Shape;
import java.util.Arrays;

/** The axes of an array that is small enough to compute again, and where its elements lie in row-major order. Immutable. */
final class Grid {
    static final Grid SCALAR = of();

    private final int[] dims;
    private final int[] strides;
    private final int size;

    private Grid(int[] dims) {
        this.dims = dims;
        strides = new int[dims.length];
        long product = 1;
        for (int a = dims.length - 1; a >= 0; a--) {
            strides[a] = (int) product;
            product *= dims[a];
            if (dims[a] < 0 || product > Question.WORK_MAX) {
                throw new NotCovered("too many elements to compute again");
            }
        }
        size = (int) product;
    }

    static Grid of(int... dims) {
        return new Grid(dims.clone());
    }

    static Grid of(Shape shape) {
        int[] dims = new int[shape.rank()];
        for (int a = 0; a < dims.length; a++) {
            dims[a] = (int) Math.min(shape.axis(a), Integer.MAX_VALUE);
        }
        return new Grid(dims);
    }

    int rank() {
        return dims.length;
    }

    int size() {
        return size;
    }

    int dim(int axis) {
        return dims[axis];
    }

    int stride(int axis) {
        return strides[axis];
    }

    int[] dims() {
        return dims.clone();
    }

    Shape shape() {
        return Shape.of(Arrays.stream(dims).asLongStream().toArray());
    }

    /** A negative axis counts from the end. */
    int axis(int axis) {
        if (axis < -dims.length || axis >= dims.length) {
            throw new NotCovered("axis " + axis + " of " + dims.length);
        }
        return axis < 0 ? axis + dims.length : axis;
    }

    /** The index of an element along each axis. */
    int[] at(int flat) {
        int[] index = new int[dims.length];
        int rest = flat;
        for (int a = 0; a < dims.length; a++) {
            index[a] = rest / strides[a];
            rest -= index[a] * strides[a];
        }
        return index;
    }

    int flat(int... index) {
        int flat = 0;
        for (int a = 0; a < dims.length; a++) {
            flat += index[a] * strides[a];
        }
        return flat;
    }

    /** The element of this grid that a broadcast to {@code index} reads; axes are aligned at the end. */
    int projected(int[] index) {
        int flat = 0;
        for (int a = 0; a < dims.length; a++) {
            int at = index[index.length - dims.length + a];
            flat += dims[a] == 1 ? 0 : at * strides[a];
        }
        return flat;
    }

    /** The common grid under numpy's rule: equal lengths, or one of them 1, aligned at the end. */
    Grid broadcast(Grid other) {
        int rank = Math.max(rank(), other.rank());
        int[] common = new int[rank];
        for (int a = 0; a < rank; a++) {
            int one = a < rank - rank() ? 1 : dims[a - rank + rank()];
            int two = a < rank - other.rank() ? 1 : other.dims[a - rank + other.rank()];
            if (one != two && one != 1 && two != 1) {
                throw new NotCovered("shapes that do not go together");
            }
            common[a] = one == 1 ? two : one;
        }
        return new Grid(common);
    }

    Grid with(int axis, int length) {
        int[] changed = dims.clone();
        changed[axis] = length;
        return new Grid(changed);
    }

    Grid without(int axis) {
        int[] fewer = new int[dims.length - 1];
        for (int a = 0, b = 0; a < dims.length; a++) {
            if (a != axis) {
                fewer[b++] = dims[a];
            }
        }
        return new Grid(fewer);
    }

    /** How many elements an axis's neighbours are apart from axis to end: the product of the lengths behind it. */
    int behind(int axis) {
        int product = 1;
        for (int a = axis + 1; a < dims.length; a++) {
            product *= dims[a];
        }
        return product;
    }

    /** The product of the lengths before an axis. */
    int before(int axis) {
        int product = 1;
        for (int a = 0; a < axis; a++) {
            product *= dims[a];
        }
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grid grid && Arrays.equals(dims, grid.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
