package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Loading and describing the build; {@code library.h} and {@code reply.h} say what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimLibrary {
    static {
        Loader.load();
    }

    private ShimLibrary() {}

    static native int library_open(String path);

    static native int library_abi();

    static native int library_version();

    static native int library_features();

    static native int library_commit();

    static native int library_branch();

    static native int library_replaced_signals();

    static native int library_notify_shutdown();

    static native int library_last_error();

    static native int library_failure_text();

    static native long reply_size();

    static native int reply_copy(byte[] out, long capacity);
}
