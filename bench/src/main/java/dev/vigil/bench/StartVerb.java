package dev.vigil.bench;

import dev.vigil.cli.Children;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.workers.WorkerSettings;
import dev.vigil.workers.process.ExecutorSupervisor;
import dev.vigil.workers.process.Launcher;
import dev.vigil.workers.process.RunningExecutor;
import dev.vigil.workers.process.ScratchRoot;
import dev.vigil.workers.process.Watchdog;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Processor and wall time of an executor from its start until it listens.")
final class StartVerb implements Callable<Integer> {
    private static final int READY_SECONDS_MAX = 60;
    private static final double MS_PER_TICK = 10;
    /** Of /proc/PID/stat, counted behind the name, which may hold spaces. */
    private static final int USER_TICKS = 11;

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--rounds", paramLabel = "N", description = "starts (default ${DEFAULT-VALUE})")
    private int rounds = 9;

    StartVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = surroundings.out();
        Target target = subject.target(surroundings);
        WorkerSettings settings = new Children(surroundings).settings(1);
        ExecutorService background = Executors.newCachedThreadPool();
        List<Double> cpu = new ArrayList<>();
        List<Double> wall = new ArrayList<>();
        try (ScratchRoot scratch = ScratchRoot.open(settings.scratchParent());
                Watchdog watchdog = new Watchdog()) {
            ExecutorSupervisor supervisor = new ExecutorSupervisor(
                    settings.executor(),
                    new Launcher(settings.launcher()),
                    scratch,
                    watchdog,
                    background,
                    surroundings.environment());
            // The first start also unpacks and archives what later ones share.
            for (int round = 0; round <= rounds; round++) {
                long start = System.nanoTime();
                RunningExecutor executor = supervisor.start(target, Chain.settings(), UnitLimits.USUAL);
                executor.ready().get(READY_SECONDS_MAX, TimeUnit.SECONDS);
                double wallMs = (System.nanoTime() - start) / 1e6;
                double cpuMs = cpuMs(executor.pid());
                executor.stop();
                executor.end().get(READY_SECONDS_MAX, TimeUnit.SECONDS);
                if (round > 0) {
                    cpu.add(cpuMs);
                    wall.add(wallMs);
                }
            }
        } finally {
            background.shutdown();
        }
        out.println("library   " + target.library());
        out.println("processor " + new Spread(cpu).text("%.0f") + " ms, user and system, until it listens, " + rounds
                + " starts");
        out.println("wall      " + new Spread(wall).text("%.0f") + " ms");
        return 0;
    }

    private static double cpuMs(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return MS_PER_TICK * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]));
    }
}
