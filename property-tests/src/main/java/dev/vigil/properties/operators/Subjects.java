package dev.vigil.properties.operators;

import dev.vigil.model.unit.Subject;
import dev.vigil.properties.task.OperatorInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorts the names of a registry into kinds. The only place that names operators: those that are unsafe to call. */
public final class Subjects {
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

    private Subjects() {}

    public static List<Subject> of(List<OperatorInfo> operators) {
        return operators.stream().map(Subjects::of).toList();
    }

    /** The kind of one name. */
    public static Subject of(OperatorInfo info) {
        String primary = info.primary();
        String unsafe = unsafe(primary, info.types());
        if (unsafe == null) {
            unsafe = unsafe(info.name(), List.of());
        }
        if (unsafe != null) {
            return new Subject(info.name(), Subject.Kind.EXCLUDED, unsafe);
        }
        if (!primary.equals(info.name())) {
            return new Subject(info.name(), Subject.Kind.ALIAS, primary);
        }
        // The registry has no mark for gradient operators; all of them bear this word in their names.
        if (primary.contains("backward")) {
            return new Subject(info.name(), Subject.Kind.GRADIENT, "runs as the gradient of its forward operator");
        }
        return new Subject(info.name(), Subject.Kind.DIRECT, null);
    }

    private static @Nullable String unsafe(String name, List<String> types) {
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
