package dev.vigil.probes.coldstart;

import dev.vigil.binding.NativePrograms;
import dev.vigil.binding.Watch;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.Blamed;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.probes.attempt.UnitTime;
import dev.vigil.probes.delay.Delayer;
import dev.vigil.probes.delay.Perturbation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs attempts one after the other, each in a fresh process, and the load that they run under. One thread. */
public final class Attempts {
    /** A process that does nothing for so long after its start hangs. */
    private static final Duration QUIET_MAX = Duration.ofSeconds(5);
    /** One that is still busy after so many times that hangs as well ... */
    private static final int BUSY_FACTOR = 6;
    /** ... or after this part of its unit's time. */
    private static final double BUSY_SHARE = 0.4;

    /** The same where kernels may be compiled at their first use. */
    private static final int COMPILING_FACTOR = 18;

    private static final double COMPILING_SHARE = 0.6;

    private static final long LOAD_MS_MAX = 150_000;

    /** The dump is this with {@code .dump} behind it. */
    private static final String WATCH_OUT = "watch";

    private final LaneContext context;
    private final ProgramLimits limits;
    private final Path probe;
    private final Path press;
    private final Path watch;
    private final Delayer delayer;
    private final Path calls;
    private final Path values;
    private Load loaded = Load.NONE;
    private LaneContext.@Nullable RunningProgram pressing;

    /**
     * @param unit that they belong to
     * @param folder for the files of calls, and for our programs
     */
    public Attempts(LaneContext context, WorkUnit unit, Path folder) throws LaneFault {
        this.context = context;
        UnitLimits limits = unit.limits();
        boolean compiles = unit.settings().onGpu();
        double share = compiles ? COMPILING_SHARE : BUSY_SHARE;
        long quietMs = Math.min(QUIET_MAX.toMillis(), 1000L * limits.caseSeconds());
        long busyMs = Math.min(
                (compiles ? COMPILING_FACTOR : BUSY_FACTOR) * quietMs, (long) (share * 1000 * limits.seconds()));
        this.limits = new ProgramLimits(quietMs, Math.max(quietMs, busyMs), limits.memoryBytes());
        try {
            NativePrograms programs = new NativePrograms(folder);
            this.probe = programs.extract(NativePrograms.Program.PROBE);
            this.press = programs.extract(NativePrograms.Program.LOAD);
            this.watch = programs.extract(NativePrograms.Program.WATCH);
            this.delayer = new Delayer(watch, probe, folder);
        } catch (UncheckedIOException e) {
            throw new LaneFault("no probe: " + e.getMessage(), e);
        }
        this.calls = folder.resolve("calls.txt");
        this.values = folder.resolve("values.bin");
    }

    /** The most that an attempt takes, its capsule included. */
    public Duration longest() {
        return UnitTime.longest(limits);
    }

    /** @throws LaneFault when the build does not load, or a program of ours does not work */
    public ProgramEnd run(Case attempt) throws LaneFault, InterruptedException {
        return run(attempt, limits);
    }

    /** The same where a hang is told sooner. */
    ProgramEnd runHastily(Case attempt) throws LaneFault, InterruptedException {
        return run(attempt, UnitTime.hasty(limits));
    }

    private ProgramEnd run(Case attempt, ProgramLimits within) throws LaneFault, InterruptedException {
        press(Cells.load(attempt));
        try {
            CallFiles.write(attempt, calls, values);
        } catch (IOException e) {
            throw new LaneFault("calls cannot be written: " + e.getMessage(), e);
        }
        ProgramEnd end = context.startProgram(new ProgramStart(
                        probe.toString(),
                        List.of(
                                "--library", context.target().library(),
                                "--calls", calls.toString(),
                                "--values", values.toString(),
                                "--report", ProgramStart.REPORT,
                                "--trace", ProgramStart.TRACE,
                                "--leave", Cells.leave(attempt),
                                "--seed", Cells.seed(attempt),
                                "--numpy", attempt.settings().numpyShape() ? "1" : "0",
                                "--device", attempt.settings().device()),
                        settings(attempt),
                        within))
                .awaitEnd();
        requireUse(end);
        return end;
    }

    /** What delays the probe's threads. */
    Delayer delayer() {
        return delayer;
    }

    /** Where nobody can look into a process, it is started so that it tells its stacks itself, if it is not watched already. */
    private ProcessSettings settings(Case attempt) throws LaneFault {
        if (Onlooker.able() || attempt.settings().environment().containsKey(Watch.FEATURES)) {
            return delayer.delayed(attempt);
        }
        if (Perturbation.of(attempt).any()) {
            return inOwnFolder(delayer.delayed(attempt, Watch::telling));
        }
        ProcessSettings settings = attempt.settings();
        Watch telling = Watch.of(watch, Path.of(WATCH_OUT), Watch.Feature.DUMP)
                .inProgram(NativePrograms.Program.PROBE.fileName());
        return inOwnFolder(settings.withEnvironment(telling.in(settings.environment())));
    }

    /** The worker looks for the dump in the process's own folder. */
    private static ProcessSettings inOwnFolder(ProcessSettings settings) {
        TreeMap<String, String> environment = new TreeMap<>(settings.environment());
        environment.put(Watch.OUT, WATCH_OUT);
        return settings.withEnvironment(environment);
    }

    /** @throws LaneFault when the end of a program of ours says that the build does not load, or that it could not be run */
    public static void requireUse(ProgramEnd program) throws LaneFault {
        ProcessEnd end = program.end();
        if (end.kind() == ProcessEnd.Kind.NOT_STARTED) {
            throw new LaneFault(end.detail(), Blamed.WORKER);
        }
        if (end.kind() != ProcessEnd.Kind.EXIT) {
            return;
        }
        if (end.exitCode() == Judge.DOES_NOT_LOAD) {
            throw new LaneFault(
                    Phases.parse(program.report())
                            .named(Phases.NOT_LOADED)
                            .map(Phases.Phase::detail)
                            .orElse("the build does not load"),
                    Blamed.TARGET);
        }
        if (end.exitCode() == Judge.BAD_ARGUMENTS && program.report().isEmpty()) {
            throw new LaneFault(
                    "the probe refuses its arguments: " + end.stderr().strip());
        }
    }

    private void press(Load wanted) throws LaneFault, InterruptedException {
        if (wanted == loaded) {
            return;
        }
        end();
        if (wanted != Load.NONE) {
            pressing = context.startProgram(new ProgramStart(
                    press.toString(),
                    wanted.arguments(),
                    ProcessSettings.plain("cpu"),
                    new ProgramLimits(LOAD_MS_MAX, LOAD_MS_MAX, wanted.bytesMax())));
        }
        loaded = wanted;
    }

    /** The program that is started. */
    public Path program() {
        return probe;
    }

    /** Ends the load. */
    public void end() throws InterruptedException {
        LaneContext.RunningProgram running = pressing;
        pressing = null;
        loaded = Load.NONE;
        if (running != null) {
            running.stop();
        }
    }

    /** A folder of this process for its own files. */
    static Path folder() throws LaneFault {
        try {
            return Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "coldstart"));
        } catch (IOException e) {
            throw new LaneFault("no folder for probes: " + e.getMessage(), e);
        }
    }
}
