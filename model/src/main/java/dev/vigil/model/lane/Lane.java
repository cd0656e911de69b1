package dev.vigil.model.lane;

import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;

/**
 * A kind of work. Implementations are found by {@link java.util.ServiceLoader} inside lane hosts, have a public
 * constructor without arguments, and know operators; nothing outside the lane does. One thread.
 */
public interface Lane {
    /** As units name it. */
    String name();

    /**
     * Runs a unit to its end. The same unit over the same target gives the same cases.
     *
     * @throws InterruptedException when the host is asked to leave
     * @throws LaneFault for a fault of ours that spoils the whole unit
     */
    UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault;

    /** Of a lane that keeps no facts, and so is never asked to gather any. */
    static LaneFault gathersNothing(String lane) {
        return new LaneFault("the lane " + lane + " knows nothing of a target as a whole");
    }
}
