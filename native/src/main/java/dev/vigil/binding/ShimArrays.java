package dev.vigil.binding;

import java.nio.Buffer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Arrays by handle; {@code arrays.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimArrays {
    static {
        Loader.load();
    }

    private ShimArrays() {}

    static native long array_create(
            @Cast("const int64_t*") long[] shape, int ndim, int deviceType, int deviceId, int dtype);

    static native int array_free(long array);

    static native long array_create_sparse(
            int storage,
            @Cast("const int64_t*") long[] shape,
            int ndim,
            int deviceType,
            int deviceId,
            int dtype,
            int parts,
            @Cast("const int64_t*") long[] lengths);

    static native int array_set_part(long array, int part, long source);

    static native long array_part(long array, int part);

    static native long array_plan(
            @Cast("const int64_t*") long[] shape,
            int ndim,
            int deviceType,
            int deviceId,
            int dtype,
            long address,
            long elements,
            long bytes);

    static native void array_plan_free(long plan);

    static native long array_make(long plan, int placement);

    static native int array_unchanged(long plan, long array);

    static native int array_copy_from(long array, long address, long elements);

    static native int array_copy_to(long array, long address, long elements);

    static native int array_wait_read(long array);

    static native int array_wait_write(long array);

    static native int array_describe(long array, @Cast("int64_t*") long[] out, int capacity);

    static native long array_grad(long array);

    static native void memory_fill(int fill);

    static native long buffer_address(@Const Buffer buffer);
}
