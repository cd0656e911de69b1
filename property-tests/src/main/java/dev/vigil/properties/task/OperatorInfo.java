package dev.vigil.properties.task;

import java.util.List;
import java.util.Objects;

/**
 * What the library's registry says of one operator name.
 *
 * @param name as listed
 * @param primary the name the operator itself bears; another one than {@code name} for an alias
 * @param description free text of the operator
 * @param arguments names of inputs and attributes, in the registry's order
 * @param types their type texts, such as {@code NDArray-or-Symbol} or {@code int, optional, default='1'}
 * @param descriptions their free texts
 * @param countKey the attribute that gives the number of inputs (the registry's key_var_num_args), or empty
 */
public record OperatorInfo(
        String name,
        String primary,
        String description,
        List<String> arguments,
        List<String> types,
        List<String> descriptions,
        String countKey) {
    public OperatorInfo {
        Objects.requireNonNull(name);
        Objects.requireNonNull(primary);
        Objects.requireNonNull(countKey);
        arguments = List.copyOf(arguments);
        types = List.copyOf(types);
        descriptions = List.copyOf(descriptions);
        if (arguments.size() != types.size()) {
            throw new IllegalArgumentException(
                    name + " has " + arguments.size() + " arguments, " + types.size() + " types");
        }
    }
}
