package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * One array of the build under test. Whoever was given it closes it, exactly once: a second close is harmless,
 * any other use after close throws {@link IllegalStateException}. There is no finaliser; a forgotten array is a
 * leak of the process, which then ends anyway.
 *
 * <p>Threads: may be handed from one thread to another, but only one thread may use it at a time, since closing
 * under another thread's call would free memory in use. Failures of earlier, still running operations come out
 * of {@link #copyTo}, {@link #waitToRead} and {@link #waitToWrite} as {@link MxError}.
 */
public final class NdArray implements AutoCloseable {
    /** The library's number of a storage with every element. */
    public static final int DENSE = 0;

    /** Of one with some of the rows; part 0 are their numbers. */
    public static final int ROW_SPARSE = 1;

    /** Of one with some of the elements of a matrix; part 0 is where rows begin, part 1 the columns. */
    public static final int CSR = 2;

    /** The part of a sparse array that holds its values. */
    public static final int VALUES = -1;

    private static final VarHandle HANDLE;
    private static final int FACTS_BEFORE_DIMS = 4;
    private static final int UNKNOWN_RANK = 1 << 20;
    private static final int USUAL_DIMS = 12;

    static {
        try {
            HANDLE = MethodHandles.lookup().findVarHandle(NdArray.class, "handle", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private long handle;

    NdArray(long handle) {
        this.handle = handle;
    }

    /** Takes ownership of handles that a call has just made. */
    static NdArray[] adopt(long[] handles) {
        NdArray[] arrays = new NdArray[handles.length];
        Arrays.setAll(arrays, i -> new NdArray(handles[i]));
        return arrays;
    }

    static long[] handles(NdArray[] arrays) {
        long[] handles = new long[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            handles[i] = arrays[i].handle();
        }
        return handles;
    }

    long handle() {
        long open = handle;
        if (open == 0) {
            throw new IllegalStateException("the array is closed");
        }
        return open;
    }

    /**
     * Fills the array from a direct buffer, from its position on; returns when the data has been taken. The
     * element count must be that of the array, or MXNet refuses.
     *
     * @param dtype the array's element type code, which bounds what is read
     * @throws IllegalArgumentException when the buffer is not direct or holds too little
     */
    public void copyFrom(ByteBuffer source, long elements, int dtype) {
        long address = address(source, elements, dtype);
        check(ShimArrays.array_copy_from(handle(), address, elements));
    }

    /** As the longer form, asking the array for its type first, which costs a native call. */
    public void copyFrom(ByteBuffer source, long elements) {
        copyFrom(source, elements, dtype());
    }

    /**
     * Waits for the array and writes it to a direct buffer, from its position on.
     *
     * @param dtype the array's element type code, which bounds what is written
     * @throws IllegalArgumentException when the buffer is not direct, is read-only or has too little room
     */
    public void copyTo(ByteBuffer target, long elements, int dtype) {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        long address = address(target, elements, dtype);
        check(ShimArrays.array_copy_to(handle(), address, elements));
    }

    /** As the longer form, asking the array for its type first, which costs a native call. */
    public void copyTo(ByteBuffer target, long elements) {
        copyTo(target, elements, dtype());
    }

    /**
     * Fills one part of a sparse array; returns when the data has been taken.
     *
     * @param part {@link #VALUES} or the number of an array of indices
     */
    public void setPart(int part, NdArray source) {
        check(ShimArrays.array_set_part(handle(), part, source.handle()));
    }

    /** Waits for a sparse array and copies one part of it to a dense array, to be closed. */
    public NdArray part(int part) {
        return new NdArray(check(ShimArrays.array_part(handle(), part)));
    }

    /** Everything known about the array, in one native call. The shape is final only once it has been computed. */
    public ArrayInfo info() {
        long[] facts = new long[FACTS_BEFORE_DIMS + USUAL_DIMS];
        int ndim = check(ShimArrays.array_describe(handle(), facts, facts.length));
        boolean known = ndim != UNKNOWN_RANK;
        if (known && ndim > USUAL_DIMS) {
            facts = new long[FACTS_BEFORE_DIMS + ndim];
            check(ShimArrays.array_describe(handle(), facts, facts.length));
        }
        Shape shape = known
                ? Shape.of(Arrays.copyOfRange(facts, FACTS_BEFORE_DIMS, FACTS_BEFORE_DIMS + ndim))
                : Shape.UNKNOWN;
        return new ArrayInfo((int) facts[0], (int) facts[1], new Device((int) facts[2], (int) facts[3]), shape);
    }

    public Shape shape() {
        return info().shape();
    }

    public int dtype() {
        return info().dtype();
    }

    public int storageType() {
        return info().storage();
    }

    public Device device() {
        return info().device();
    }

    public void waitToRead() {
        check(ShimArrays.array_wait_read(handle()));
    }

    public void waitToWrite() {
        check(ShimArrays.array_wait_write(handle()));
    }

    /** The gradient that {@link Autograd} attached, as an array of its own to be closed; empty where there is none. */
    public Optional<NdArray> grad() {
        long grad = check(ShimArrays.array_grad(handle()));
        return grad == 0 ? Optional.empty() : Optional.of(new NdArray(grad));
    }

    @Override
    public void close() {
        long open = (long) HANDLE.getAndSet(this, 0L);
        if (open != 0) {
            check(ShimArrays.array_free(open));
        }
    }

    private static long address(ByteBuffer buffer, long elements, int dtype) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("only a direct buffer has an address that stays");
        }
        if (elements < 0 || elements > buffer.remaining() / DType.bytesOf(dtype)) {
            throw new IllegalArgumentException(
                    elements + " elements of dtype " + dtype + " do not fit in " + buffer.remaining() + " bytes");
        }
        return DirectBuffers.address(buffer);
    }
}
