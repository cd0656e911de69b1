package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.factors.Probe.Came;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.oracles.Panel;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs cases in processes of their own and says whether a candidate's fault is what came of them. One thread. */
final class Replays {
    /** Replays that no executor took, such as for a fault of ours; then it cannot be told. */
    private static final int UNRUN_MAX = 3;

    private final PropertiesLane.Runners runners;
    private final Oracles oracles;
    private final WorkUnit unit;
    private final LaneContext context;
    private final Candidate candidate;
    private final Books books;

    /** @param books take faults of ours and notes */
    Replays(PropertiesLane.Runners runners, Oracles oracles, WorkUnit unit, LaneContext context, Books books) {
        this.runners = runners;
        this.oracles = oracles;
        this.unit = unit;
        this.context = context;
        this.candidate = Objects.requireNonNull(unit.candidate());
        this.books = books;
    }

    /** What shows a fault: a case behind the cases that must run first. */
    record Reproducer(Case call, List<Case> history) {
        Reproducer {
            history = List.copyOf(history);
        }
    }

    /** The fault, seen. */
    record Hit(Verdict.Violated violation, Observation observation) {
        boolean died() {
            return observation instanceof Observation.Died;
        }

        /** It ended by a limit, which takes seconds, and no earlier case brings it about. */
        boolean endless() {
            return observation instanceof Observation.Died died && died.end().endless();
        }
    }

    /**
     * Hits among so many replays; those that no executor took are not among them.
     *
     * @param held replays in which the oracle was content and no process died
     */
    record Count(int hits, int held, int runs, @Nullable Hit last) {
        static final Count NONE = new Count(0, 0, 0, null);

        Count plus(Count other) {
            return new Count(
                    hits + other.hits, held + other.held, runs + other.runs, other.last == null ? last : other.last);
        }
    }

    /** As many replays as asked for, each in a fresh process; fewer when {@code enough} says so after the first. */
    Count fresh(Reproducer reproducer, int runs, Enough enough) throws LaneFault, InterruptedException {
        Count count = Count.NONE;
        int unrun = 0;
        while (count.runs() < runs && unrun < UNRUN_MAX && (count.runs() == 0 || !enough.after(count))) {
            context.progress(count.runs(), count.hits(), "replay " + (count.runs() + 1) + " of " + runs);
            List<Outcome> outcomes = run(reproducer);
            Outcome outcome = outcomes.get(outcomes.size() - 1);
            if (outcome.unrun() > 0) {
                unrun++;
                books.fault("a replay did not run: " + outcome.note());
                continue;
            }
            Hit hit = hit(outcome).orElse(null);
            count = count.plus(new Count(hit == null ? 0 : 1, held(outcomes) ? 1 : 0, 1, hit));
        }
        return count;
    }

    /** Whether further replays would tell nothing more. */
    interface Enough {
        boolean after(Count count);

        static Enough late(BooleanSupplier late) {
            return count -> late.getAsBoolean();
        }
    }

    /** One replay; empty also when no executor took it. */
    Optional<Hit> once(Reproducer reproducer) throws LaneFault, InterruptedException {
        List<Outcome> outcomes = run(reproducer);
        return hit(outcomes.get(outcomes.size() - 1));
    }

    /** A process that died took the history with it, so that the case behind it proves nothing. */
    private boolean held(List<Outcome> outcomes) {
        Tally said = outcomes.get(outcomes.size() - 1).tallies().getOrDefault(candidate.oracle(), Tally.NONE);
        return said.holds() > 0
                && said.violated() + said.inconclusive() == 0
                && outcomes.stream().allMatch(o -> o.crashes() == 0 && o.unrun() == 0);
    }

    /** One outcome per case, that of the reproducer's own last. */
    private List<Outcome> run(Reproducer reproducer) throws LaneFault, InterruptedException {
        List<Task> tasks = new ArrayList<>();
        for (Case earlier : reproducer.history()) {
            tasks.add(task(tasks.size() + 1L, earlier));
        }
        tasks.add(task(tasks.size() + 1L, reproducer.call()));
        try (CaseRunner runner = runners.open(unit, context)) {
            List<Outcome> outcomes = runner.run(tasks);
            runner.takeFaults().forEach(books::fault);
            runner.takeNotes().forEach(books::note);
            return outcomes;
        }
    }

    /**
     * A candidate does not say what its case was meant to be, nor need it: meant to be valid it is asked all that any
     * other intent would have it asked, and judged the same ({@code OracleTests} holds that).
     */
    Task task(long id, Case call) {
        return new Task(id, call, Intent.VALID, 0, 1, List.of(candidate.oracle()), true);
    }

    Optional<Hit> hit(Outcome outcome) {
        for (Judged judged : outcome.notable()) {
            Case call = outcome.task().call().variant(judged.variant());
            for (Verdict verdict : verdicts(call, judged)) {
                if (verdict instanceof Verdict.Violated violated && sameFault(violated, judged.observation())) {
                    return Optional.of(new Hit(violated, judged.observation()));
                }
            }
        }
        return Optional.empty();
    }

    /** What an outcome without the fault says of it. */
    Came came(Outcome outcome) {
        Tally tally = outcome.tallies().getOrDefault(candidate.oracle(), Tally.NONE);
        if (outcome.crashes() > 0 || tally.holds() == 0) {
            return Came.NOTHING;
        }
        return outcome.accepted() > 0 ? Came.HOLDS : Came.REFUSED;
    }

    /**
     * What the candidate's oracle said. A call that goes on for ever and takes memory meanwhile is ended for the one or the
     * other, as the machine is busy or not: it is judged as both.
     */
    private List<Verdict> verdicts(Case call, Judged judged) {
        List<Verdict> verdicts = new ArrayList<>();
        Verdict said = judged.verdicts().get(candidate.oracle());
        if (said != null) {
            verdicts.add(said);
        }
        if (judged.observation() instanceof Observation.Died died && died.end().endless()) {
            ProcessEnd.Kind other =
                    died.end().kind() == ProcessEnd.Kind.HANG ? ProcessEnd.Kind.OUT_OF_MEMORY : ProcessEnd.Kind.HANG;
            Observation twin = new Observation.Died(died.end().as(other), died.during());
            oracles.byName(candidate.oracle())
                    .ifPresent(oracle -> verdicts.add(Panel.judge(oracle, call, Intent.VALID, twin)));
        }
        return verdicts;
    }

    /** Frames may be missing from one capture of two, so they decide only which fault it is, not whether it is there. */
    private boolean sameFault(Verdict.Violated violated, Observation observation) {
        return withoutFrame(signature(violated, observation)).equals(withoutFrame(candidate.signature()));
    }

    /** Whether the hit is surely another fault with the same words: both were caught, and in different places. */
    boolean elsewhere(Hit hit) {
        String here = frame(signature(hit.violation(), hit.observation()));
        String there = frame(candidate.signature());
        return !here.isEmpty() && !there.isEmpty() && !here.equals(there);
    }

    /** Whether the hit was caught in the very place where the candidate's was. */
    boolean caughtThere(Hit hit) {
        String here = frame(signature(hit.violation(), hit.observation()));
        return !here.isEmpty() && here.equals(frame(candidate.signature()));
    }

    private String signature(Verdict.Violated violated, Observation observation) {
        String atFault =
                Objects.requireNonNullElse(violated.function(), candidate.call().operator());
        return Books.signature(atFault, candidate.oracle(), violated, observation);
    }

    private static String withoutFrame(String signature) {
        return signature.substring(0, Math.max(0, signature.lastIndexOf('|')));
    }

    private static String frame(String signature) {
        return signature.substring(signature.lastIndexOf('|') + 1);
    }
}
