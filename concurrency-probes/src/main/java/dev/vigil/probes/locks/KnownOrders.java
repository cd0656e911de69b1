package dev.vigil.probes.locks;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.probes.watch.LockCycle;
import dev.vigil.probes.watch.LockEdge;
import dev.vigil.probes.watch.LockGraph;
import dev.vigil.probes.watch.Partings;
import dev.vigil.probes.watch.Stacks;
import dev.vigil.probes.watch.WatchLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All orders of locks that are known: those that earlier units found, and those of the processes of this one. Of each kind of
 * order one is kept, whichever process showed it first; what one process shows by itself is looked at whole, process by
 * process. One thread.
 */
final class KnownOrders {
    /** Locks of our own programs are none of the build's. */
    static final Pattern OURS = Pattern.compile("^(?:vigil-|libvigil_watch)");

    /** Frames of a stack that are kept: the innermost tell the place. */
    private static final int FRAMES_MAX = 14;

    private final Stacks stacks;
    private final Map<String, KnownOrder> byKind = new LinkedHashMap<>();
    private final Map<String, Integer> processes = new HashMap<>();
    private final Set<String> earlier = new HashSet<>();
    private final Partings partings = new Partings();
    private final Partings earlierPartings = new Partings();
    private List<Circle> together = List.of();
    private boolean news;

    KnownOrders(Stacks stacks) {
        this.stacks = stacks;
    }

    /** A circle, with what is known of each of its orders. */
    record Circle(List<KnownOrder> orders, boolean sameLocks) {
        Circle {
            orders = List.copyOf(orders);
        }

        /** The same for the same circle wherever it is begun, in every process and on every machine with the build. */
        String signature() {
            List<String> locks = orders.stream().map(KnownOrder::heldName).toList();
            int first = 0;
            for (int i = 1; i < locks.size(); i++) {
                first = locks.get(i).compareTo(locks.get(first)) < 0 ? i : first;
            }
            List<String> round = new ArrayList<>(locks.subList(first, locks.size()));
            round.addAll(locks.subList(0, first + 1));
            return String.join(" > ", round);
        }

        Observation.Circled observation() {
            return new Observation.Circled(
                    orders.stream().map(KnownOrder::order).toList(), sameLocks);
        }
    }

    /** What an earlier unit found. */
    void add(KnownOrder order) {
        earlier.add(order.edge().kind());
        news = true;
        byKind.putIfAbsent(order.edge().kind(), order.of(number(order.process())));
    }

    /** What an earlier unit found of the time between orders. */
    void add(KnownPartings known) {
        known.apart().forEach(partings::add);
        known.apart().forEach(earlierPartings::add);
        news = true;
    }

    /**
     * What a process of this unit told.
     *
     * @param process its name
     * @return the circles that its orders close, by themselves or with those of others; one of each signature
     */
    List<Circle> add(String process, WatchLog log, Case attempt) {
        List<LockEdge> orders = log.edges().stream()
                .filter(LockEdge::concurrent)
                .filter(edge -> ofBuild(edge.from().place().module())
                        && ofBuild(edge.to().place().module()))
                .map(edge -> edge.of(number(process)))
                .toList();
        news |= partings.see(orders);
        IdentityHashMap<LockEdge, KnownOrder> own = new IdentityHashMap<>();
        for (LockEdge edge : orders) {
            KnownOrder known = known(process, edge, attempt);
            own.put(edge, known);
            news |= byKind.putIfAbsent(edge.kind(), known) == null;
        }
        Map<String, Circle> circles = new TreeMap<>();
        for (LockCycle cycle : new LockGraph(orders, partings).cycles()) {
            put(circles, circle(cycle, own));
        }
        Set<String> kinds = orders.stream().map(LockEdge::kind).collect(Collectors.toSet());
        for (Circle circle : all()) {
            if (circle.orders().stream().anyMatch(o -> kinds.contains(o.edge().kind()))) {
                put(circles, circle);
            }
        }
        return List.copyOf(circles.values());
    }

    /** All circles of orders of which one is kept, whatever process showed it. */
    List<Circle> all() {
        if (news) {
            IdentityHashMap<LockEdge, KnownOrder> orders = new IdentityHashMap<>();
            byKind.values().forEach(order -> orders.put(order.edge(), order));
            List<LockEdge> edges =
                    byKind.values().stream().map(KnownOrder::edge).toList();
            together = new LockGraph(edges, partings)
                    .cycles().stream().map(cycle -> circle(cycle, orders)).toList();
            news = false;
        }
        return together;
    }

    /** What this unit's processes showed first. */
    List<KnownOrder> fresh() {
        return byKind.values().stream()
                .filter(order -> !earlier.contains(order.edge().kind()))
                .toList();
    }

    /** What this unit's processes were the first to put in order, of kinds that were known as well. */
    KnownPartings freshPartings() {
        return new KnownPartings(partings.without(earlierPartings));
    }

    /** One of the very same locks says more than one of locks of the same classes. */
    private static void put(Map<String, Circle> circles, Circle circle) {
        circles.merge(circle.signature(), circle, (old, fresh) -> fresh.sameLocks() && !old.sameLocks() ? fresh : old);
    }

    private static Circle circle(LockCycle cycle, IdentityHashMap<LockEdge, KnownOrder> orders) {
        return new Circle(
                cycle.edges().stream()
                        .map(edge -> Objects.requireNonNull(orders.get(edge)))
                        .toList(),
                cycle.sameLocks());
    }

    private KnownOrder known(String process, LockEdge edge, Case attempt) {
        return new KnownOrder(
                process,
                edge.withoutStacks(),
                edge.from().text(stacks::name),
                edge.to().text(stacks::name),
                new Observation.Order(
                        process,
                        threads(edge),
                        edge.from().text(stacks::line),
                        edge.to().text(stacks::line),
                        frames(stacks.lines(edge.held())),
                        frames(stacks.lines(edge.wanted()))),
                attempt);
    }

    private static String threads(LockEdge edge) {
        return edge.actors().stream()
                .map(actor -> actor.number() == 1 ? "the first thread" : "thread " + actor.number())
                .collect(Collectors.joining(", "));
    }

    static List<String> frames(List<String> lines) {
        return lines.subList(0, Math.min(FRAMES_MAX, lines.size()));
    }

    static boolean ofBuild(String module) {
        return !OURS.matcher(module).find();
    }

    private int number(String process) {
        return processes.computeIfAbsent(process, p -> processes.size());
    }
}
