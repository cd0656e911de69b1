package dev.vigil.probes.race;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.attempt.AttemptBooks;
import dev.vigil.probes.attempt.Entry;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.UnitTime;
import dev.vigil.probes.delay.DelayProof;
import dev.vigil.probes.delay.Perturbation;
import dev.vigil.probes.delay.Perturbations;
import dev.vigil.probes.watch.DelaySet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Plays concurrency probes, each attempt in a process of its own. Its subjects are probes; what it learns of one is its
 * table of outcomes.
 */
public final class ConcurrencyLane implements Lane {
    public static final String NAME = "concurrency";

    /** After so many sights of one fault a probe is left alone in its unit: finding it again is what proofs are for. */
    private static final int SIGHTS_MAX = 2;

    private final Clock clock;

    /** As lane hosts find it. */
    public ConcurrencyLane() {
        this(Clock.systemUTC());
    }

    public ConcurrencyLane(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        RaceProgram program = new RaceProgram(context, unit.limits());
        return switch (unit.task()) {
            case DESCRIBE -> describe(unit, context, program.list());
            case LEARN -> learn(unit, program.list());
            case EXPLORE -> explore(unit, context, program);
            case PROVE -> prove(unit, context, program);
            case GATHER -> throw Lane.gathersNothing(NAME);
        };
    }

    private static UnitResult describe(WorkUnit unit, LaneContext context, List<RaceProbe> probes)
            throws LaneFault, InterruptedException {
        UnitResult described =
                context.lane(CampaignSettings.USUAL_LANE).run(unit.of(CampaignSettings.USUAL_LANE), context);
        return described.describing(probes.stream()
                .map(probe -> new Subject(probe.name(), Subject.Kind.DIRECT, null))
                .toList());
    }

    private static UnitResult learn(WorkUnit unit, List<RaceProbe> probes) {
        return UnitResult.learned(
                unit,
                Totals.NONE,
                probes.stream()
                        .filter(probe -> unit.subjects().contains(probe.name()))
                        .map(probe -> new Knowledge(probe.name(), 1, Wire.toJson(probe)))
                        .toList(),
                List.of(),
                List.of());
    }

    private UnitResult explore(WorkUnit unit, LaneContext context, RaceProgram program)
            throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, RaceJudge.ORACLES);
        List<RaceProbe> probes = new ArrayList<>(new TreeMap<>(books.known(RaceProbe.class)).values());
        RaceCells cells =
                new RaceCells(Seeds.mix(unit.seed(), NAME), unit.settings().device());
        Perturbations delays = Perturbations.of(unit.seed(), program.delayer(), books);
        Instant end = UnitTime.end(clock, unit.limits()).minus(program.longest());
        for (int i = 0; i < unit.cases() && !probes.isEmpty() && clock.instant().isBefore(end); i++) {
            RaceProbe probe = probes.get(i % probes.size());
            Case attempt = delays.next(cells.next(probe.name()));
            List<Judged> found = new Player(probe, program, books).play(attempt).found();
            if (found.stream().anyMatch(one -> one.violated() && books.seen(one.signature()) >= SIGHTS_MAX)) {
                probes.remove(probe);
            }
            context.progress(books.attempts(), books.hits(), "playing " + probe.name() + " " + RaceCells.cell(attempt));
        }
        return books.result(null);
    }

    private UnitResult prove(WorkUnit unit, LaneContext context, RaceProgram program)
            throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, RaceJudge.ORACLES);
        Case call = Objects.requireNonNull(unit.candidate()).call();
        RaceProbe probe = program.list().stream()
                .filter(one -> one.name().equals(RaceCells.probe(call)))
                .findFirst()
                .orElseThrow(() -> new LaneFault("there is no probe " + RaceCells.probe(call) + " any more"));
        Instant end = UnitTime.end(clock, unit.limits()).minus(program.longest());
        return books.result(DelayProof.prove(
                unit,
                clock,
                end,
                new Player(probe, program, books),
                (hits, runs) -> context.progress(0, 0, "playing " + probe.name() + " again: " + hits + " of " + runs)));
    }

    private record Player(RaceProbe probe, RaceProgram program, AttemptBooks books) implements DelayProof.Player {
        @Override
        public DelayProof.Played play(Case asked) throws LaneFault, InterruptedException {
            return entered(asked, asked, program.run(asked));
        }

        @Override
        public DelayProof.Played glance(Case asked, Case drawn) throws LaneFault, InterruptedException {
            return entered(asked, drawn, program.runHastily(asked));
        }

        private DelayProof.Played entered(Case asked, Case as, ProgramEnd end) throws LaneFault {
            List<Judged> found = RaceJudge.judge(probe, end);
            long rounds = RaceReport.parse(end.report()).rounds() * Long.parseLong(RaceCells.threads(asked));
            Optional<DelaySet> made = program.delayer().made(asked);
            Case attempt = Perturbations.ran(as, made, books);
            books.enter(
                    new Entry(
                            attempt,
                            probe.name(),
                            RaceCells.cell(attempt),
                            Perturbation.of(attempt).circumstances(),
                            rounds),
                    found);
            return new DelayProof.Played(found, made);
        }

        @Override
        public Optional<Case> shorter(Case call) {
            return RaceCells.shorter(call);
        }
    }
}
