package dev.vigil.properties.operators;

import dev.vigil.model.unit.Subject;
import dev.vigil.properties.task.OperatorInfo;
import java.util.List;

/** Sorts the names of a registry into kinds. */
public final class Subjects {
    private Subjects() {}

    public static List<Subject> of(List<OperatorInfo> operators) {
        return operators.stream().map(Subjects::of).toList();
    }

    /** The kind of one name. */
    public static Subject of(OperatorInfo info) {
        String primary = info.primary();
        String unsafe = SafetyExclusions.reason(primary, info.types());
        if (unsafe == null) {
            unsafe = SafetyExclusions.reason(info.name(), List.of());
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
}
