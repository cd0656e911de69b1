package dev.vigil.probes.locks;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.watch.LockEdge;
import java.io.IOException;
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
 */
record KnownOrder(
        String process, LockEdge edge, String heldName, String wantedName, Observation.Order order, Case attempt) {
    /** Before the kind of the order, in a fact's name. */
    private static final String FACT = Knowledge.FACT + "order ";

    KnownOrder {
        Objects.requireNonNull(process);
        Objects.requireNonNull(edge);
        Objects.requireNonNull(heldName);
        Objects.requireNonNull(wantedName);
        Objects.requireNonNull(order);
        Objects.requireNonNull(attempt);
    }

    /** The same, as if a process of this number had shown it. */
    KnownOrder of(int number) {
        return new KnownOrder(process, edge.of(number), heldName, wantedName, order, attempt);
    }

    /** As a fact of the target; the same order of another process is the same fact. */
    Knowledge fact() {
        return new Knowledge(FACT + edge.kind(), 1, Wire.toJson(this));
    }

    static boolean in(Knowledge fact) {
        return fact.subject().startsWith(FACT);
    }

    /** @throws IOException when it is damaged */
    static KnownOrder read(Knowledge fact) throws IOException {
        return Wire.fromJson(fact.json(), KnownOrder.class);
    }
}
