package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Attributes left to their defaults: all, halves, one by one. */
final class AttributeDropper implements Reducer {
    @Override
    public Stream<Case> reduce(Case call) {
        Case none = Rewrite.steps(call, step -> step.withAttributes(new TreeMap<>()));
        List<Case> proposals = new ArrayList<>(List.of(none));
        for (int s = 0; s < call.steps().size(); s++) {
            Step step = call.steps().get(s);
            List<String> names = List.copyOf(step.attributes().keySet());
            int half = names.size() / 2;
            proposals.add(Rewrite.step(call, s, without(step, Set.copyOf(names.subList(0, half)))));
            proposals.add(Rewrite.step(call, s, without(step, Set.copyOf(names.subList(half, names.size())))));
            for (String name : names) {
                proposals.add(Rewrite.step(call, s, without(step, Set.of(name))));
            }
        }
        return proposals.stream().distinct();
    }

    private static Step without(Step step, Set<String> names) {
        TreeMap<String, String> fewer = new TreeMap<>(step.attributes());
        fewer.keySet().removeAll(names);
        return step.withAttributes(fewer);
    }
}
