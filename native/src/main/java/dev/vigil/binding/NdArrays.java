package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.nio.ByteBuffer;

/** Makes arrays. Any thread; the numpy-shape switch of the calling thread applies. Stateless. */
public final class NdArrays {
    NdArrays() {}

    /**
     * An array with memory, its contents undefined.
     *
     * @param shape int64 dims; no dims (a scalar) and zero dims need {@link NumpySemantics#setShape} on this thread,
     *     since without it 0 means "unknown"
     * @param dtype a code, see {@link DType}; unknown codes go through to the build
     * @throws MxError when the build refuses
     */
    public NdArray create(long[] shape, int dtype, Device device) {
        long handle = ShimArrays.array_create(shape, shape.length, device.type(), device.id(), dtype);
        return new NdArray(check(handle));
    }

    /**
     * A sparse array with room for indices, its contents undefined until all parts are set.
     *
     * @param shape int64 dims, at least one
     * @param storage the library's number of the storage, see {@link NdArray#ROW_SPARSE} and {@link NdArray#CSR}
     * @param lengths of the arrays of indices, in the library's order
     * @throws MxError when the build refuses
     */
    public NdArray createSparse(int storage, long[] shape, int dtype, Device device, long... lengths) {
        long handle = ShimArrays.array_create_sparse(
                storage, shape, shape.length, device.type(), device.id(), dtype, lengths.length, lengths);
        return new NdArray(check(handle));
    }

    /**
     * Encodes an array once that is to be made many times.
     *
     * @param values direct; its elements from index 0 on are read anew whenever an array is made
     */
    public PreparedArray prepare(long[] shape, int dtype, Device device, ByteBuffer values) {
        return new PreparedArray(shape, dtype, device, values);
    }

    public NdArray create(long[] shape, DType dtype) {
        return create(shape, dtype.code(), Device.CPU);
    }
}
