package dev.vigil.probes.watch;

import dev.vigil.probes.watch.LockEdge.Actor;
import dev.vigil.probes.watch.LockEdge.Guard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The orders in which any number of processes took locks, and the circles in them that can deadlock, by the rules of Goodlock (Havelund,
 * "Using runtime analysis to guide model checking of Java programs", SPIN 2000; Agarwal, Bensalem, Farchi, Havelund, Nir-Buchbinder, Stoller, Ur and Wang,
 * "Detection of deadlock potentials in multithreaded programs", IBM Journal of Research and Development 54(5), 2010): each edge of a circle
 * belongs to another thread, what these did is not ordered by creations and joins, no lock guards two of the edges, and at each lock one side
 * wants it alone. Immutable.
 */
public final class LockGraph {
    /** Locks in a circle, at most; longer ones are practically unknown. */
    public static final int LENGTH_MAX = 4;

    private static final int STEPS_MAX = 1_000_000;

    private final List<LockEdge> edges;
    private final Map<String, List<LockEdge>> byFrom = new HashMap<>();

    private final Partings partings;
    private final IdentityHashMap<LockEdge, String> kinds = new IdentityHashMap<>();

    /** Over the logs of processes with different numbers. */
    public LockGraph(List<WatchLog> logs) {
        this(logs.stream().flatMap(log -> log.edges().stream()).toList(), seenIn(logs));
    }

    /**
     * Over orders of any processes.
     *
     * @param partings which orders of different processes were seen to keep apart
     */
    public LockGraph(List<LockEdge> orders, Partings partings) {
        this.partings = partings;
        edges = orders.stream().filter(LockEdge::concurrent).toList();
        for (LockEdge edge : edges) {
            kinds.put(edge, edge.kind());
            byFrom.computeIfAbsent(edge.from().id(), id -> new ArrayList<>()).add(edge);
        }
    }

    private static Partings seenIn(List<WatchLog> logs) {
        Partings seen = new Partings();
        logs.forEach(log ->
                seen.see(log.edges().stream().filter(LockEdge::concurrent).toList()));
        return seen;
    }

    /** The circles, one of each signature: if it can be, one of the very same locks. In the order of signatures. */
    public List<LockCycle> cycles() {
        Search search = new Search();
        for (LockEdge edge : edges) {
            search.from(edge);
        }
        return List.copyOf(search.found.values());
    }

    private static Comparator<LockCycle> byEvidence() {
        return Comparator.comparing(LockCycle::sameLocks).thenComparing(LockCycle::oneProcess);
    }

    /** A walk along edges that could belong to one circle. */
    private final class Search {
        private final Map<String, LockCycle> found = new TreeMap<>();
        private final List<LockEdge> path = new ArrayList<>();
        private int steps;

        void from(LockEdge start) {
            path.add(start);
            extend();
            path.remove(path.size() - 1);
        }

        private void extend() {
            if (steps++ > STEPS_MAX) {
                return;
            }
            LockEdge first = path.get(0);
            LockEdge last = path.get(path.size() - 1);
            if (path.size() > 1 && last.to().id().equals(first.from().id())) {
                close(last, first);
                return;
            }
            if (path.size() == LENGTH_MAX) {
                return;
            }
            for (LockEdge next : byFrom.getOrDefault(last.to().id(), List.of())) {
                // Every circle is found from its smallest lock alone.
                boolean smallest = next.from().id().compareTo(first.from().id()) >= 0;
                if (smallest
                        && !passed(next)
                        && meets(last, next)
                        && path.stream().allMatch(edge -> compatible(edge, next))) {
                    path.add(next);
                    extend();
                    path.remove(path.size() - 1);
                }
            }
        }

        /** Whether the circle already goes through what the edge begins at; two locks of one class are two. */
        private boolean passed(LockEdge next) {
            return !next.from().id().equals(next.to().id())
                    && path.stream()
                            .anyMatch(
                                    edge -> edge.from().id().equals(next.from().id()));
        }

        private void close(LockEdge last, LockEdge first) {
            if (!meets(last, first) || !actorsFor(0, new ArrayList<>())) {
                return;
            }
            boolean sameLocks = true;
            boolean oneProcess = true;
            for (int i = 0; i < path.size(); i++) {
                LockEdge edge = path.get(i);
                LockEdge next = path.get((i + 1) % path.size());
                oneProcess &= edge.process() == next.process();
                sameLocks &=
                        edge.to().variable() || (edge.process() == next.process() && edge.toLock() == next.fromLock());
            }
            LockCycle cycle = new LockCycle(path, sameLocks, oneProcess);
            found.merge(cycle.signature(), cycle, (old, fresh) -> byEvidence().compare(fresh, old) > 0 ? fresh : old);
        }

        /** Whether each edge from this one on can have a thread of its own, beside those chosen. */
        private boolean actorsFor(int index, List<Actor> chosen) {
            if (index == path.size()) {
                return true;
            }
            for (Actor actor : path.get(index).actors()) {
                boolean free = true;
                for (int i = 0; i < index && free; i++) {
                    free = canMeet(path.get(i), chosen.get(i), path.get(index), actor);
                }
                if (free) {
                    chosen.add(actor);
                    if (actorsFor(index + 1, chosen)) {
                        return true;
                    }
                    chosen.remove(chosen.size() - 1);
                }
            }
            return false;
        }
    }

    /** Whether what the first wants is what the second holds, one of them alone. Of two locks of one class it must be the very same. */
    private static boolean meets(LockEdge edge, LockEdge next) {
        boolean oneClass = edge.from().id().equals(edge.to().id())
                || next.from().id().equals(next.to().id());
        boolean same = !oneClass || (edge.process() == next.process() && edge.toLock() == next.fromLock());
        return same && (edge.toAlone() || next.fromAlone());
    }

    /** Whether two threads can be at these edges at one time. */
    private boolean compatible(LockEdge one, LockEdge other) {
        if (one.process() != other.process() && partings.hold(kind(one), kind(other))) {
            return false;
        }
        if (one.from().id().equals(other.from().id()) && one.fromLock() == other.fromLock()) {
            return false;
        }
        List<Guard> held = all(other);
        return all(one).stream().noneMatch(guard -> held.stream().anyMatch(also -> excludes(one, guard, other, also)));
    }

    private String kind(LockEdge edge) {
        return Objects.requireNonNull(kinds.get(edge));
    }

    private static List<Guard> all(LockEdge edge) {
        List<Guard> guards = new ArrayList<>(edge.guards());
        guards.add(new Guard(edge.from(), edge.fromAlone(), edge.fromLock()));
        return guards;
    }

    /** In different processes locks of one class are taken to be one, so that a gate is a gate. */
    private static boolean excludes(LockEdge one, Guard guard, LockEdge other, Guard also) {
        return (guard.alone() || also.alone())
                && guard.lockClass().id().equals(also.lockClass().id())
                && (one.process() != other.process() || guard.lock() == also.lock());
    }

    private static boolean canMeet(LockEdge one, Actor actor, LockEdge other, Actor also) {
        if (one.process() == other.process()) {
            return actor.number() != also.number() && !actor.ordered(also);
        }
        // The first thread, or the only one of its kind, is the same thread in every process.
        return !actor.origin().equals(also.origin())
                || (!actor.origin().isEmpty() && Math.max(actor.originsMost(), also.originsMost()) > 1);
    }
}
