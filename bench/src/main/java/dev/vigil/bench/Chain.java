package dev.vigil.bench;

import dev.vigil.bench.lane.DelayedLane;
import dev.vigil.bench.lane.StartsLane;
import dev.vigil.bench.lane.SteadyLane;
import dev.vigil.bench.lane.Workload;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.Children;
import dev.vigil.cli.Surroundings;
import dev.vigil.coordinator.OperatorGlobs;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.lane.PropertiesLane;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.workers.WorkerSettings;
import dev.vigil.workers.Workers;
import dev.vigil.workers.process.JavaProgram;
import dev.vigil.workers.slot.UnitEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The product's own worker of this machine, whose lane hosts know the lanes of benchmarks as well. Slots may be used by
 * a thread each.
 */
final class Chain implements AutoCloseable {
    /** What every campaign asks at least, and what other oracles are measured against. */
    static final List<String> CHEAPEST = List.of("survival", "repeat");

    private static final int INPUTS = 2;
    private static final UnitLimits LIMITS = new UnitLimits(600, 10, 3L << 30);

    private final Workers workers;
    private final Target target;
    private final AtomicInteger units = new AtomicInteger();

    private Chain(Workers workers, Target target) {
        this.workers = workers;
        this.target = target;
    }

    static Chain open(Surroundings surroundings, Target target, int slots)
            throws BadInput, IOException, InterruptedException {
        WorkerSettings product = new Children(surroundings).settings(slots);
        WorkerSettings settings = new WorkerSettings(
                slots,
                product.launcher(),
                withOurs(product.laneHost(), surroundings.home().resolve("bench/target/classes")),
                product.executor(),
                product.scratchParent());
        return new Chain(Workers.open(settings, surroundings.environment()), target);
    }

    private static JavaProgram withOurs(JavaProgram program, Path ours) {
        List<Path> classPath = new ArrayList<>(program.classPath());
        classPath.add(ours);
        return new JavaProgram(program.runtime(), classPath, program.mainClass(), program.flags());
    }

    /** What the library says of the first operator that the glob names and that takes two arrays alone. */
    OperatorKnowledge operator(String glob) throws BadInput, IOException, InterruptedException {
        UnitResult described = run(
                0, unit(PropertiesLane.NAME, WorkUnit.Task.DESCRIBE, List.of(), List.of(), 0, settings(), List.of()));
        OperatorGlobs.Selection selection = OperatorGlobs.select(described.subjects(), List.of(glob));
        for (Knowledge knowledge : described.knowledge()) {
            if (selection.names().contains(knowledge.subject())) {
                OperatorKnowledge declared = OperatorKnowledge.read(knowledge);
                if (declared.signature().inputs().size() == INPUTS
                        && !declared.signature().variadic()) {
                    return declared;
                }
            }
        }
        throw new BadInput(
                selection.problem().isEmpty() ? "no operator of " + glob + " takes two arrays" : selection.problem());
    }

    static ProcessSettings settings() {
        return ProcessSettings.plain("cpu");
    }

    /** How fast one slot is once it is warm. */
    Rate steady(int slot, Workload workload, int cases) throws IOException, InterruptedException {
        return steady(slot, workload, cases, CHEAPEST);
    }

    /** The same with these oracles asked, each as often as a campaign asks it. */
    Rate steady(int slot, Workload workload, int cases, List<String> oracles) throws IOException, InterruptedException {
        SteadyLane.Times times = SteadyLane.Times.of(run(slot, SteadyLane.NAME, workload, cases, settings(), oracles));
        return new Rate(times.cases() / times.wallSeconds(), times.cases() / times.processorSeconds());
    }

    /** Runs a benchmark's unit to its end on one slot. */
    UnitResult run(int slot, String lane, Workload workload, int cases, ProcessSettings settings, List<String> oracles)
            throws IOException, InterruptedException {
        return run(
                slot,
                unit(
                        lane,
                        WorkUnit.Task.EXPLORE,
                        List.of(workload.name()),
                        List.of(workload.write()),
                        cases,
                        settings,
                        oracles));
    }

    /** Runs a program so many times on the first slot, one after the other. */
    UnitResult starts(List<String> command, int count) throws IOException, InterruptedException {
        return run(0, unit(StartsLane.NAME, WorkUnit.Task.EXPLORE, command, List.of(), count, settings(), List.of()));
    }

    /** Runs a program so many times without delays, and as often with those of each style, on the first slot. */
    UnitResult delayed(List<String> command, int count, ProcessSettings settings)
            throws IOException, InterruptedException {
        return run(0, unit(DelayedLane.NAME, WorkUnit.Task.EXPLORE, command, List.of(), count, settings, List.of()));
    }

    private WorkUnit unit(
            String lane,
            WorkUnit.Task task,
            List<String> subjects,
            List<Knowledge> knowledge,
            int cases,
            ProcessSettings settings,
            List<String> oracles) {
        int number = units.incrementAndGet();
        return new WorkUnit(
                "bench/0/" + number,
                "bench",
                lane,
                task,
                0,
                number,
                subjects,
                knowledge,
                cases,
                settings,
                oracles,
                LIMITS,
                null);
    }

    private UnitResult run(int slot, WorkUnit unit) throws IOException, InterruptedException {
        UnitEnd end = workers.slots().get(slot).run(unit, target, (cases, crashes, doing) -> {});
        if (end instanceof UnitEnd.Done done) {
            return done.result();
        }
        throw new IOException("the unit did not end well: " + end);
    }

    @Override
    public void close() {
        workers.close();
    }
}
