package dev.vigil.bench.lane;

import dev.vigil.model.call.Seeds;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.generate.CallGenerator;
import dev.vigil.properties.generate.Generated;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Task;
import java.util.List;

/**
 * Tasks as exploration makes them, with the oracles that it draws for each, of which only unchanged valid calls are kept:
 * the C++ loop makes no others. One thread.
 */
final class TaskStream {
    private final WorkUnit unit;
    private final Workload workload;
    private final CallGenerator generator;
    private final Oracles oracles = Oracles.all();
    private long index;
    private long tasks;

    TaskStream(WorkUnit unit, Workload workload) {
        this.unit = unit;
        this.workload = workload;
        generator = new CallGenerator(workload.operator(), new Draw.Generators(), unit.seed(), false);
    }

    Task next() {
        while (true) {
            Generated made = generator.call(index++);
            if (made.intent() == Intent.VALID && made.kind().isEmpty()) {
                List<String> drawn = oracles.drawn(unit.oracles(), made.intent(), Seeds.mix(unit.seed(), tasks));
                return new Task(
                        tasks++,
                        made.call().toCase(workload.name(), unit.settings()),
                        Intent.VALID,
                        0,
                        workload.fills(),
                        drawn,
                        true);
            }
        }
    }
}
