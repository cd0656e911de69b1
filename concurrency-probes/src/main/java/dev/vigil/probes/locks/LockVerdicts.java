package dev.vigil.probes.locks;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.watch.HeldCall;
import dev.vigil.probes.watch.Place;
import dev.vigil.probes.watch.Stacks;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts circles of locks and calls under locks into the words of verdicts and findings. One thread. */
final class LockVerdicts {
    private static final double NS_PER_MS = 1e6;

    private final Stacks stacks;

    LockVerdicts(Stacks stacks) {
        this.stacks = stacks;
    }

    /**
     * One circle is one finding, by its locks.
     *
     * @param attempt that is tried first when it is to be shown again; the others of its orders are tried beside it
     */
    Judged circle(KnownOrders.Circle circle, Case attempt) {
        String template = "lock order";
        Observation.Circled observation = circle.observation();
        int processes = observation.processes();
        String seen = circle.orders().size() + " orders of locks make a circle: "
                + circle.orders().stream()
                        .map(KnownOrder::order)
                        .map(o -> o.wanted() + " is wanted in " + first(o.wantedAt()) + " with " + o.held()
                                + " held, by " + o.threads())
                        .collect(Collectors.joining("; "))
                + (processes == 1 ? "; seen in one process" : "; seen in " + processes + " processes, that never met")
                + (circle.sameLocks() ? "" : "; by classes of locks, not by these very locks");
        List<Case> others = circle.orders().stream()
                .map(KnownOrder::attempt)
                .filter(other -> !other.equals(attempt))
                .distinct()
                .toList();
        return new Judged(
                LocksLane.ORDER,
                new Verdict.Violated(
                        FaultClass.LOCK_ORDER,
                        template,
                        seen,
                        "threads that can meet take the same locks in one order, or under a common lock"),
                null,
                "|" + LocksLane.ORDER + "|" + template + "|" + circle.signature(),
                observation,
                others);
    }

    /** One call in one place under one lock is one finding. */
    Judged heldCall(HeldCall call) {
        String template = call.function() + " under a lock";
        String where = stacks.own(call.called()).map(stacks::name).orElse("?");
        return new Judged(
                LocksLane.HELD,
                new Verdict.Violated(
                        FaultClass.LOCK_HELD,
                        template,
                        line(call.called()) + " calls " + call.function() + " with "
                                + call.lock().text(stacks::line) + " held, for which another thread waits in "
                                + line(call.waiter())
                                + (call.longestNs() == 0
                                        ? ""
                                        : String.format(
                                                Locale.ROOT,
                                                "; the longest of %,d such calls took %.3f ms",
                                                call.count(),
                                                call.longestNs() / NS_PER_MS)),
                        "a lock that others want is given back before a call that may block"),
                null,
                "|" + LocksLane.HELD + "|" + template + "|" + where + "|"
                        + call.lock().text(stacks::name),
                new Observation.Withheld(
                        call.function(),
                        call.lock().text(stacks::line),
                        call.count(),
                        call.longestNs(),
                        KnownOrders.frames(stacks.lines(call.held())),
                        KnownOrders.frames(stacks.lines(call.called())),
                        KnownOrders.frames(stacks.lines(call.waiter()))));
    }

    private String line(List<Place> stack) {
        return stacks.own(stack).map(stacks::line).orElse("an unseen frame");
    }

    private static String first(List<String> lines) {
        return lines.isEmpty() ? "an unseen frame" : lines.get(0);
    }
}
