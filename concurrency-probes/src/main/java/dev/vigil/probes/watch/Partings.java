package dev.vigil.probes.watch;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Kinds of order that were seen to keep apart: in a process that had both, one was over before the other could begin. Orders
 * of different processes have no common clock, so what one process showed of them must stand for all. One thread.
 */
public final class Partings {
    private final Map<String, Set<String>> apart = new HashMap<>();

    /** Learns from one process. Answers whether anything was new. */
    public boolean see(List<LockEdge> edges) {
        List<String> kinds = edges.stream().map(LockEdge::kind).toList();
        boolean news = false;
        for (int i = 0; i < edges.size(); i++) {
            for (int j = i + 1; j < edges.size(); j++) {
                if (edges.get(i).apart(edges.get(j))) {
                    news |= add(kinds.get(i), List.of(kinds.get(j)));
                }
            }
        }
        return news;
    }

    /** Learns what was learned elsewhere. Answers whether anything was new. */
    public boolean add(String kind, Collection<String> others) {
        boolean news = false;
        for (String other : others) {
            news |= apart.computeIfAbsent(kind, k -> new HashSet<>()).add(other);
            apart.computeIfAbsent(other, k -> new HashSet<>()).add(kind);
        }
        return news;
    }

    /** What keeps apart here and not there: of each pair the greater one by the smaller, in order. */
    public SortedMap<String, List<String>> without(Partings known) {
        SortedMap<String, List<String>> more = new TreeMap<>();
        apart.forEach((kind, others) -> {
            List<String> fresh = others.stream()
                    .filter(other -> kind.compareTo(other) <= 0 && !known.hold(kind, other))
                    .sorted()
                    .toList();
            if (!fresh.isEmpty()) {
                more.put(kind, fresh);
            }
        });
        return more;
    }

    boolean hold(String kind, String other) {
        return apart.getOrDefault(kind, Set.of()).contains(other);
    }
}
