package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Prepared invocations; {@code calls.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimCalls {
    static {
        Loader.load();
    }

    private ShimCalls() {}

    static native long call_create(long creator, @Const byte[] packed, int attributes);

    static native void call_free(long call);

    static native void call_slots(long call, long address, int capacity);

    static native int call_invoke(long call, int inputs, int givenOutputs);

    static native int call_outputs(long call);
}
