package dev.vigil.binding;

import org.bytedeco.javacpp.annotation.Platform;

/** What all JavaCPP classes of the shim share: one JNI library made from one set of headers. */
@Platform(
        include = {
            "arrays.h",
            "autograd.h",
            "bound_graphs.h",
            "cached_ops.h",
            "calls.h",
            "crash_handlers.h",
            "engine.h",
            "library.h",
            "names.h",
            "operators.h",
            "placement.h",
            "red_zones.h",
            "reply.h",
            "symbols.h"
        },
        compiler = "cpp17",
        library = "jnivigil")
final class ShimConfig {
    private ShimConfig() {}
}
