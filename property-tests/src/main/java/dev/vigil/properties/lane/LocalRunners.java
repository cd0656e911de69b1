package dev.vigil.properties.lane;

import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.executor.ExecutorClient;
import dev.vigil.properties.executor.KeptExecutor;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.CaseRunner;

/** Executors of this machine, of which one is kept from unit to unit. */
final class LocalRunners implements PropertiesLane.Runners {
    private final Oracles oracles;
    private final KeptExecutor keeper = new KeptExecutor();

    LocalRunners(Oracles oracles) {
        this.oracles = oracles;
    }

    @Override
    public CaseRunner open(WorkUnit unit, LaneContext context) throws InterruptedException {
        // Memory is what a slot leases: two large processes must not meet in it.
        keeper.drop();
        return new ExecutorClient(context, unit.limits(), oracles);
    }

    @Override
    public CaseRunner reopen(WorkUnit unit, LaneContext context) {
        return new ExecutorClient(context, unit.limits(), oracles, keeper);
    }
}
