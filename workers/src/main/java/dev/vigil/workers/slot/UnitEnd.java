package dev.vigil.workers.slot;

import dev.vigil.model.unit.UnitResult;

/** What became of one attempt at a unit. */
public sealed interface UnitEnd {
    /** It ran to its end. */
    record Done(UnitResult result) implements UnitEnd {}

    /**
     * A fault of ours or of the machine ended it, in one line; it may go out again.
     *
     * @param begun whether the unit had begun, so that it may be what ended it; otherwise something is wrong here
     */
    record Failed(String fault, boolean begun) implements UnitEnd {
        static Failed within(String fault) {
            return new Failed(fault, true);
        }

        public static Failed before(String fault) {
            return new Failed(fault, false);
        }
    }

    /** It was cancelled. */
    record Cancelled() implements UnitEnd {}
}
