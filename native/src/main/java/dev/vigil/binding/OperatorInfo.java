package dev.vigil.binding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the registry says about one operator.
 *
 * @param name the primary name
 * @param keyVarNumArgs the attribute that carries the number of inputs of a variadic operator, else empty
 * @param returnType the registry's text, often empty
 */
public record OperatorInfo(
        String name, String description, List<ArgumentInfo> arguments, String keyVarNumArgs, String returnType) {
    public OperatorInfo {
        arguments = List.copyOf(arguments);
    }

    public boolean variadic() {
        return !keyVarNumArgs.isEmpty();
    }

    /** The attributes plus the input count of a variadic operator, unless they name it already. */
    public Map<String, String> attributesFor(Map<String, String> attributes, int inputs) {
        if (!variadic() || attributes.containsKey(keyVarNumArgs)) {
            return attributes;
        }
        Map<String, String> all = new LinkedHashMap<>(attributes);
        all.put(keyVarNumArgs, Integer.toString(inputs));
        return all;
    }
}
