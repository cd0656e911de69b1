package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Cached operators; {@code cached_ops.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimCachedOps {
    static {
        Loader.load();
    }

    private ShimCachedOps() {}

    static native long cached_create(long symbol, @Const byte[] packed, int flags);

    static native int cached_free(long cached);

    static native int cached_invoke(
            long cached, int inputs, @Cast("const int64_t*") long[] in, int deviceType, int deviceId);
}
