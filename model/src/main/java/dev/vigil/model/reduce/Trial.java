package dev.vigil.model.reduce;

import dev.vigil.model.lane.LaneFault;

/** Runs a proposal and says whether the fault is still there. */
@FunctionalInterface
public interface Trial<T> {
    boolean shows(T proposal) throws LaneFault, InterruptedException;
}
