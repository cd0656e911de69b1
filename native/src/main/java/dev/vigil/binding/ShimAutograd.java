package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;
import org.jspecify.annotations.Nullable;

/** Recording and gradients; {@code autograd.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimAutograd {
    static {
        Loader.load();
    }

    private ShimAutograd() {}

    static native int autograd_set_recording(boolean on);

    static native int autograd_set_training(boolean on);

    static native int autograd_mark(
            int count,
            @Cast("const int64_t*") long[] variables,
            @Const int[] requests,
            @Cast("const int64_t*") long[] gradients);

    static native int autograd_backward(
            int count,
            @Cast("const int64_t*") long[] outputs,
            @Cast("const int64_t*") long @Nullable [] heads,
            boolean retain,
            boolean training);
}
