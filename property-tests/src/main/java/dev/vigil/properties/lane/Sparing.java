package dev.vigil.properties.lane;

import dev.vigil.model.call.DType;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Runs no more cases with arrays that the build was seen to die of while it made them. One thread. */
final class Sparing extends Forwarding {
    private final Makeable makeable;

    Sparing(CaseRunner runner, Makeable makeable) {
        super(runner);
        this.makeable = makeable;
    }

    @Override
    public List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException {
        List<Optional<DType>> deadly = new ArrayList<>();
        List<Task> worthIt = new ArrayList<>();
        for (Task task : tasks) {
            Optional<DType> type = makeable.deadly(task.call());
            deadly.add(type);
            if (type.isEmpty()) {
                worthIt.add(task);
            }
        }
        List<Outcome> run = worthIt.isEmpty() ? List.of() : here.run(worthIt);
        List<Outcome> outcomes = new ArrayList<>(tasks.size());
        Iterator<Outcome> next = run.iterator();
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            outcomes.add(deadly.get(i).map(type -> Makeable.spared(task, type)).orElseGet(next::next));
        }
        run.forEach(makeable::learn);
        return outcomes;
    }
}
