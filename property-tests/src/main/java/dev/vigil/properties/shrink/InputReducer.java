package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fewer inputs. Whether the operator can do without is unknown, so it is simply tried. */
final class InputReducer implements Reducer {
    @Override
    public Stream<Case> reduce(Case call) {
        return IntStream.range(0, call.steps().size())
                .boxed()
                .flatMap(s -> fewer(call.steps().get(s)).stream()
                        .map(fewer -> Rewrite.keep(call, s, fewer.step(), fewer.positions())));
    }

    /** A step with those of its inputs that were in these positions. */
    private record Fewer(Step step, List<Integer> positions) {
        static Fewer of(Step step, List<Integer> positions) {
            return new Fewer(Rewrite.keep(step, positions), positions);
        }
    }

    private static Set<Fewer> fewer(Step step) {
        int count = step.inputs().size();
        Set<Fewer> fewer = new LinkedHashSet<>();
        for (int keep = 0; keep < count; keep = keep == 0 ? 1 : 2 * keep) {
            fewer.addAll(counted(step, keep, count));
            fewer.add(Fewer.of(step, range(keep)));
        }
        for (int gone = count - 1; gone >= 0; gone--) {
            List<Integer> others = new ArrayList<>(range(count));
            others.remove(gone);
            fewer.add(Fewer.of(step, others));
        }
        fewer.addAll(counted(step, count - 1, count));
        return fewer;
    }

    /**
     * The step with about this many inputs, where an attribute says how many there are, or how many groups of them: it
     * and the tuples with one element per group go along.
     */
    private static List<Fewer> counted(Step step, int keep, int count) {
        List<Fewer> steps = new ArrayList<>();
        for (int groups = 2; groups <= count; groups++) {
            if (count % groups != 0 || !step.attributes().containsValue(Integer.toString(groups))) {
                continue;
            }
            int fewer = Math.max(1, Math.min(groups - 1, keep * groups / count));
            String from = Integer.toString(groups);
            TreeMap<String, String> attributes = new TreeMap<>(step.attributes());
            int all = groups;
            attributes.replaceAll((name, text) -> text.equals(from)
                    ? Integer.toString(fewer)
                    : AttributeText.tuple(text) && AttributeText.elements(text).size() == all
                            ? AttributeText.joined(
                                    text, AttributeText.elements(text).subList(0, fewer))
                            : text);
            List<Integer> kept = range(fewer * (count / groups));
            steps.add(new Fewer(Rewrite.keep(step, kept).withAttributes(attributes), kept));
        }
        return steps;
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
