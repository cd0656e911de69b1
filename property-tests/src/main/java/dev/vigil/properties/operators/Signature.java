package dev.vigil.properties.operators;

import dev.vigil.properties.task.OperatorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an operator declares.
 *
 * @param inputs names of the declared array inputs
 * @param variadic whether one of them stands for any number
 * @param attributes in declared order, without the count attribute that the number of inputs decides
 * @param countKey the attribute that must say how many inputs there are; empty when none
 * @param description free text
 */
public record Signature(
        String operator,
        List<String> inputs,
        boolean variadic,
        List<Attribute> attributes,
        String countKey,
        String description) {
    public Signature {
        inputs = List.copyOf(inputs);
        attributes = List.copyOf(attributes);
    }

    public static Signature parse(OperatorInfo info) {
        List<String> inputs = new ArrayList<>();
        List<Attribute> attributes = new ArrayList<>();
        boolean variadic = false;
        for (int i = 0; i < info.arguments().size(); i++) {
            String type = info.types().get(i);
            String name = info.arguments().get(i);
            if (array(type)) {
                inputs.add(name);
                variadic |= type.contains("[]");
            } else if (!name.equals(info.countKey())) {
                String description =
                        i < info.descriptions().size() ? info.descriptions().get(i) : "";
                attributes.add(Attribute.parse(name, type, description));
            }
        }
        return new Signature(info.name(), inputs, variadic, attributes, info.countKey(), info.description());
    }

    public Optional<Attribute> attribute(String name) {
        return attributes.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    static boolean array(String type) {
        return type.startsWith("NDArray") || type.startsWith("Symbol or ") || type.startsWith("ndarray");
    }

    /** An argument that is a graph or an address: such an operator cannot be called with arrays and texts alone. */
    static boolean foreign(String type) {
        return type.equals("Symbol") || type.startsWith("Symbol,") || type.startsWith("ptr");
    }
}
