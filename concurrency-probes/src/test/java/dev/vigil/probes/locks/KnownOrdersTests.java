package dev.vigil.probes.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.probes.watch.ElfSymbols;
import dev.vigil.probes.watch.LockClass;
import dev.vigil.probes.watch.LockEdge;
import dev.vigil.probes.watch.LockEdge.Actor;
import dev.vigil.probes.watch.LockEdge.Guard;
import dev.vigil.probes.watch.Place;
import dev.vigil.probes.watch.Stacks;
import dev.vigil.probes.watch.WatchLog;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Orders of processes that never ran. */
final class KnownOrdersTests {
    private static final LockClass A = lock("libmxnet.so", 0xa0);
    private static final LockClass B = lock("libmxnet.so", 0xb0);
    private static final LockClass GATE = lock("libmxnet.so", 0xc0);
    private static final LockClass OURS = lock("vigil-race", 0xd0);
    private static final String MAKER = "build+0x1";

    private final Stacks stacks = new Stacks(new ElfSymbols()::function);

    private static LockClass lock(String module, long at) {
        return new LockClass("mutex", true, new Place("build", "/lib/" + module, at));
    }

    private static LockEdge edge(LockClass from, LockClass to, Actor actor, Guard... guards) {
        List<Place> stack = List.of(
                new Place("libc", "/lib/libc.so.6", 9),
                new Place("build", "/lib/libmxnet.so", 0x100 + to.place().offset()));
        return new LockEdge(0, from, to, true, true, 1, 2, true, List.of(actor), List.of(guards), stack, stack);
    }

    /** One of several threads that live at one time. */
    private static Actor worker(int number) {
        return new Actor(number, MAKER, 4, 5, 6, 1, 3, 0, 0);
    }

    private static WatchLog log(LockEdge... edges) {
        return new WatchLog("p", List.of(edges), List.of(), 0);
    }

    private static Case attempt(String name) {
        return new Case(ProcessSettings.plain("cpu"), List.of(), new Probe(name, new TreeMap<>(), LocksLane.NAME));
    }

    private List<KnownOrders.Circle> add(KnownOrders orders, String process, LockEdge... edges) {
        return orders.add(process, log(edges), attempt("@" + process));
    }

    /** What a later unit is given of it. */
    private KnownOrders later(KnownOrders orders) throws Exception {
        KnownOrders later = new KnownOrders(stacks);
        for (KnownOrder order : orders.fresh()) {
            Knowledge fact = order.fact();
            assertTrue(fact.fact() && KnownOrder.in(fact) && !KnownPartings.in(fact));
            later.add(KnownOrder.read(fact));
        }
        tell(orders, later);
        return later;
    }

    /** What one found of the time between orders. */
    private static void tell(KnownOrders one, KnownOrders other) throws Exception {
        Knowledge fact = one.freshPartings().fact("c/1/2");
        assertTrue(fact.fact() && KnownPartings.in(fact) && !KnownOrder.in(fact));
        other.add(KnownPartings.read(fact));
    }

    @Test
    void halvesOfTwoProcessesAreOneCircleThatNamesBothAttempts() {
        KnownOrders orders = new KnownOrders(stacks);
        assertEquals(List.of(), add(orders, "one", edge(A, B, worker(2))));
        List<KnownOrders.Circle> circles = add(orders, "other", edge(B, A, worker(2)));

        assertEquals(1, circles.size());
        Observation.Circled circled = circles.get(0).observation();
        assertEquals(2, circled.processes());
        assertEquals(
                "mutex libmxnet.so+0xa0 > mutex libmxnet.so+0xb0 > mutex libmxnet.so+0xa0",
                circles.get(0).signature());
        assertEquals(List.of("libmxnet.so+0x1b0"), circled.orders().get(0).wantedAt(), "without the C library's frame");
        assertEquals(
                List.of("@one", "@other"),
                circles.get(0).orders().stream()
                        .map(o -> o.attempt().operator())
                        .toList());
    }

    @Test
    void halvesOfTwoUnitsAreOneCircleOfTheSameSignature() throws Exception {
        KnownOrders first = new KnownOrders(stacks);
        add(first, "one", edge(A, B, worker(2)));
        KnownOrders second = later(first);
        assertEquals(List.of(), second.all());

        List<KnownOrders.Circle> circles = add(second, "other", edge(B, A, worker(3)));
        assertEquals(1, circles.size());
        KnownOrders together = new KnownOrders(stacks);
        add(together, "one", edge(A, B, worker(2)));
        assertEquals(
                add(together, "other", edge(B, A, worker(3))).get(0).signature(),
                circles.get(0).signature());
        assertEquals(1, second.fresh().size(), "what was brought is known already");
    }

    @Test
    void unitThatOnlyBringsBothHalvesTellsTheCircle() throws Exception {
        KnownOrders first = new KnownOrders(stacks);
        add(first, "one", edge(A, B, worker(2)));
        KnownOrders second = new KnownOrders(stacks);
        add(second, "other", edge(B, A, worker(2)));
        KnownOrders third = new KnownOrders(stacks);
        third.add(KnownOrder.read(first.fresh().get(0).fact()));
        third.add(KnownOrder.read(second.fresh().get(0).fact()));

        assertEquals(1, third.all().size());
        assertFalse(third.all().get(0).observation().orders().get(0).heldAt().isEmpty());
    }

    @Test
    void gateOfEachHalfIsAGateOverUnits() throws Exception {
        KnownOrders first = new KnownOrders(stacks);
        add(first, "one", edge(A, B, worker(2), new Guard(GATE, true, 9)));
        assertEquals(List.of(), add(later(first), "other", edge(B, A, worker(2), new Guard(GATE, true, 8))));
    }

    @Test
    void firstThreadAloneNeverMeetsItself() throws Exception {
        Actor first = new Actor(1, "", 1, 5, 6, 0, 0, 0, 0);
        KnownOrders orders = new KnownOrders(stacks);
        add(orders, "one", edge(A, B, first));
        assertEquals(List.of(), add(later(orders), "other", edge(B, A, first)));
    }

    @Test
    void whatOneProcessPutInOrderKeepsApartInLaterUnits() throws Exception {
        Actor early = new Actor(2, "build+0x1", 1, 3, 4, 1, 2, 1, 5);
        Actor late = new Actor(3, "build+0x2", 1, 7, 8, 1, 6, 0, 0);
        KnownOrders orders = new KnownOrders(stacks);
        assertEquals(List.of(), add(orders, "one", edge(A, B, early), edge(B, A, late)));
        assertEquals(List.of(), add(later(orders), "other", edge(B, A, late)));

        KnownOrders unaware = new KnownOrders(stacks);
        add(unaware, "one", edge(A, B, early));
        assertEquals(1, add(unaware, "other", edge(B, A, late)).size(), "nothing says that they keep apart");
        tell(orders, unaware);
        assertEquals(List.of(), unaware.all(), "whoever knows both orders learns that they do");
    }

    @Test
    void ordersThatAreKnownAlreadyAreStillPutInOrder() throws Exception {
        Actor early = new Actor(2, "build+0x1", 1, 3, 4, 1, 2, 1, 5);
        Actor late = new Actor(3, "build+0x2", 1, 7, 8, 1, 6, 0, 0);
        KnownOrders first = new KnownOrders(stacks);
        add(first, "one", edge(A, B, early));
        add(first, "other", edge(B, A, late));
        assertTrue(first.freshPartings().none());
        KnownOrders second = later(first);
        assertEquals(1, second.all().size());
        assertEquals(List.of(), add(second, "third", edge(A, B, early), edge(B, A, late)));
        assertEquals(List.of(), second.fresh());

        KnownOrders third = later(first);
        tell(second, third);
        assertEquals(List.of(), third.all());
        assertTrue(third.freshPartings().none(), "what was brought is known already");
    }

    @Test
    void locksOfOurOwnProgramsAreNoneOfTheBuilds() {
        KnownOrders orders = new KnownOrders(stacks);
        assertEquals(List.of(), add(orders, "one", edge(OURS, B, worker(2)), edge(B, OURS, worker(3))));
        assertEquals(List.of(), orders.fresh());
        assertTrue(orders.freshPartings().none());
    }

    @Test
    void damagedPartingsAreRefused() {
        Knowledge damaged = new Knowledge(Knowledge.FACT + "apart x", 1, "{\"kinds\":[\"a\"],\"apart\":[[1]]}");
        assertThrows(IOException.class, () -> KnownPartings.read(damaged));
    }
}
