package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Names of C++ symbols; {@code names.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimNames {
    static {
        Loader.load();
    }

    private ShimNames() {}

    static native int name_readable(String symbol);
}
