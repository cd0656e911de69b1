package dev.vigil.workers.slot;

import dev.vigil.model.unit.UnitResult;

/** What became of one attempt at a unit. */
public sealed interface UnitEnd {
    /** It ran to its end. */
    record Done(UnitResult result) implements UnitEnd {}

    /**
     * A fault of ours or of the machine ended it, in one line; it may go out again.
     *
     * @param ofTarget whether the fault is that the build under test does not load
     */
    record Failed(String fault, boolean ofTarget) implements UnitEnd {
        public Failed(String fault) {
            this(fault, false);
        }
    }

    /** It was cancelled. */
    record Cancelled() implements UnitEnd {}
}
