package dev.vigil.probes.locks;

import dev.vigil.binding.NativePrograms;
import dev.vigil.binding.Watch;
import dev.vigil.model.call.Case;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.probes.attempt.UnitTime;
import dev.vigil.probes.coldstart.Attempts;
import dev.vigil.probes.coldstart.Phases;
import dev.vigil.probes.race.RaceProgram;
import dev.vigil.probes.watch.WatchLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs cold starts and concurrency probes, each in a fresh process that tells of its locks. One thread. */
final class WatchedStarts {
    /** Of calls that may block all but those that wait for another thread of the process, or for nothing but time. */
    private static final String CALLS =
            "-pthread_cond_wait,pthread_cond_timedwait,pthread_cond_clockwait,pthread_join,sem_wait,waitpid,"
                    + "nanosleep,clock_nanosleep,usleep,sleep";

    private final Clock clock;
    private final Instant end;
    private final Attempts starts;
    private final RaceProgram races;
    private final Path library;
    private final Path out;

    /** For a unit that begins now. */
    WatchedStarts(LaneContext context, WorkUnit unit, Clock clock) throws LaneFault {
        this.clock = clock;
        UnitLimits limits = unit.limits();
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), LocksLane.NAME));
            this.starts = new Attempts(context, unit, folder);
            this.races = new RaceProgram(context, limits);
            this.library = new NativePrograms(folder).extract(NativePrograms.Program.WATCH);
            this.out = folder.resolve("watch");
        } catch (IOException | UncheckedIOException e) {
            throw new LaneFault("no probe: " + e.getMessage(), e);
        }
        Duration longest = starts.longest().compareTo(races.longest()) > 0 ? starts.longest() : races.longest();
        this.end = UnitTime.end(clock, limits).minus(longest);
    }

    boolean timeLeft() {
        return clock.instant().isBefore(end);
    }

    RaceProgram races() {
        return races;
    }

    /**
     * What a process told.
     *
     * @param log null when it told nothing
     * @param why that is so, in one line; empty when it told
     * @param invocations of the library, as far as it said
     */
    record Outcome(@Nullable WatchLog log, String why, long invocations) {}

    /** @throws LaneFault when the build does not load, or a program of ours does not work */
    Outcome run(Case attempt) throws LaneFault, InterruptedException {
        boolean start = LockAttempts.isStart(attempt);
        Path program = start ? starts.program() : races.program();
        Watch watch = Watch.of(library, out, Watch.Feature.LOCKS)
                .inProgram(program.getFileName().toString());
        Optional<String> obstacle = watch.obstacle(program);
        Case watched = LockAttempts.drawn(attempt);
        if (obstacle.isEmpty()) {
            TreeMap<String, String> environment = watch.in(attempt.settings().environment());
            environment.putIfAbsent(Watch.CALLS, CALLS);
            watched = watched.withSettings(attempt.settings().withEnvironment(environment));
        }
        try {
            Files.deleteIfExists(out);
        } catch (IOException e) {
            throw new LaneFault("a start cannot be prepared: " + e.getMessage(), e);
        }
        return told(start ? starts.run(watched) : races.run(watched), obstacle);
    }

    private Outcome told(ProgramEnd program, Optional<String> obstacle) {
        ProcessEnd end = program.end();
        long invocations = Phases.parse(program.report()).count(Phases.INVOKE);
        if (obstacle.isPresent()) {
            return new Outcome(null, obstacle.get(), invocations);
        }
        try {
            if (Files.exists(out)) {
                return new Outcome(WatchLog.read(out, 0), "", invocations);
            }
        } catch (IOException e) {
            return new Outcome(null, "what it told of its locks cannot be read: " + e.getMessage(), invocations);
        }
        String refused = end.stderr()
                .lines()
                .filter(l -> l.contains(Watch.PRELOAD))
                .findFirst()
                .orElse("");
        if (!refused.isEmpty()) {
            return new Outcome(null, "not watched: the loader says " + refused.strip(), invocations);
        }
        return new Outcome(
                null,
                "it told nothing of its locks before its end: "
                        + end.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + end.detail(),
                invocations);
    }

    /** Ends what runs beside the starts. */
    void end() throws InterruptedException {
        starts.end();
    }
}
