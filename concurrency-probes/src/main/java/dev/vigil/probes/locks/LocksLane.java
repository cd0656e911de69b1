package dev.vigil.probes.locks;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.probes.attempt.AttemptBooks;
import dev.vigil.probes.attempt.Entry;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Repetition;
import dev.vigil.probes.coldstart.Examples;
import dev.vigil.probes.coldstart.Learning;
import dev.vigil.probes.race.RaceProbe;
import dev.vigil.probes.watch.ElfSymbols;
import dev.vigil.probes.watch.HeldCall;
import dev.vigil.probes.watch.Stacks;
import dev.vigil.probes.watch.WatchLog;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Watches the locks of fresh processes, cold starts and concurrency probes, and says which of them could have hung: in which
 * orders their threads take locks, over all processes of all units, and what they call while others wait for a lock of
 * theirs. Nothing has to hang for it. Orders go on from unit to unit as facts of the target.
 */
public final class LocksLane implements Lane {
    public static final String NAME = "locks";

    /** The oracle that asks whether all threads take locks in one order. */
    public static final String ORDER = "lock-order";
    /** The oracle that asks whether a lock that others want is held through a call that may block. */
    public static final String HELD = "held-call";

    private static final List<String> ORACLES = List.of(ORDER, HELD);

    /** Where so many processes in a row told nothing, more of them would tell nothing either. */
    private static final int SILENT_MAX = 3;

    /** Facts that one unit adds. */
    private static final int FACTS_MAX = 500;

    private final Clock clock;
    private final Stacks stacks;
    private final LockVerdicts verdicts;

    /** As lane hosts find it. */
    public LocksLane() {
        this(Clock.systemUTC());
    }

    public LocksLane(Clock clock) {
        this.clock = clock;
        // Symbols of the build and its libraries are read once for all units.
        this.stacks = new Stacks(new ElfSymbols()::function);
        this.verdicts = new LockVerdicts(stacks);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        return switch (unit.task()) {
            case DESCRIBE -> describe(unit, context);
            case LEARN -> learn(unit, context);
            case EXPLORE -> explore(unit, context);
            case PROVE -> prove(unit, context);
            case GATHER -> gather(unit);
        };
    }

    private UnitResult describe(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        UnitResult described = new Learning(unit, context).describe();
        List<Subject> subjects = new ArrayList<>(described.subjects());
        if (!subjects.isEmpty()) {
            for (RaceProbe probe :
                    new WatchedStarts(context, unit, clock).races().list()) {
                subjects.add(new Subject(LockAttempts.subjectOfRace(probe.name()), Subject.Kind.DIRECT, null));
            }
        }
        return described.describing(subjects);
    }

    /** A concurrency probe needs no call of anybody's. */
    private static UnitResult learn(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        List<String> operators =
                unit.subjects().stream().filter(s -> !LockAttempts.isRace(s)).toList();
        UnitResult learned = new Learning(unit.withSubjects(operators), context).learn();
        List<Knowledge> knowledge = new ArrayList<>(learned.knowledge());
        unit.subjects().stream()
                .filter(LockAttempts::isRace)
                .forEach(probe -> knowledge.add(Examples.NONE.of(probe, 1)));
        return UnitResult.learned(unit, learned.totals(), knowledge, learned.faults(), learned.notes());
    }

    private UnitResult explore(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, ORACLES);
        KnownOrders orders = brought(unit, books);
        List<Case> examples = Examples.known(books);
        List<String> probes =
                unit.subjects().stream().filter(LockAttempts::isRace).toList();
        LockAttempts attempts = new LockAttempts(examples, probes, unit.settings(), Seeds.mix(unit.seed(), NAME));
        if (attempts.none()) {
            return Examples.noneKnown(unit, books);
        }
        WatchedStarts starts = new WatchedStarts(context, unit, clock);
        int silent = 0;
        try {
            for (int i = 0; i < unit.cases() && silent < SILENT_MAX && starts.timeLeft(); i++) {
                Case attempt = attempts.next(i);
                WatchedStarts.Outcome outcome = starts.run(attempt);
                books.enter(entry(attempt, outcome), judge(unit.id() + "#" + i, attempt, outcome, orders, books));
                silent = outcome.log() == null ? silent + 1 : 0;
                context.progress(
                        books.attempts(),
                        books.hits(),
                        "watching " + LockAttempts.subject(attempt) + " " + LockAttempts.cell(attempt));
            }
        } finally {
            starts.end();
        }
        List<KnownOrder> fresh = orders.fresh();
        fresh.stream().limit(FACTS_MAX).map(KnownOrder::fact).forEach(books::learn);
        if (fresh.size() > FACTS_MAX) {
            books.note(fresh.size() - FACTS_MAX + " orders of locks are left to later units: so many are new");
        }
        KnownPartings partings = orders.freshPartings();
        if (!partings.none()) {
            books.learn(partings.fact(unit.id()));
        }
        return books.result(null);
    }

    /** Circles of orders that units found which did not know of each other. */
    private UnitResult gather(WorkUnit unit) {
        AttemptBooks books = new AttemptBooks(unit, ORACLES);
        brought(unit, books);
        return books.result(null);
    }

    /** All orders that earlier units found; circles of theirs are entered. */
    private KnownOrders brought(WorkUnit unit, AttemptBooks books) {
        KnownOrders orders = partings(unit, books);
        read(unit, KnownOrder::in, fact -> orders.add(KnownOrder.read(fact)), books);
        if (unit.knowledge().stream().filter(Knowledge::fact).count() >= Knowledge.FACTS_MAX) {
            books.note("no unit is given more than the " + Knowledge.FACTS_MAX + " facts of locks that this one was");
        }
        for (KnownOrders.Circle circle : orders.all()) {
            Case attempt = circle.orders().get(0).attempt();
            books.enterEarlier(LockAttempts.subject(attempt), attempt, verdicts.circle(circle, attempt));
        }
        return orders;
    }

    /** No order, and what earlier units found of the time between orders. */
    private KnownOrders partings(WorkUnit unit, AttemptBooks books) {
        KnownOrders orders = new KnownOrders(stacks);
        read(unit, KnownPartings::in, fact -> orders.add(KnownPartings.read(fact)), books);
        return orders;
    }

    /** Takes a fact in. */
    private interface Taking {
        void take(Knowledge fact) throws IOException;
    }

    /** Has the unit's facts of one kind taken in; one that cannot be read is a fault. */
    private static void read(WorkUnit unit, Predicate<Knowledge> kind, Taking taking, AttemptBooks books) {
        for (Knowledge fact : unit.knowledge()) {
            if (kind.test(fact)) {
                try {
                    taking.take(fact);
                } catch (IOException e) {
                    books.fault("the fact '" + fact.subject() + "' of locks cannot be read: " + e.getMessage());
                }
            }
        }
    }

    /** All that is to be said of an attempt; not empty. */
    private List<Judged> judge(
            String process, Case attempt, WatchedStarts.Outcome outcome, KnownOrders orders, AttemptBooks books) {
        WatchLog log = outcome.log();
        if (log == null) {
            return List.of(Judged.unclear(ORDER, outcome.why()), Judged.unclear(HELD, outcome.why()));
        }
        if (log.lost() > 0) {
            books.note(LockAttempts.subject(attempt) + ": " + log.lost()
                    + " facts of its locks found no room: what is told is true, but not all");
        }
        List<Judged> found = new ArrayList<>();
        orders.add(process, log, attempt).forEach(circle -> found.add(verdicts.circle(circle, attempt)));
        for (HeldCall call : log.calls()) {
            if (KnownOrders.ofBuild(call.lock().place().module())) {
                found.add(verdicts.heldCall(call));
            }
        }
        return found.isEmpty() ? List.of(Judged.WELL) : found;
    }

    /**
     * Shows it again from fresh processes alone: the attempts that showed its parts are run in turn, and once what they told
     * closes the circle it counts as shown, and all is forgotten.
     */
    private UnitResult prove(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        AttemptBooks books = new AttemptBooks(unit, ORACLES);
        Candidate candidate = Objects.requireNonNull(unit.candidate());
        List<Case> turns = new ArrayList<>(List.of(candidate.call()));
        turns.addAll(candidate.history());
        WatchedStarts starts = new WatchedStarts(context, unit, clock);
        Showing showing = new Showing(partings(unit, books));
        try {
            return books.result(Repetition.prove(
                    unit,
                    starts::timeLeft,
                    () -> {
                        int number = showing.run++;
                        Case attempt = turns.get(number % turns.size());
                        WatchedStarts.Outcome outcome = starts.run(attempt);
                        List<Judged> found = judge(unit.id() + "#" + number, attempt, outcome, showing.orders, books);
                        books.enter(entry(attempt, outcome), found);
                        if (found.stream().anyMatch(one -> one.signature().equals(candidate.signature()))) {
                            showing.orders = partings(unit, books);
                        }
                        return found;
                    },
                    (hits, runs) -> context.progress(
                            0,
                            0,
                            "watching " + LockAttempts.subject(candidate.call()) + " again: " + hits + " of " + runs)));
        } finally {
            starts.end();
        }
    }

    /** What a proof has seen since it last showed. */
    private static final class Showing {
        private KnownOrders orders;
        private int run;

        Showing(KnownOrders orders) {
            this.orders = orders;
        }
    }

    private static Entry entry(Case attempt, WatchedStarts.Outcome outcome) {
        return new Entry(attempt, LockAttempts.subject(attempt), LockAttempts.cell(attempt), "", outcome.invocations());
    }
}
