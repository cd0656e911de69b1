package dev.vigil.probes.locks;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.watch.LockEdge;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * An order of two locks that a process showed, with all that later units need of it: it says by itself what a reader is
 * told, for the files that its places are in may be those of another machine.
 *
 * @param process in which it was seen; no two processes of a target share the text
 * @param edge without its stacks
 * @param heldName of the lock that was held, as signatures have it, and {@code wantedName} of the other
 * @param order as people read it
 * @param attempt that showed it
 * @param apart kinds of orders that its process put before it or behind it
 */
record KnownOrder(
        String process,
        LockEdge edge,
        String heldName,
        String wantedName,
        Observation.Order order,
        Case attempt,
        List<String> apart) {
    KnownOrder {
        Objects.requireNonNull(process);
        Objects.requireNonNull(edge);
        Objects.requireNonNull(heldName);
        Objects.requireNonNull(wantedName);
        Objects.requireNonNull(order);
        Objects.requireNonNull(attempt);
        apart = List.copyOf(apart);
    }

    /** The same, as if a process of this number had shown it. */
    KnownOrder of(int number) {
        return new KnownOrder(process, edge.of(number), heldName, wantedName, order, attempt, apart);
    }

    /** The same, with what is known now of what keeps apart from it. */
    KnownOrder keepingApart(List<String> kinds) {
        return new KnownOrder(process, edge, heldName, wantedName, order, attempt, kinds);
    }

    /** As a fact of the target; the same order of another process is the same fact. */
    Knowledge fact() {
        return new Knowledge(Knowledge.FACT + edge.kind(), 1, Wire.toJson(this));
    }

    /** @throws IOException when it was written by another version of ours */
    static KnownOrder read(Knowledge fact) throws IOException {
        return Wire.fromJson(fact.json(), KnownOrder.class);
    }
}
