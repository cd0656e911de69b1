package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import dev.vigil.model.lane.LaneFault;

/** Runs a case once. */
@FunctionalInterface
public interface Probe {
    /** What came of it. */
    enum Came {
        /** The fault. */
        SHOWS,
        /** The library took the call, and the oracle that saw the fault has nothing against it. */
        HOLDS,
        /** The library refused the call as it should refuse a bad one. */
        REFUSED,
        /** Another fault, or no verdict: neither for nor against. */
        NOTHING
    }

    Came came(Case call) throws LaneFault, InterruptedException;
}
