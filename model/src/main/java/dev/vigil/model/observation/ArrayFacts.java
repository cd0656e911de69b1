package dev.vigil.model.observation;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An array that came out.
 *
 * @param storage {@code default}, {@code row_sparse} or {@code csr}
 * @param digest of all its bytes; equal bits give equal digests
 * @param nans number of NaN elements
 * @param infinities number of infinite elements
 * @param bytes the elements from the front, native (little-endian) order; shorter than the array when it is large, null when only the digest travels
 */
@SuppressWarnings("ArrayRecordComponent") // Megabytes of elements; equality goes by digest.
public record ArrayFacts(
        Shape shape, DType dtype, String storage, long digest, long nans, long infinities, byte @Nullable [] bytes) {
    /** Elements that may travel with an observation to the lane host. */
    public static final int ELEMENTS_MAX = 4096;

    public ArrayFacts {
        Objects.requireNonNull(shape);
        Objects.requireNonNull(dtype);
    }

    /** An array of which only the digest travels. */
    @SuppressWarnings("NullAway") // It takes the annotation of the array type for one of its elements.
    public static ArrayFacts withoutBytes(
            Shape shape, DType dtype, String storage, long digest, long nans, long infinities) {
        return new ArrayFacts(shape, dtype, storage, digest, nans, infinities, null);
    }

    /** The same but for the elements that are here, from the first one on. */
    public ArrayFacts with(byte[] others) {
        return new ArrayFacts(shape, dtype, storage, digest, nans, infinities, others);
    }

    /** Elements whose values are here. */
    public int known() {
        return bytes == null ? 0 : bytes.length / dtype.bytes();
    }

    /** All elements are here. */
    public boolean complete() {
        return known() == shape.elements();
    }

    /** Read-only view of what is known, native order. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(Objects.requireNonNull(bytes)).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** Element {@code index} in row-major order. */
    public double value(int index) {
        return Values.get(dtype, buffer(), index);
    }

    public boolean finite() {
        return nans == 0 && infinities == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrayFacts facts
                && shape.equals(facts.shape)
                && dtype == facts.dtype
                && storage.equals(facts.storage)
                && digest == facts.digest;
    }

    @Override
    public int hashCode() {
        return Objects.hash(shape, dtype, storage, digest);
    }
}
