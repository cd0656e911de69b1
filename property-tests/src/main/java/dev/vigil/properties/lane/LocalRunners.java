package dev.vigil.properties.lane;

import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.executor.ExecutorClient;
import dev.vigil.properties.executor.KeptExecutor;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.CaseRunner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Executors of this machine, of which one is kept from unit to unit. */
public final class LocalRunners implements PropertiesLane.Runners {
    /** Far from the numbers of a {@link TaskSource}. */
    private static final long COMPARED_FIRST = 1L << 40;

    private final Oracles oracles;
    private final KeptExecutor keeper = new KeptExecutor();
    private final Map<String, Makeable> makeable = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(COMPARED_FIRST);

    public LocalRunners(Oracles oracles) {
        this.oracles = oracles;
    }

    @Override
    public CaseRunner open(WorkUnit unit, LaneContext context) throws InterruptedException {
        // Memory is what a slot leases: two large processes must not meet in it.
        keeper.drop();
        return runner(unit, context, new ExecutorClient(context, unit.limits(), oracles));
    }

    @Override
    public CaseRunner reopen(WorkUnit unit, LaneContext context) {
        CaseRunner kept = runner(unit, context, new ExecutorClient(context, unit.limits(), oracles, keeper));
        return new Sparing(kept, makeable.computeIfAbsent(context.target().library(), library -> new Makeable()));
    }

    private CaseRunner runner(WorkUnit unit, LaneContext context, CaseRunner here) {
        return new ManyProcesses(
                here,
                () -> new ExecutorClient(context, unit.limits(), oracles),
                oracles,
                ids::getAndIncrement,
                unit.seed());
    }
}
