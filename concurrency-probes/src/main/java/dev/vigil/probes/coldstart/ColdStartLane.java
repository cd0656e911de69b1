package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts fresh processes that load the build, make their first calls and leave, in many cells a little; what shows a fault
 * is tried in its cell until it has shown itself five times or the time is over.
 */
public final class ColdStartLane implements Lane {
    public static final String NAME = "coldstart";

    /** The oracle that asks whether a process comes through its first operations. */
    public static final String THROUGH = Judge.COLDSTART;
    /** The oracle that asks whether anything but itself ends a process. */
    public static final String ALIVE = Judge.SURVIVAL;

    /** Attempts under one load, so that starting it pays. */
    private static final int BATCH = 6;

    /** After so many sights of one fault the unit ends: finding it again is what proofs are for. */
    private static final int SIGHTS_MAX = 2;

    private final Clock clock;

    /** As lane hosts find it. */
    public ColdStartLane() {
        this(Clock.systemUTC());
    }

    public ColdStartLane(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        return switch (unit.task()) {
            case DESCRIBE -> new Learning(unit, context).describe();
            case LEARN -> new Learning(unit, context).learn();
            case EXPLORE -> sweep(unit, context);
            case PROVE -> prove(unit, context);
            case GATHER -> throw Lane.gathersNothing(NAME);
        };
    }

    private UnitResult sweep(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, Judge.ORACLES);
        List<Case> examples = Examples.known(books);
        if (examples.isEmpty()) {
            return Examples.noneKnown(unit, books);
        }
        Cells cells = new Cells(examples, unit.settings(), Seeds.mix(unit.seed(), NAME));
        List<Load> loads = Cells.loads(unit.seed());
        Attempts attempts = new Attempts(context, unit, Attempts.folder());
        try {
            Perturbations delays = Perturbations.of(unit.seed(), attempts.delayer(), books);
            Instant end = UnitTime.end(clock, unit.limits()).minus(attempts.longest());
            boolean worn = false;
            for (int i = 0; i < unit.cases() && !worn && clock.instant().isBefore(end); i++) {
                Case attempt = delays.next(cells.next(i, loads.get(i / BATCH % loads.size())));
                List<Judged> found = new Player(attempts, books).play(attempt).found();
                worn = found.stream().anyMatch(judged -> books.seen(judged.signature()) >= SIGHTS_MAX);
                context.progress(
                        books.attempts(), books.hits(), "starting " + Cells.first(attempt) + " " + Cells.cell(attempt));
            }
        } finally {
            attempts.end();
        }
        return books.result(null);
    }

    private UnitResult prove(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, Judge.ORACLES);
        Case call = Objects.requireNonNull(unit.candidate()).call();
        Attempts attempts = new Attempts(context, unit, Attempts.folder());
        try {
            Instant end = UnitTime.end(clock, unit.limits()).minus(attempts.longest());
            return books.result(DelayProof.prove(
                    unit,
                    clock,
                    end,
                    new Player(attempts, books),
                    (hits, runs) ->
                            context.progress(0, 0, "trying " + Cells.cell(call) + " again: " + hits + " of " + runs)));
        } finally {
            attempts.end();
        }
    }

    private record Player(Attempts attempts, AttemptBooks books) implements DelayProof.Player {
        @Override
        public DelayProof.Played play(Case asked) throws LaneFault, InterruptedException {
            return entered(asked, asked, attempts.run(asked));
        }

        @Override
        public DelayProof.Played glance(Case asked, Case drawn) throws LaneFault, InterruptedException {
            return entered(asked, drawn, attempts.runHastily(asked));
        }

        private DelayProof.Played entered(Case asked, Case as, ProgramEnd program) throws LaneFault {
            Optional<DelaySet> made = attempts.delayer().made(asked);
            Case attempt = Perturbations.ran(as, made, books);
            List<Judged> found = List.of(Judge.judge(attempt, program));
            books.enter(entry(attempt, program), found);
            return new DelayProof.Played(found, made);
        }
    }

    private static Entry entry(Case attempt, ProgramEnd program) {
        Load load = Cells.load(attempt);
        String delays = Perturbation.of(attempt).circumstances();
        return new Entry(
                attempt,
                Cells.first(attempt),
                Cells.cell(attempt),
                "under " + (load == Load.NONE ? "no" : load.text()) + " load" + (delays.isEmpty() ? "" : ", " + delays),
                Phases.parse(program.report()).count(Phases.INVOKE));
    }
}
