package dev.vigil.properties.task;

import dev.vigil.model.target.Fingerprint;
import java.util.List;

/** What the loaded library says of itself: every operator name it lists, sorted by name, and its fingerprint. */
public record Description(List<OperatorInfo> operators, Fingerprint fingerprint) {
    public Description {
        operators = List.copyOf(operators);
    }
}
