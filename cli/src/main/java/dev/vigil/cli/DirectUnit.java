package dev.vigil.cli;

import dev.vigil.model.lane.Blamed;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.workers.Workers;
import dev.vigil.workers.slot.UnitEnd;

/** Runs a unit on one slot of this machine, through the machinery of every run but without a campaign, a store or an actor. */
public final class DirectUnit {
    private final Surroundings surroundings;

    public DirectUnit(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * @throws BadInput with the loader's own words when the build does not load
     * @throws UnitFault with the lane's own words when the unit could not be run for a fault of ours
     */
    public UnitResult run(WorkUnit unit, Target target) throws BadInput, UnitFault, InterruptedException {
        try (Workers workers = new Children(surroundings).open(1)) {
            UnitEnd end = workers.slots().get(0).run(unit, target, (cases, crashes, doing) -> {});
            if (end instanceof UnitEnd.Done done) {
                return done.result();
            }
            if (end instanceof UnitEnd.Failed failed) {
                if (failed.blamed() == Blamed.TARGET) {
                    throw new BadInput(failed.fault());
                }
                throw new UnitFault(failed.fault());
            }
            throw new InterruptedException("the unit was cancelled");
        }
    }
}
