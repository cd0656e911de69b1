package dev.vigil.probes.leaks;

import dev.vigil.binding.NativePrograms;
import dev.vigil.binding.Watch;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.probes.attempt.UnitTime;
import dev.vigil.probes.coldstart.Attempts;
import dev.vigil.probes.coldstart.CallFiles;
import dev.vigil.probes.coldstart.Judge;
import dev.vigil.probes.coldstart.Phases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Has loops run, one after the other, each in a process of its own that is watched from within. One thread. */
final class LeakRuns {
    /** As probes of this lane are called in cases. */
    static final String PROBE = LeaksLane.NAME;

    private static final String ACTION = "action";

    /** Samples behind the first one of each loop. */
    static final int SAMPLES = 20;

    /** For loading the library, and for samples. */
    private static final Duration OVERHEAD_MAX = Duration.ofSeconds(30);

    private static final Duration OVERHEAD_MIN = Duration.ofSeconds(3);

    /** How long a loop is. */
    enum Length {
        /** Enough to see whether anything grows. */
        SHORT(32, 2),
        /** Four times that, to see whether it goes on. */
        LONG(128, 8);

        private final int iterations;
        private final int seconds;

        Length(int iterations, int seconds) {
            this.iterations = iterations;
            this.seconds = seconds;
        }

        /** The most that a process takes; slow steps make it longer than its loops should be. */
        private Duration most() {
            return Duration.ofSeconds(3L * seconds).plus(OVERHEAD_MAX);
        }

        /** With less it is not worth beginning. */
        private Duration least() {
            return Duration.ofSeconds(seconds).plus(OVERHEAD_MIN);
        }
    }

    private final LaneContext context;
    private final UnitLimits limits;
    private final Clock clock;
    private final Instant end;
    private final Path folder;
    private final Path program;
    private final Watch watch;

    /** For a unit that begins now. */
    LeakRuns(LaneContext context, UnitLimits limits, Clock clock) throws LaneFault {
        this.context = context;
        this.limits = limits;
        this.clock = clock;
        this.end = UnitTime.end(clock, limits);
        try {
            this.folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), PROBE));
            NativePrograms programs = new NativePrograms(folder);
            this.program = programs.extract(NativePrograms.Program.LEAK);
            this.watch = Watch.of(
                            programs.extract(NativePrograms.Program.WATCH), folder.resolve("watch"), Watch.Feature.HEAP)
                    .inProgram(program.getFileName().toString());
        } catch (IOException | UncheckedIOException e) {
            throw new LaneFault("no probe: " + e.getMessage(), e);
        }
    }

    /** Whether what is left of the unit is enough for such a loop. */
    boolean timeFor(Length length) {
        return Duration.between(clock.instant(), end).compareTo(length.least()) >= 0;
    }

    /** Why memory will not be known by its stacks, in one line; empty where they are. */
    Optional<String> obstacle() {
        return watch.obstacle(program);
    }

    /** A loop as a case, so that it can be run again. */
    static Case loop(Case call, Action action, ProcessSettings settings) {
        return new Case(
                settings.withNumpyShape(call.settings().numpyShape()),
                call.steps(),
                new Probe(PROBE, new TreeMap<>(Map.of(ACTION, action.text()))));
    }

    /** @throws LaneFault when the case is none of this lane's */
    static Action action(Case loop) throws LaneFault {
        Probe probe = loop.probe();
        return Action.named(probe == null ? "" : probe.options().getOrDefault(ACTION, ""))
                .orElseThrow(() -> new LaneFault("a case of this lane names one of its actions"));
    }

    /**
     * What came of a loop.
     *
     * @param measured null when the process did not come to its end
     * @param why there are no measures; empty when there are
     * @param refused whether that is because the library does not do such a thing
     */
    record Outcome(@Nullable Measured measured, String why, boolean refused) {}

    /** @throws LaneFault when the build does not load, or a program of ours does not work */
    Outcome run(Case loop, Length length) throws LaneFault, InterruptedException {
        Path calls = folder.resolve("calls.txt");
        Path values = folder.resolve("values.bin");
        Path samples = folder.resolve("samples.txt");
        Path heap = Watch.heap(watch.out());
        try {
            Files.deleteIfExists(samples);
            Files.deleteIfExists(heap);
            CallFiles.write(loop, calls, values);
        } catch (IOException e) {
            throw new LaneFault("a loop cannot be prepared: " + e.getMessage(), e);
        }
        long leftMs = Duration.between(clock.instant(), end).toMillis();
        long mostMs = Math.max(length.least().toMillis(), Math.min(length.most().toMillis(), leftMs));
        ProgramEnd end = context.startProgram(new ProgramStart(
                        program.toString(),
                        List.of(
                                "--library", context.target().library(),
                                "--calls", calls.toString(),
                                "--values", values.toString(),
                                "--report", ProgramStart.REPORT,
                                "--trace", ProgramStart.TRACE,
                                "--samples", samples.toString(),
                                "--action", action(loop).text(),
                                "--iterations", Integer.toString(length.iterations),
                                "--samples-max", Integer.toString(SAMPLES),
                                "--seconds", Integer.toString(length.seconds),
                                "--numpy", loop.settings().numpyShape() ? "1" : "0",
                                "--device", loop.settings().device()),
                        watched(loop.settings()),
                        new ProgramLimits(mostMs, mostMs, limits.memoryBytes())))
                .awaitEnd();
        Attempts.requireUse(end);
        return outcome(end, samples, heap);
    }

    private static Outcome outcome(ProgramEnd program, Path samples, Path heap) {
        ProcessEnd end = program.end();
        Phases phases = Phases.parse(program.report());
        if (end.kind() == ProcessEnd.Kind.EXIT && end.exitCode() == Judge.REFUSED) {
            return new Outcome(
                    null,
                    phases.named(Phases.REFUSED).map(Phases.Phase::detail).orElse("refused without a word"),
                    true);
        }
        if (end.kind() != ProcessEnd.Kind.EXIT || end.exitCode() != Judge.LEFT) {
            String during = phases.last().map(Phases.Phase::text).orElse("start");
            return new Outcome(
                    null,
                    "the process ended in " + during + ": "
                            + end.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + end.detail(),
                    false);
        }
        try {
            return new Outcome(Measured.read(samples, heap), "", false);
        } catch (IOException e) {
            return new Outcome(null, "its measures cannot be read: " + e.getMessage(), false);
        }
    }

    private ProcessSettings watched(ProcessSettings settings) {
        return obstacle().isEmpty() ? settings.withEnvironment(watch.in(settings.environment())) : settings;
    }
}
