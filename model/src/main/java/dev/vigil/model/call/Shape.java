package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The lengths of an array's axes. No axes is a scalar (0-d), a zero is an empty array; never unknown. */
public final class Shape {
    public static final Shape SCALAR = new Shape(new long[0]);

    private final long[] axes;

    private Shape(long[] axes) {
        this.axes = axes;
    }

    /**
     * @throws IllegalArgumentException when a length is negative
     */
    @JsonCreator
    public static Shape of(long... axes) {
        for (long axis : axes) {
            if (axis < 0) {
                throw new IllegalArgumentException("negative axis length in " + Arrays.toString(axes));
            }
        }
        return axes.length == 0 ? SCALAR : new Shape(axes.clone());
    }

    public int rank() {
        return axes.length;
    }

    public long axis(int index) {
        return axes[index];
    }

    /** A copy. */
    @JsonValue
    public long[] toArray() {
        return axes.clone();
    }

    public Shape with(int index, long length) {
        long[] changed = axes.clone();
        changed[index] = length;
        return of(changed);
    }

    /** Whether arrays of this shape exist with numpy shapes alone: those without axes or without elements. */
    public boolean needsNumpyShape() {
        return rank() == 0 || hasEmptyAxis();
    }

    /** Whether an axis has length 0, so that there are no elements. */
    private boolean hasEmptyAxis() {
        for (long axis : axes) {
            if (axis == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Number of elements; 1 for a scalar.
     *
     * @throws ArithmeticException when it does not fit 63 bits
     */
    public long elements() {
        if (hasEmptyAxis()) {
            return 0;
        }
        long product = 1;
        for (long axis : axes) {
            product = Math.multiplyExact(product, axis);
        }
        return product;
    }

    /** Elements for each step along the first axis; 0 without axes or without steps. */
    public long rowElements() {
        return rank() == 0 || axis(0) == 0 ? 0 : elements() / axis(0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(axes, shape.axes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axes);
    }

    /** As MXNet writes it in attributes: {@code (2,3)}, {@code (4,)}, {@code ()}. */
    @Override
    public String toString() {
        return LongStream.of(axes)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(",", "(", axes.length == 1 ? ",)" : ")"));
    }
}
