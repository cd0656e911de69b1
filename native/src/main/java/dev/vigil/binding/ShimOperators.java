package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** The operator registry; {@code operators.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimOperators {
    static {
        Loader.load();
    }

    private ShimOperators() {}

    static native int operators_all_names();

    static native int operators_creators();

    static native int operator_info(long creator);

    static native long operator_find(String name);
}
