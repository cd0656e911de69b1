package dev.vigil.probes.watch;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Locks that threads take in a circle, so that each can wait for the next for ever.
 *
 * @param edges in order: each one's second lock is the next one's first
 * @param sameLocks whether it was seen that these are the very same locks, and not only locks of the same classes
 * @param oneProcess whether all of it was seen in one process
 */
public record LockCycle(List<LockEdge> edges, boolean sameLocks, boolean oneProcess) {
    public LockCycle {
        edges = List.copyOf(edges);
    }

    /** The same for the same circle wherever it is begun, in every process and on every machine with these builds. */
    public String signature() {
        List<String> ids = edges.stream().map(edge -> edge.from().id()).toList();
        int first = 0;
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i).compareTo(ids.get(first)) < 0) {
                first = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.size(); i++) {
            text.append(ids.get((first + i) % ids.size())).append(" > ");
        }
        return text.append(ids.get(first)).toString();
    }

    /** Both stacks of each edge, a place a line, with whatever names there are. */
    public String text(Function<Place, String> names) {
        StringBuilder text = new StringBuilder();
        for (LockEdge edge : edges) {
            text.append("holds ")
                    .append(edge.from().text(names))
                    .append(", wants ")
                    .append(edge.to().text(names))
                    .append('\n');
            stack(text, "held since", edge.held(), names);
            stack(text, "wanted at", edge.wanted(), names);
        }
        return text.toString();
    }

    private static void stack(StringBuilder text, String title, List<Place> places, Function<Place, String> names) {
        text.append("  ").append(title).append('\n');
        text.append(
                places.stream().map(place -> "    " + names.apply(place) + "\n").collect(Collectors.joining()));
    }
}
