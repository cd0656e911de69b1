package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Step;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Simpler values of single attributes. */
final class AttributeReducer implements Reducer {
    @Override
    public Stream<Case> reduce(Case call) {
        return IntStream.range(0, call.steps().size()).boxed().flatMap(s -> {
            Step step = call.steps().get(s);
            return List.copyOf(step.attributes().entrySet()).stream()
                    .flatMap(entry -> AttributeText.simpler(entry.getValue()).stream()
                            .map(value -> Rewrite.step(call, s, with(step, entry.getKey(), value))));
        });
    }

    private static Step with(Step step, String name, String value) {
        TreeMap<String, String> changed = new TreeMap<>(step.attributes());
        changed.put(name, value);
        return step.withAttributes(changed);
    }
}
