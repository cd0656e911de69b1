package dev.vigil.properties.executor;

import dev.vigil.binding.OperatorInfo;
import dev.vigil.binding.OperatorRegistry;
import dev.vigil.model.call.Step;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Domain;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.task.Manner;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the registry says of the operators in use, asked once each: at most one entry per operator of the build. */
final class OperatorTable {
    private final OperatorRegistry registry;
    private final Map<String, OperatorInfo> known = new HashMap<>();
    private final Map<String, Signature> signatures = new HashMap<>();

    OperatorTable(OperatorRegistry registry) {
        this.registry = registry;
    }

    /**
     * The step's attributes, and the number of inputs where the operator wants to be told; every front end adds it.
     *
     * @throws java.util.NoSuchElementException for an operator that the build does not know
     */
    Map<String, String> attributes(Step step) {
        return info(step.operator())
                .attributesFor(step.attributes(), step.inputs().size());
    }

    /** The same with declared defaults written out or left out, or with flags switched, as {@code path} has them. */
    Map<String, String> attributes(Step step, Manner.Path path) {
        Signature signature = signatures.computeIfAbsent(
                step.operator(), name -> Signature.parse(Inquirer.described(name, name, info(name))));
        SortedMap<String, String> spelled = new TreeMap<>(step.attributes());
        for (Attribute attribute : signature.attributes()) {
            String given = spelled.get(attribute.name());
            // A default that is an empty text cannot be told from none.
            if (attribute.required() || attribute.standard().isEmpty()) {
                continue;
            }
            if (path == Manner.Path.DEFAULTS_WRITTEN && given == null) {
                spelled.put(attribute.name(), attribute.standard());
            } else if (path == Manner.Path.FLAGS_SWITCHED && attribute.domain() instanceof Domain.Flag) {
                spelled.put(attribute.name(), attribute.switched(given == null ? attribute.standard() : given));
            } else if (path == Manner.Path.DEFAULTS_OMITTED && given != null && attribute.isStandard(given)) {
                spelled.remove(attribute.name());
            }
        }
        return info(step.operator()).attributesFor(spelled, step.inputs().size());
    }

    private OperatorInfo info(String operator) {
        return known.computeIfAbsent(operator, registry::info);
    }
}
