package dev.vigil.cli.child;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.wire.FromLaneHost;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a lane sees while it runs one unit. Used by that unit's thread. */
final class UnitContext implements LaneContext {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final String unit;
    private final Target target;
    private final HostChannel channel;
    private final HostedExecutors executors;
    private final HostedPrograms programs;
    private final Map<String, Lane> lanes;
    private long toldNanos = System.nanoTime() - PROGRESS_NANOS;

    UnitContext(
            String unit,
            Target target,
            HostChannel channel,
            HostedExecutors executors,
            HostedPrograms programs,
            Map<String, Lane> lanes) {
        this.unit = unit;
        this.target = target;
        this.channel = channel;
        this.executors = executors;
        this.programs = programs;
        this.lanes = lanes;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits)
            throws LaneFault, InterruptedException {
        return executors.start(settings, limits);
    }

    @Override
    public RunningProgram startProgram(ProgramStart start) throws LaneFault {
        return programs.start(start);
    }

    @Override
    public Lane lane(String name) throws LaneFault {
        Lane lane = lanes.get(name);
        if (lane == null) {
            throw new LaneFault("no lane is called " + name + "; there are " + lanes.keySet());
        }
        return lane;
    }

    @Override
    public void progress(long cases, long crashes, String doing) {
        long now = System.nanoTime();
        if (now - toldNanos < PROGRESS_NANOS) {
            return;
        }
        toldNanos = now;
        try {
            channel.tell(new FromLaneHost.Progress(unit, cases, crashes, doing));
        } catch (IOException e) {
            // The hearing thread sees the same and ends the process; a lane need not know.
            System.err.println("cannot tell the worker: " + e.getMessage());
        }
    }
}
