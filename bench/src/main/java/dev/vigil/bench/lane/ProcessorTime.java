package dev.vigil.bench.lane;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A context that knows what processor time this lane host and the executors started through it have used. One thread. */
final class ProcessorTime implements LaneContext {
    private final LaneContext inner;
    private final List<ProcessHandle> processes = new ArrayList<>(List.of(ProcessHandle.current()));

    ProcessorTime(LaneContext inner) {
        this.inner = inner;
    }

    /** So far, of those that still run; in steps of the kernel's, 10 ms. */
    double seconds() {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(used -> used.toNanos() / 1e9)
                .sum();
    }

    @Override
    public Target target() {
        return inner.target();
    }

    @Override
    public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits)
            throws LaneFault, InterruptedException {
        ChildProcess child = inner.startExecutor(settings, limits);
        // A child of the worker, not of ours: its command line names the socket, and so does its launcher's.
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(child.socket()))
                .forEach(processes::add);
        return child;
    }

    @Override
    public void progress(long cases, long crashes, String doing) {
        inner.progress(cases, crashes, doing);
    }
}
