package dev.vigil.properties.operators;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators that are never called, for they run code or touch files. */
final class SafetyExclusions {
    private static final Map<String, String> UNSAFE = Map.of(
            "Custom", "runs code of the caller",
            "_Native", "takes an address of code",
            "_NDArray", "takes an address of code",
            "_CustomFunction", "runs code of the caller",
            "_cond", "control flow with sub-graphs",
            "_foreach", "control flow with sub-graphs",
            "_while_loop", "control flow with sub-graphs",
            "_cvimread", "reads files");
    private static final String CACHED = "_CachedOp";

    private SafetyExclusions() {}

    /**
     * Why an operator is never called; null when it may be.
     *
     * @param types of its arguments, as the registry gives them
     */
    static @Nullable String reason(String name, List<String> types) {
        if (name.startsWith(CACHED)) {
            return "runs a sub-graph";
        }
        String named = UNSAFE.get(name);
        if (named != null) {
            return named;
        }
        return types.stream().anyMatch(Signature::foreign) ? "takes a sub-graph or an address" : null;
    }
}
