package dev.vigil.workers.slot;

import dev.vigil.model.lane.Blamed;
import dev.vigil.model.unit.UnitResult;

/** What became of one attempt at a unit. */
public sealed interface UnitEnd {
    /** It ran to its end. */
    record Done(UnitResult result) implements UnitEnd {}

    /** A fault of ours or of the machine ended it, in one line; it may go out again. */
    record Failed(String fault, Blamed blamed) implements UnitEnd {
        public static Failed within(String fault) {
            return new Failed(fault, Blamed.UNIT);
        }

        public static Failed before(String fault) {
            return new Failed(fault, Blamed.WORKER);
        }

        /** Whether the unit had begun. */
        public boolean begun() {
            return blamed != Blamed.WORKER;
        }
    }

    /** It was cancelled. */
    record Cancelled() implements UnitEnd {}
}
