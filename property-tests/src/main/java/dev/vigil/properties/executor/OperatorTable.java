package dev.vigil.properties.executor;

import dev.vigil.binding.OperatorInfo;
import dev.vigil.binding.OperatorRegistry;
import dev.vigil.model.call.Step;
import java.util.HashMap;
import java.util.Map;

/** What the registry says of the operators in use, asked once each: at most one entry per operator of the build. */
final class OperatorTable {
    private final OperatorRegistry registry;
    private final Map<String, OperatorInfo> known = new HashMap<>();

    OperatorTable(OperatorRegistry registry) {
        this.registry = registry;
    }

    /**
     * The step's attributes, and the number of inputs where the operator wants to be told; every front end adds it.
     *
     * @throws java.util.NoSuchElementException for an operator that the build does not know
     */
    Map<String, String> attributes(Step step) {
        return known.computeIfAbsent(step.operator(), registry::info)
                .attributesFor(step.attributes(), step.inputs().size());
    }
}
