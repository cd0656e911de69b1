package dev.vigil.bench.lane;

import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.executor.ExecutorClient;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How long from a case that kills its executor to the next case? Over a target that dies at every call, so that each
 * executor runs one case, the gaps between the starts of cases are the answer: crash, capture, start, connection.
 */
public final class CrashLane implements Lane {
    public static final String NAME = "bench-crash";

    /** What was measured, as the one note of the result. */
    public record Gaps(List<Double> milliseconds) {
        public Gaps {
            milliseconds = List.copyOf(milliseconds);
        }

        public static Gaps of(UnitResult result) throws IOException {
            return Wire.fromJson(result.notes().get(0), Gaps.class);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        return Draw.during(() -> measured(unit, context));
    }

    private static UnitResult measured(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        DeathRecords records = new DeathRecords(context);
        try (ExecutorClient runner = new ExecutorClient(records, unit.limits(), Oracles.all())) {
            TaskStream stream =
                    new TaskStream(unit, Workload.read(unit.knowledge().get(0)));
            List<Task> tasks = new ArrayList<>();
            for (int i = 0; i < unit.cases(); i++) {
                tasks.add(stream.next());
            }
            List<Outcome> outcomes = runner.run(tasks);
            long crashes = outcomes.stream().mapToLong(Outcome::crashes).sum();
            if (crashes != unit.cases()) {
                throw new LaneFault(unit.cases() + " cases and " + crashes + " crashes");
            }
            return Results.of(unit, new Totals(crashes, crashes, 0, 0, 0, crashes), new Gaps(records.gapsMs()));
        } catch (IOException e) {
            throw new LaneFault("no workload: " + e.getMessage(), e);
        }
    }
}
