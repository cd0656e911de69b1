package dev.vigil.bench.lane;

import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.lane.LocalRunners;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How many cases a second does an executor run once it is warm? Times a unit's cases after some that are not timed. */
public final class SteadyLane implements Lane {
    public static final String NAME = "bench-steady";

    /** As many as exploration sends at once. */
    private static final int CHUNK = 24;

    /**
     * What was measured, as the one note of the result.
     *
     * @param wallSeconds of the timed cases
     * @param processorSeconds of lane host and executor in that time
     */
    public record Times(long cases, double wallSeconds, double processorSeconds) {
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
        return Draw.during(() -> measured(unit, context));
    }

    private static UnitResult measured(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        ProcessorTime processor = new ProcessorTime(context);
        try (CaseRunner runner = new LocalRunners(Oracles.all()).open(unit, processor)) {
            Workload workload = Workload.read(unit.knowledge().get(0));
            TaskStream tasks = new TaskStream(unit, workload);
            Totals warm = run(runner, tasks, workload.warmUp());
            long startNanos = System.nanoTime();
            double startProcessor = processor.seconds();
            Totals timed = run(runner, tasks, unit.cases());
            double processorSeconds = processor.seconds() - startProcessor;
            double wallSeconds = (System.nanoTime() - startNanos) / 1e9;
            return Results.of(unit, warm.plus(timed), new Times(timed.generated(), wallSeconds, processorSeconds));
        } catch (IOException e) {
            throw new LaneFault("no workload: " + e.getMessage(), e);
        }
    }

    private static Totals run(CaseRunner runner, TaskStream tasks, int cases) throws LaneFault, InterruptedException {
        Totals totals = Totals.NONE;
        while (totals.generated() < cases) {
            List<Task> chunk = new ArrayList<>();
            for (int i = 0; i < CHUNK; i++) {
                chunk.add(tasks.next());
            }
            for (Outcome outcome : runner.run(chunk)) {
                totals = totals.plus(held(outcome));
            }
        }
        return totals;
    }

    /** A benchmark of cases that are refused or violated would measure something else. */
    private static Totals held(Outcome outcome) throws LaneFault {
        int count = outcome.task().count();
        if (outcome.accepted() != count
                || outcome.tallies().values().stream().anyMatch(tally -> tally.violated() > 0)) {
            throw new LaneFault("not every case held: " + outcome);
        }
        return new Totals(count, count, 0, 0, outcome.invocations(), 0);
    }
}
