package dev.vigil.probes.attempt;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import java.util.List;

/**
 * A target that is not there, and nobody who makes calls.
 *
 * @param programs runs those that a lane starts
 */
public record PretendedContext(Programs programs) implements LaneContext {
    /** The programs of a test. */
    public interface Programs {
        RunningProgram start(ProgramStart start);
    }

    @Override
    public Target target() {
        return new Target("t", "sha", "/lib/libmxnet.so", List.of());
    }

    @Override
    public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits) {
        throw new UnsupportedOperationException("no calls are made here");
    }

    @Override
    public RunningProgram startProgram(ProgramStart start) {
        return programs.start(start);
    }

    @Override
    public void progress(long cases, long crashes, String doing) {}
}
