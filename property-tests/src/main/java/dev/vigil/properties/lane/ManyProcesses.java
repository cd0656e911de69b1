package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.oracles.Panel;
import dev.vigil.properties.task.AcrossProcesses;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in one process, and for {@linkplain AcrossProcesses oracles that compare processes} in others as well: the
 * first variant of each with one other process, the same throughout, and a single case that asks for nothing else, as in
 * replays, with all there are. One thread.
 */
final class ManyProcesses extends Forwarding {
    private final Supplier<CaseRunner> opener;
    private final Oracles oracles;
    private final LongSupplier ids;
    private final long choice;
    private final Map<ProcessSettings, CaseRunner> others = new LinkedHashMap<>();

    /**
     * @param here runs the tasks themselves
     * @param opener makes a runner for one other process
     * @param ids of tasks, none of which is used twice
     * @param choice which other process to compare with, modulo how many there are
     */
    ManyProcesses(CaseRunner here, Supplier<CaseRunner> opener, Oracles oracles, LongSupplier ids, long choice) {
        super(here);
        this.opener = opener;
        this.oracles = oracles;
        this.ids = ids;
        this.choice = choice;
    }

    /** One oracle's question about one variant of a task, and what has been seen for it. */
    private static final class Comparison {
        final Task task;
        final AcrossProcesses oracle;
        final int index;
        final List<RunFacts> runs = new ArrayList<>();

        @Nullable
        Observation death;

        Comparison(Task task, AcrossProcesses oracle, int index) {
            this.task = task;
            this.oracle = oracle;
            this.index = index;
        }

        boolean alone() {
            return task.oracles().size() == 1 && task.count() == 1;
        }

        Case call() {
            return task.call().variant(task.first());
        }

        Task run(long id, Case call) {
            return new Task(id, call, task.intent(), 0, 1, List.of(oracle.name()), false);
        }

        /** What was seen here. */
        void base(Outcome outcome) {
            for (Judged judged : outcome.notable()) {
                if (judged.observation() instanceof Observation.Answered answered) {
                    runs.addAll(answered.runs());
                    return;
                }
            }
        }

        /** What was seen elsewhere. */
        void elsewhere(String label, Outcome outcome) {
            for (Judged judged : outcome.notable()) {
                if (judged.observation() instanceof Observation.Died died) {
                    String phase = died.during().substring(died.during().indexOf('/') + 1);
                    death = death == null ? new Observation.Died(died.end(), label + "/" + phase) : death;
                } else if (judged.observation() instanceof Observation.Answered answered) {
                    for (RunFacts run : answered.runs()) {
                        boolean base = run.label().equals(RunFacts.BASE);
                        runs.add(new RunFacts(base ? label : label + " " + run.label(), run.steps(), run.damage()));
                    }
                }
            }
        }

        Judged judged() {
            Observation seen = death == null ? new Observation.Answered(runs, null) : death;
            Verdict verdict = Panel.judge(oracle, call(), task.intent(), seen);
            return new Judged(task.first(), seen, new TreeMap<>(Map.of(oracle.name(), verdict)));
        }
    }

    /** A run elsewhere. */
    private record Errand(Comparison comparison, Variation variation) {}

    @Override
    public List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException {
        List<Task> near = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Task task : tasks) {
            near.add(separated(task, near.size(), comparisons));
        }
        List<Outcome> outcomes = new ArrayList<>(here.run(near));
        comparisons.removeIf(c ->
                outcomes.get(c.index).crashes() > 0 || outcomes.get(c.index).unrun() > 0);
        if (!comparisons.isEmpty()) {
            seeBases(comparisons, outcomes);
            seeOthers(comparisons);
            for (Comparison comparison : comparisons) {
                outcomes.set(comparison.index, outcomes.get(comparison.index).with(comparison.judged()));
            }
        }
        return outcomes;
    }

    /** The task as it is asked here: without what is compared, unless that is all. */
    private Task separated(Task task, int index, List<Comparison> comparisons) {
        List<String> near = new ArrayList<>(task.oracles());
        for (String name : task.oracles()) {
            if (oracles.byName(name).orElse(null) instanceof AcrossProcesses oracle) {
                near.remove(name);
                if (oracle.asked(task.call(), task.intent())) {
                    comparisons.add(new Comparison(task, oracle, index));
                }
            }
        }
        return near.isEmpty() ? task : task.asking(near);
    }

    private void seeBases(List<Comparison> comparisons, List<Outcome> outcomes) throws LaneFault, InterruptedException {
        List<Comparison> beside = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            if (comparison.alone()) {
                comparison.base(outcomes.get(comparison.index));
            } else {
                beside.add(comparison);
            }
        }
        List<Task> tasks =
                beside.stream().map(c -> c.run(ids.getAsLong(), c.call())).toList();
        List<Outcome> seen = here.run(tasks);
        for (int i = 0; i < seen.size(); i++) {
            beside.get(i).base(seen.get(i));
        }
        comparisons.removeIf(c -> c.runs.isEmpty());
    }

    private void seeOthers(List<Comparison> comparisons) throws LaneFault, InterruptedException {
        Map<ProcessSettings, List<Errand>> errands = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            for (Variation variation : wanted(comparison)) {
                errands.computeIfAbsent(variation.call().settings(), s -> new ArrayList<>())
                        .add(new Errand(comparison, variation));
            }
        }
        for (Map.Entry<ProcessSettings, List<Errand>> there : errands.entrySet()) {
            List<Errand> batch = there.getValue();
            List<Task> tasks = batch.stream()
                    .map(e -> e.comparison().run(ids.getAsLong(), e.variation().call()))
                    .toList();
            List<Outcome> seen =
                    runner(there.getKey(), batch.get(0).comparison().task).run(tasks);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).comparison().elsewhere(batch.get(i).variation().label(), seen.get(i));
            }
        }
    }

    /** All runs in the process of the case, and those of one other process or of all. */
    private List<Variation> wanted(Comparison comparison) {
        List<Variation> all = comparison.oracle.elsewhere(comparison.call(), comparison.task.intent());
        if (comparison.alone()) {
            return all;
        }
        ProcessSettings own = comparison.task.call().settings();
        List<ProcessSettings> there = all.stream()
                .map(v -> v.call().settings())
                .filter(s -> !s.sameProcess(own))
                .distinct()
                .toList();
        ProcessSettings chosen = there.isEmpty() ? own : there.get((int) Math.floorMod(choice, (long) there.size()));
        return all.stream()
                .filter(v -> v.call().settings().sameProcess(own)
                        || v.call().settings().equals(chosen))
                .toList();
    }

    private CaseRunner runner(ProcessSettings settings, Task task) {
        if (settings.sameProcess(task.call().settings())) {
            return here;
        }
        // Numpy semantics are switched per case.
        return others.computeIfAbsent(settings.withNumpyShape(false), s -> opener.get());
    }

    @Override
    public List<String> takeFaults() {
        List<String> faults = new ArrayList<>(here.takeFaults());
        others.values().forEach(other -> faults.addAll(other.takeFaults()));
        return faults;
    }

    @Override
    public List<String> takeNotes() {
        List<String> notes = new ArrayList<>(here.takeNotes());
        others.values().forEach(other -> notes.addAll(other.takeNotes()));
        return notes;
    }

    @Override
    public void close() {
        others.values().forEach(CaseRunner::close);
        here.close();
    }
}
