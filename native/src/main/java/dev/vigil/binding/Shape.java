package dev.vigil.binding;

import java.util.Arrays;

/** The dims of an array or as much of them as is known; a value. */
public final class Shape {
    /** Not even the number of dims is known. */
    public static final Shape UNKNOWN = new Shape(false, new long[0]);

    private final boolean rankKnown;
    private final long[] dims;

    private Shape(boolean rankKnown, long[] dims) {
        this.rankKnown = rankKnown;
        this.dims = dims;
    }

    /** Without dims: a scalar under numpy shapes, an unknown shape otherwise. */
    public static Shape of(long... dims) {
        return new Shape(true, dims.clone());
    }

    public boolean rankKnown() {
        return rankKnown;
    }

    /** A copy; unknown dims as the build writes them: -1 with numpy shapes, 0 without. */
    public long[] dims() {
        return dims.clone();
    }

    /** The product of the dims; 1 without any. */
    public long elements() {
        long elements = 1;
        for (long dim : dims) {
            elements *= dim;
        }
        return elements;
    }

    /** Whether nothing is open, by the rules of the numpy-shape switch. */
    boolean complete(boolean numpyShape) {
        if (numpyShape) {
            return rankKnown && Arrays.stream(dims).allMatch(dim -> dim >= 0);
        }
        return dims.length > 0 && Arrays.stream(dims).allMatch(dim -> dim > 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && rankKnown == that.rankKnown && Arrays.equals(dims, that.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims) + (rankKnown ? 1 : 0);
    }

    @Override
    public String toString() {
        return rankKnown ? Arrays.toString(dims) : "unknown";
    }
}
