package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.nio.ByteBuffer;

/**
 * A dense array encoded once and made many times: the fast way, as {@link PreparedCall} is for calls. Making
 * one with its values takes a single native call.
 *
 * <p>Threads: one thread at a time. Closed exactly once by its owner; use after close throws
 * {@link IllegalStateException}.
 */
public final class PreparedArray implements AutoCloseable {
    /** Kept from collection while native memory points into it. */
    private final ByteBuffer values;

    private long plan;

    /**
     * @param values direct; its elements from index 0 on are read anew whenever an array is made, and it must be left
     *     in place until the close
     * @throws IllegalArgumentException when the buffer is not direct or holds too little
     */
    PreparedArray(long[] shape, int dtype, Device device, ByteBuffer values) {
        int elementBytes = DType.bytesOf(dtype);
        long elements = Shape.of(shape).elements();
        if (!values.isDirect() || values.limit() / elementBytes < elements) {
            throw new IllegalArgumentException(
                    elements + " elements of dtype " + dtype + " need a direct buffer of that size, not " + values);
        }
        this.values = values.duplicate().rewind();
        plan = ShimArrays.array_plan(
                // Never empty: JNI has no address for the elements of an empty array.
                shape.length == 0 ? new long[1] : shape,
                shape.length,
                device.type(),
                device.id(),
                dtype,
                DirectBuffers.address(this.values),
                elements,
                elements * elementBytes);
    }

    /**
     * A new array with the values that the buffer holds now; the caller closes it.
     *
     * @throws MxError when the build refuses
     */
    public NdArray make() {
        return make(Placement.OWN);
    }

    /** As {@link #make()}, with its memory where {@code placement} says. */
    public NdArray make(Placement placement) {
        return new NdArray(check(ShimArrays.array_make(open(), placement.code())));
    }

    /** Waits for an array that was made here, and tells whether it holds the bytes that the buffer holds now. */
    public boolean unchanged(NdArray array) {
        return check(ShimArrays.array_unchanged(open(), array.handle())) != 0;
    }

    @Override
    public void close() {
        if (plan != 0) {
            ShimArrays.array_plan_free(plan);
            plan = 0;
        }
    }

    private long open() {
        if (plan == 0) {
            throw new IllegalStateException("the prepared array is closed");
        }
        return plan;
    }
}
