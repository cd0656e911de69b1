package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Symbols and their inference; {@code symbols.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimSymbols {
    static {
        Loader.load();
    }

    private ShimSymbols() {}

    static native long symbol_create(long call, int inputs);

    static native int symbol_free(long symbol);

    static native long symbol_graph(
            int calls, @Cast("const int64_t*") long[] call, @Const int[] counts, @Const int[] from);

    static native long symbol_for_backend(long symbol, @Const byte[] backend);

    static native int symbol_inputs(long symbol);

    static native int symbol_lists(long symbol);

    static native int symbol_infer_shape(
            long symbol,
            boolean partial,
            int count,
            @Const int[] known,
            @Cast("const int64_t*") long[] index,
            @Cast("const int64_t*") long[] dims);

    static native int symbol_infer_type(
            long symbol, boolean partial, int count, @Const int[] known, @Const int[] types);
}
