package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Symbols bound to arrays; {@code bound_graphs.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimBoundGraphs {
    static {
        Loader.load();
    }

    private ShimBoundGraphs() {}

    static native int bound_exist();

    static native long bound_create(
            long symbol,
            int deviceType,
            int deviceId,
            int arguments,
            @Cast("const int64_t*") long[] in,
            @Cast("const int64_t*") long[] gradients,
            @Const int[] requests,
            int auxiliaries,
            @Cast("const int64_t*") long[] states,
            long shared);

    static native int bound_free(long bound);

    static native int bound_forward(long bound, boolean training);

    static native int bound_backward(long bound, int count, @Cast("const int64_t*") long[] heads, boolean training);
}
