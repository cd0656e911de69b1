package dev.vigil.bench.lane;

import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.generate.CallGenerator;
import dev.vigil.properties.generate.Generated;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Task;

/** Tasks as exploration makes them, of which only unchanged valid calls are kept: the C++ loop makes no others. One thread. */
final class TaskStream {
    private final WorkUnit unit;
    private final Workload workload;
    private final CallGenerator generator;
    private long index;
    private long tasks;

    TaskStream(WorkUnit unit, Workload workload) {
        this.unit = unit;
        this.workload = workload;
        generator = new CallGenerator(workload.operator(), new Draw.Generators(), unit.seed());
    }

    Task next() {
        while (true) {
            Generated made = generator.call(index++);
            if (made.intent() == Intent.VALID && made.kind().isEmpty()) {
                return new Task(
                        tasks++,
                        made.call().toCase(workload.name(), unit.settings()),
                        Intent.VALID,
                        0,
                        workload.fills(),
                        unit.oracles(),
                        true);
            }
        }
    }
}
