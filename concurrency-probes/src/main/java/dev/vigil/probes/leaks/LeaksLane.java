package dev.vigil.probes.leaks;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.probes.attempt.AttemptBooks;
import dev.vigil.probes.attempt.Entry;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Repetition;
import dev.vigil.probes.coldstart.Examples;
import dev.vigil.probes.watch.ElfSymbols;
import dev.vigil.probes.watch.Stacks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Does one thing over and over in a fresh process and looks at what becomes of its memory: an operator's call and its
 * gradient, threads that end, refused calls, shapes that never come again, files. What grows is done again for longer.
 */
public final class LeaksLane implements Lane {
    public static final String NAME = "leaks";

    /** The oracle that asks whether memory comes back. */
    public static final String ORACLE = "leak";

    /** Longer loops that prove a leak. */
    private static final int PROOFS = 2;

    private static final int PROOFS_MAX = 100;

    private final Clock clock;
    private final LeakJudge judge;
    private final LeakVerdicts verdicts;

    /** As lane hosts find it. */
    public LeaksLane() {
        this(Clock.systemUTC());
    }

    public LeaksLane(Clock clock) {
        this.clock = clock;
        // Symbols of the build and its libraries are read once for all units.
        Sites sites = new Sites(new Stacks(new ElfSymbols()::function));
        this.judge = new LeakJudge(sites);
        this.verdicts = new LeakVerdicts(sites);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        return switch (unit.task()) {
            case DESCRIBE -> new LeakLearning(unit, context).describe();
            case LEARN -> new LeakLearning(unit, context).learn();
            case EXPLORE -> explore(unit, context);
            case PROVE -> prove(unit, context);
            case GATHER -> throw Lane.gathersNothing(NAME);
        };
    }

    private UnitResult explore(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        AttemptBooks books = books(unit);
        LeakRuns runs = new LeakRuns(context, unit.limits(), clock);
        runs.obstacle().ifPresent(books::note);
        // Whoever comes last may find no time: not the same one in every unit.
        List<String> subjects = new ArrayList<>(unit.subjects());
        Collections.rotate(subjects, Math.floorMod(unit.seed(), Math.max(1, subjects.size())));
        Map<String, Examples> known = books.known(Examples.class);
        for (String subject : subjects) {
            List<Case> calls = known.getOrDefault(subject, Examples.NONE).calls();
            for (Action action : Action.of(subject)) {
                if (!calls.isEmpty() && runs.timeFor(LeakRuns.Length.SHORT)) {
                    loop(unit, subject, action, calls, runs, books);
                    context.progress(books.attempts(), books.hits(), "looping " + subject + " " + action.text());
                }
            }
        }
        return books.result(null);
    }

    /** With the first call, from one of the seed's on, that the library takes for this action. */
    private void loop(WorkUnit unit, String subject, Action action, List<Case> calls, LeakRuns runs, AttemptBooks books)
            throws LaneFault, InterruptedException {
        int first = Math.floorMod(unit.seed(), calls.size());
        Case loop = LeakRuns.loop(calls.get(first), action, unit.settings());
        LeakRuns.Outcome outcome = runs.run(loop, LeakRuns.Length.SHORT);
        for (int i = 1; outcome.refused() && i < calls.size(); i++) {
            loop = LeakRuns.loop(calls.get((first + i) % calls.size()), action, unit.settings());
            outcome = runs.run(loop, LeakRuns.Length.SHORT);
        }
        if (outcome.measured() == null) {
            enter(subject, action, loop, outcome, List.of(unclear(action, outcome)), books);
            return;
        }
        List<Growth> grown = judge.judge(action, outcome.measured());
        List<Judged> leaks = new ArrayList<>();
        for (Growth leak : confirmed(subject, action, loop, grown, runs, books)) {
            leaks.add(verdicts.leak(subject, action, leak));
        }
        enter(subject, action, loop, outcome, leaks, books);
    }

    /** What of the growth goes on in a longer loop, which is run only when there is any. */
    private List<Growth> confirmed(
            String subject, Action action, Case loop, List<Growth> grown, LeakRuns runs, AttemptBooks books)
            throws LaneFault, InterruptedException {
        List<Growth> suspicious = grown.stream().filter(Growth::suspicious).toList();
        grown.stream()
                .filter(g -> !g.suspicious())
                .forEach(g -> books.note(subject + ", " + LeakVerdicts.line(action, g)));
        if (suspicious.isEmpty()) {
            return List.of();
        }
        if (!runs.timeFor(LeakRuns.Length.LONG)) {
            books.note(subject + ", " + action.text() + ": growth is not confirmed: no time is left for a longer loop");
            return List.of();
        }
        LeakRuns.Outcome outcome = runs.run(loop, LeakRuns.Length.LONG);
        if (outcome.measured() == null) {
            books.note(subject + ", " + action.text() + ": growth is not confirmed: " + outcome.why());
            return List.of();
        }
        List<Growth> again = judge.judge(action, outcome.measured());
        return suspicious.stream()
                .map(g -> LeakJudge.confirmed(g, again))
                .flatMap(Optional::stream)
                .toList();
    }

    private UnitResult prove(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        AttemptBooks books = books(unit);
        Candidate candidate = Objects.requireNonNull(unit.candidate());
        Action action = LeakRuns.action(candidate.call());
        String subject = Objects.requireNonNullElse(candidate.operator(), "");
        LeakRuns runs = new LeakRuns(context, unit.limits(), clock);
        runs.obstacle().ifPresent(books::note);
        int runsMax = unit.cases() > 0 ? Math.min(unit.cases(), PROOFS_MAX) : PROOFS;
        Repetition all = Repetition.none(candidate)
                .more(
                        candidate,
                        runsMax,
                        so -> so.runs() == 0 || (so.runs() < runsMax && runs.timeFor(LeakRuns.Length.LONG)),
                        () -> {
                            LeakRuns.Outcome outcome = runs.run(candidate.call(), LeakRuns.Length.LONG);
                            List<Judged> found = leaks(subject, action, outcome);
                            enter(subject, action, candidate.call(), outcome, found, books);
                            // Whatever else grows says nothing of this leak.
                            return found.stream()
                                    .filter(one ->
                                            !one.violated() || one.signature().equals(candidate.signature()))
                                    .toList();
                        },
                        (hits, ran) -> context.progress(0, 0, "looping " + subject + " again: " + hits + " of " + ran));
        return books.result(all.proof(candidate, candidate.call(), all.hits() == all.runs()));
    }

    private List<Judged> leaks(String subject, Action action, LeakRuns.Outcome outcome) {
        if (outcome.measured() == null) {
            return List.of(unclear(action, outcome));
        }
        return judge.judge(action, outcome.measured()).stream()
                .filter(g -> g.kind().endless())
                .map(g -> verdicts.leak(subject, action, g))
                .toList();
    }

    private static Judged unclear(Action action, LeakRuns.Outcome outcome) {
        return Judged.unclear(ORACLE, action.text() + ": " + outcome.why());
    }

    private static void enter(
            String subject,
            Action action,
            Case loop,
            LeakRuns.Outcome outcome,
            List<Judged> found,
            AttemptBooks books) {
        Measured measured = outcome.measured();
        long iterations = measured == null ? 0 : (long) measured.iterations()[measured.iterations().length - 1];
        books.enter(
                new Entry(
                        loop,
                        subject,
                        "action=" + action.text() + " engine=" + loop.settings().engine(),
                        "",
                        iterations),
                found);
    }

    private static AttemptBooks books(WorkUnit unit) {
        return new AttemptBooks(unit, List.of(ORACLE));
    }
}
