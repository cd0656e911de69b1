package dev.vigil.probes.race;

import dev.vigil.binding.NativePrograms;
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
import dev.vigil.probes.attempt.UnitTime;
import dev.vigil.probes.delay.Delayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Has the race program run by whoever supervises processes. One thread. */
public final class RaceProgram {
    /** An attempt plays no new round after so long ... */
    private static final Duration PLAY_MAX = Duration.ofSeconds(4);
    /** ... says that a thread stands still after so long ... */
    private static final Duration STALL = Duration.ofSeconds(3);
    /** ... hangs when no thread does anything from so long after its start on ... */
    private static final Duration QUIET = Duration.ofSeconds(6);
    /** ... or whatever its threads do after so long, or this part of its unit's time. */
    private static final Duration TOTAL = Duration.ofSeconds(20);

    private static final double TOTAL_SHARE = 0.4;

    /** The program ends itself only where nobody supervises it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final LaneContext context;
    private final ProgramLimits limits;
    private final Path program;
    private final Delayer delayer;

    public RaceProgram(LaneContext context, UnitLimits limits) throws LaneFault {
        this.context = context;
        long totalMs = Math.min(TOTAL.toMillis(), (long) (TOTAL_SHARE * 1000 * limits.seconds()));
        long quietMs = Math.min(QUIET.toMillis(), totalMs);
        this.limits = new ProgramLimits(Math.max(1, quietMs), Math.max(1, totalMs), limits.memoryBytes());
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "concurrency"));
            NativePrograms programs = new NativePrograms(folder);
            this.program = programs.extract(NativePrograms.Program.RACE);
            this.delayer = new Delayer(programs.extract(NativePrograms.Program.WATCH), program, folder);
        } catch (IOException | UncheckedIOException e) {
            throw new LaneFault("no race program: " + e.getMessage(), e);
        }
    }

    /** The most that an attempt takes, its capsule included. */
    public Duration longest() {
        return UnitTime.longest(limits);
    }

    /** What delays the program's threads. */
    Delayer delayer() {
        return delayer;
    }

    /** The program that is started. */
    public Path program() {
        return program;
    }

    /** The tables of all probes. */
    public List<RaceProbe> list() throws LaneFault, InterruptedException {
        ProgramEnd end =
                start(List.of("--list", "--report", ProgramStart.REPORT), ProcessSettings.plain("cpu"), limits);
        List<RaceProbe> probes = RaceReport.parseList(end.report());
        if (probes.isEmpty()) {
            throw new LaneFault("the race program lists no probes: " + end.end().detail());
        }
        return probes;
    }

    /** @throws LaneFault when the build does not load, or the program does not work */
    public ProgramEnd run(Case attempt) throws LaneFault, InterruptedException {
        return run(attempt, limits);
    }

    /** The same where a hang is told sooner. */
    ProgramEnd runHastily(Case attempt) throws LaneFault, InterruptedException {
        return run(attempt, UnitTime.hasty(limits));
    }

    private ProgramEnd run(Case attempt, ProgramLimits within) throws LaneFault, InterruptedException {
        ProgramEnd end = start(
                List.of(
                        context.target().library(),
                        RaceCells.probe(attempt),
                        "--threads",
                        RaceCells.threads(attempt),
                        "--rounds",
                        RaceCells.rounds(attempt),
                        "--seed",
                        RaceCells.seed(attempt),
                        "--seconds",
                        Long.toString(PLAY_MAX.toSeconds()),
                        "--stall",
                        Long.toString(STALL.toSeconds()),
                        "--patience",
                        Long.toString(PATIENCE.toSeconds()),
                        "--report",
                        ProgramStart.REPORT,
                        "--trace",
                        ProgramStart.TRACE),
                delayer.delayed(attempt),
                within);
        if (end.end().kind() == ProcessEnd.Kind.EXIT) {
            requireUse(end);
        }
        return end;
    }

    private ProgramEnd start(List<String> arguments, ProcessSettings settings, ProgramLimits within)
            throws LaneFault, InterruptedException {
        ProgramEnd end = context.startProgram(new ProgramStart(program.toString(), arguments, settings, within))
                .awaitEnd();
        if (end.end().kind() == ProcessEnd.Kind.NOT_STARTED) {
            throw new LaneFault(end.end().detail(), Blamed.WORKER);
        }
        return end;
    }

    private static void requireUse(ProgramEnd end) throws LaneFault {
        String said = end.end().stderr().strip();
        if (end.end().exitCode() == RaceJudge.BAD_INPUT && said.contains("cannot load")) {
            throw new LaneFault(said, Blamed.TARGET);
        }
        boolean ours = end.end().exitCode() == RaceJudge.BAD_INPUT || end.end().exitCode() == RaceJudge.OUR_FAULT;
        if (ours && !RaceReport.parse(end.report()).ended()) {
            throw new LaneFault("the race program does not work: " + said);
        }
    }
}
