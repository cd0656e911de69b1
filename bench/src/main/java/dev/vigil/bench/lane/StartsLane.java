package dev.vigil.bench.lane;

import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.util.List;

/** How many supervised starts a second does a slot run? The unit's subjects are the program and its arguments. */
public final class StartsLane implements Lane {
    public static final String NAME = "bench-starts";

    private static final ProgramLimits LIMITS = new ProgramLimits(30_000, 60_000, 3L << 30);

    /** What was measured, as the one note of the result. */
    public record Times(int starts, double seconds) {
        public static Times of(UnitResult result) throws IOException {
            return Wire.fromJson(result.notes().get(0), Times.class);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        List<String> command = unit.subjects();
        ProgramStart start =
                new ProgramStart(command.get(0), command.subList(1, command.size()), unit.settings(), LIMITS);
        long beganNanos = System.nanoTime();
        for (int i = 0; i < unit.cases(); i++) {
            ProgramEnd program = context.startProgram(start).awaitEnd();
            ProcessEnd end = program.end();
            if (end.kind() != ProcessEnd.Kind.EXIT || end.exitCode() != 0) {
                throw new LaneFault("a start failed: " + end);
            }
        }
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        return Results.of(unit, new Totals(unit.cases(), unit.cases(), 0, 0, 0, 0), new Times(unit.cases(), seconds));
    }
}
