package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replays a candidate in fresh processes: alone first, and if that never shows it, behind the last few cases that its
 * process had run, behind more of them, behind all. The first rung that shows it is the proof.
 */
final class Prover {
    private static final int RUNS_MIN = 3;
    private static final int RUNS_MAX = 1000;
    private static final int[] HISTORY_RUNGS = {1, 4, 16, 64, 255};
    /** Wall time after which no further rung is begun, as a part of the unit's. */
    private static final double TIME_SHARE = 0.6;

    private final PropertiesLane.Runners runners;

    Prover(PropertiesLane.Runners runners) {
        this.runners = runners;
    }

    private record Hit(Verdict.Violated violation, Observation observation) {}

    /** What replays on one rung gave. */
    private record Rung(int hits, int runs, @Nullable Hit last) {}

    UnitResult prove(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        Candidate candidate = Objects.requireNonNull(unit.candidate());
        long deadline = System.nanoTime() + (long) (unit.limits().seconds() * TIME_SHARE * 1e9);
        int runs = Math.max(1, Math.min(RUNS_MAX, unit.cases() < 1 ? RUNS_MIN : unit.cases()));
        Books books = new Books(unit.seed());
        List<Case> history = List.of();
        Rung rung = replay(unit, context, candidate, history, runs, deadline);
        for (int depth : HISTORY_RUNGS) {
            int known = candidate.history().size();
            if (rung.hits() > 0 || known == 0 || history.size() == known || System.nanoTime() > deadline) {
                break;
            }
            List<Case> tried = candidate.history().subList(Math.max(0, known - depth), known);
            context.progress(0, 0, "proving behind " + tried.size() + " earlier cases");
            Rung next = replay(unit, context, candidate, tried, runs, deadline);
            history = tried;
            rung = next.hits() > 0 ? next : rung;
        }
        boolean seen = rung.hits() > 0;
        return result(unit, books, proof(candidate, seen ? history : List.of(), rung));
    }

    private static Proof proof(Candidate candidate, List<Case> history, Rung rung) {
        boolean enough = rung.hits() > 0 && 3L * rung.hits() >= 2L * rung.runs();
        Hit last = rung.last();
        return new Proof(
                candidate.signature(),
                enough ? FindingStatus.PROVEN : FindingStatus.UNSTABLE,
                new Reproduction(rung.hits(), rung.runs()),
                candidate.call(),
                history,
                last == null ? candidate.violation() : last.violation(),
                last == null ? candidate.observation() : last.observation());
    }

    private Rung replay(
            WorkUnit unit, LaneContext context, Candidate candidate, List<Case> history, int runs, long deadline)
            throws LaneFault, InterruptedException {
        int hits = 0;
        int done = 0;
        Hit last = null;
        while (done < runs && (done == 0 || System.nanoTime() < deadline)) {
            context.progress(done, hits, "replay " + (done + 1) + " of " + runs);
            Optional<Hit> hit = once(unit, context, candidate, history);
            done++;
            if (hit.isPresent()) {
                hits++;
                last = hit.get();
            }
        }
        return new Rung(hits, done, last);
    }

    /** One fresh process: the earlier cases, then the case itself. */
    private Optional<Hit> once(WorkUnit unit, LaneContext context, Candidate candidate, List<Case> history)
            throws LaneFault, InterruptedException {
        List<Task> tasks = new ArrayList<>();
        for (Case earlier : history) {
            tasks.add(task(tasks.size() + 1L, earlier, candidate.oracle()));
        }
        tasks.add(task(tasks.size() + 1L, candidate.call(), candidate.oracle()));
        try (CaseRunner runner = runners.open(unit, context)) {
            List<Outcome> outcomes = runner.run(tasks);
            return hit(candidate, outcomes.get(outcomes.size() - 1));
        }
    }

    private static Task task(long id, Case call, String oracle) {
        return new Task(id, call, Intent.VALID, 0, 1, List.of(oracle), true);
    }

    private static Optional<Hit> hit(Candidate candidate, Outcome outcome) {
        for (Judged judged : outcome.notable()) {
            for (Map.Entry<String, Verdict> entry : judged.verdicts().entrySet()) {
                if (entry.getValue() instanceof Verdict.Violated violated
                        && entry.getKey().equals(candidate.oracle())
                        && sameFault(candidate, violated, judged.observation())) {
                    return Optional.of(new Hit(violated, judged.observation()));
                }
            }
        }
        return Optional.empty();
    }

    /** Frames may be missing from one capture of two, so they decide only which fault it is, not whether it is there. */
    private static boolean sameFault(Candidate candidate, Verdict.Violated violated, Observation observation) {
        String subject = Objects.requireNonNullElse(
                candidate.operator(), candidate.call().operator());
        String signature = Books.signature(subject, candidate.oracle(), violated, observation);
        return withoutFrame(signature).equals(withoutFrame(candidate.signature()));
    }

    private static String withoutFrame(String signature) {
        return signature.substring(0, Math.max(0, signature.lastIndexOf('|')));
    }

    private static UnitResult result(WorkUnit unit, Books books, Proof proof) {
        UnitResult empty = books.result(unit.id(), List.of(), List.of(), null);
        return new UnitResult(
                empty.unit(),
                Totals.NONE,
                empty.counters(),
                empty.coverage(),
                empty.knowledge(),
                empty.kept(),
                empty.candidates(),
                empty.subjects(),
                null,
                proof,
                empty.faults(),
                empty.notes());
    }
}
