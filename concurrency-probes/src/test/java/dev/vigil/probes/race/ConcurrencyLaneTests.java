package dev.vigil.probes.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.Blamed;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.attempt.PretendedContext;
import dev.vigil.probes.delay.Delayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The lane with a program that only pretends to run. */
final class ConcurrencyLaneTests {
    /** Ends plays by their number, from 0, as it is told to. */
    private static final class Pretended implements PretendedContext.Programs {
        private final IntFunction<ProgramEnd> ends;
        private final List<ProgramStart> plays = new ArrayList<>();
        /** Whether the library that delays is in the program. */
        private boolean loaded;

        Pretended(IntFunction<ProgramEnd> ends) {
            this.ends = ends;
        }

        @Override
        public LaneContext.RunningProgram start(ProgramStart start) {
            boolean list = start.arguments().contains("--list");
            if (!list) {
                plays.add(start);
            }
            ProgramEnd end =
                    list ? Played.ended(ProcessEnd.Kind.EXIT, 0, Played.LIST, null) : ends.apply(plays.size() - 1);
            if (loaded) {
                load(start);
            }
            return new LaneContext.RunningProgram() {
                @Override
                public ProgramEnd awaitEnd() {
                    return end;
                }

                @Override
                public ProgramEnd stop() {
                    return end;
                }
            };
        }
    }

    /** What the library does as soon as it is loaded. */
    private static void load(ProgramStart start) {
        String file = start.settings().environment().get("VIGIL_WATCH_MADE");
        if (file != null) {
            try {
                Files.writeString(Path.of(file), "vigil-watch 1\nprocess 1 /bin/vigil-race\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static WorkUnit unit(WorkUnit.Task task, int cases, @Nullable Candidate candidate) {
        return new WorkUnit(
                "c/0/0",
                "c",
                ConcurrencyLane.NAME,
                task,
                0,
                42,
                List.of("two-writers"),
                List.of(new Knowledge("two-writers", 1, Wire.toJson(Played.PROBE))),
                cases,
                ProcessSettings.plain("cpu"),
                List.of(),
                UnitLimits.USUAL,
                candidate);
    }

    private static UnitResult run(WorkUnit unit, Pretended context) throws Exception {
        return new ConcurrencyLane().run(unit, new PretendedContext(context));
    }

    private static Candidate candidate() throws Exception {
        return run(unit(WorkUnit.Task.EXPLORE, 1, null), new Pretended(i -> Played.lost()))
                .candidates()
                .get(0);
    }

    @Test
    void whatIsLearnedOfAProbeIsItsTable() throws Exception {
        UnitResult learned = run(unit(WorkUnit.Task.LEARN, 0, null), new Pretended(i -> Played.well()));
        assertEquals(Played.PROBE, Wire.fromJson(learned.knowledge().get(0).json(), RaceProbe.class));
    }

    @Test
    void attemptsDifferInEngineThreadsAndSeed() throws Exception {
        Pretended context = new Pretended(i -> Played.well());
        UnitResult result = run(unit(WorkUnit.Task.EXPLORE, 40, null), context);
        assertEquals(40, result.totals().judged());
        assertEquals(List.of(), result.candidates());
        Set<String> engines = new HashSet<>();
        Set<List<String>> arguments = new HashSet<>();
        for (ProgramStart play : context.plays) {
            engines.add(play.settings().engine());
            arguments.add(play.arguments());
            assertEquals("/lib/libmxnet.so", play.arguments().get(0));
            assertEquals("two-writers", play.arguments().get(1));
        }
        assertEquals(3, engines.size());
        assertEquals(40, arguments.size());
        assertTrue(result.counters().stream().anyMatch(c -> c.dtypes().contains("engine=NaiveEngine threads=")));
    }

    @Test
    void halfOfTheAttemptsHaveDelaysInTheirEnvironmentAndTheirCell() throws Exception {
        Pretended context = new Pretended(i -> Played.well());
        context.loaded = true;
        UnitResult result = run(unit(WorkUnit.Task.EXPLORE, 40, null), context);
        long asked = context.plays.stream()
                .map(play -> play.settings().environment())
                .filter(environment -> "perturb".equals(environment.get("VIGIL_WATCH"))
                        && environment.getOrDefault("LD_PRELOAD", "").endsWith("libvigil_watch.so")
                        && "vigil-race".equals(environment.get("VIGIL_WATCH_PROGRAM")))
                .count();
        assertTrue(asked > 10 && asked < 30, "with delays: " + asked);
        assertEquals(asked, counted(result, " delays=often") + counted(result, " delays=seldom"));
        assertEquals(40 - asked, counted(result, " delays=none"));
        assertEquals(List.of(), result.notes());
    }

    @Test
    void attemptsThatTheLibraryWasNotInCountAsThoseWithoutDelays() throws Exception {
        UnitResult result = run(unit(WorkUnit.Task.EXPLORE, 40, null), new Pretended(i -> Played.well()));
        assertEquals(40, counted(result, " delays=none"));
        assertEquals(List.of(Delayer.NOT_MADE), result.notes());
    }

    private static long counted(UnitResult result, String cell) {
        return result.counters().stream()
                .filter(c ->
                        c.oracle().equals(RaceJudge.CONCURRENCY) && c.dtypes().endsWith(cell))
                .mapToLong(Counter::count)
                .sum();
    }

    @Test
    void theSameUnitMakesTheSameAttempts() throws Exception {
        Pretended one = new Pretended(i -> Played.well());
        Pretended other = new Pretended(i -> Played.well());
        run(unit(WorkUnit.Task.EXPLORE, 10, null), one);
        run(unit(WorkUnit.Task.EXPLORE, 10, null), other);
        assertEquals(one.plays, other.plays);
    }

    @Test
    void aProbeIsLeftAloneOnceItsFaultWasSeenTwice() throws Exception {
        Pretended context = new Pretended(i -> Played.lost());
        UnitResult result = run(unit(WorkUnit.Task.EXPLORE, 40, null), context);
        assertEquals(2, context.plays.size());
        assertEquals(1, result.candidates().size());
        assertEquals("MXInvoke", result.candidates().get(0).operator());
        assertEquals("two-writers", result.candidates().get(0).call().operator());
    }

    @Test
    void aFaultIsProvenByFiveHitsAndKeepsItsRate() throws Exception {
        Pretended context = new Pretended(i -> i % 3 == 0 ? Played.lost() : Played.well());
        Proof proof = Objects.requireNonNull(
                run(unit(WorkUnit.Task.PROVE, 0, candidate()), context).proof());
        assertEquals(FindingStatus.PROVEN, proof.status());
        assertEquals(new Reproduction(5, 13), proof.reproduced());
        assertEquals(1, new HashSet<>(context.plays).size(), "the same attempt each time");
    }

    @Test
    void aReplayThatHoldsSaysSo() throws Exception {
        Proof proof =
                Objects.requireNonNull(run(unit(WorkUnit.Task.PROVE, 4, candidate()), new Pretended(i -> Played.well()))
                        .proof());
        assertEquals(new Reproduction(0, 4), proof.reproduced());
        assertEquals(4, proof.held());
    }

    @Test
    void aBuildThatDoesNotLoadIsNoFinding() {
        LaneFault fault = assertThrows(
                LaneFault.class,
                () -> run(
                        unit(WorkUnit.Task.EXPLORE, 1, null),
                        new Pretended(i -> new ProgramEnd(
                                new ProcessEnd(
                                        ProcessEnd.Kind.EXIT,
                                        RaceJudge.BAD_INPUT,
                                        0,
                                        List.of(),
                                        "vigil-race: cannot load /lib/libmxnet.so: no such file",
                                        "",
                                        0),
                                0,
                                1,
                                "",
                                null))));
        assertEquals(Blamed.TARGET, fault.blamed());
    }
}
