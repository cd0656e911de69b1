package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Signal handlers of the executor; {@code crash_handlers.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimCrash {
    static {
        Loader.load();
    }

    private ShimCrash() {}

    static native int crash_install(String report);

    static native int crash_guard_thread();
}
