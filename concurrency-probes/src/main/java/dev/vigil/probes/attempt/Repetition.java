package dev.vigil.probes.attempt;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The proof of a fault that only some attempts show: the same attempt, until it has shown itself often enough to tell its rate. */
public final class Repetition {
    /** So many hits of one signature tell a rate worth telling. */
    public static final int HITS = 5;

    private static final int ATTEMPTS_MAX = 10_000;

    private Repetition() {}

    /** Runs the candidate's attempt once, enters it in the books, and says what was found. */
    public interface Attempt {
        List<Judged> run() throws LaneFault, InterruptedException;
    }

    /** Told after each attempt. */
    public interface Told {
        void of(int hits, int runs);
    }

    /**
     * @param unit to prove, or, with cases, to replay so many times
     * @param goesOn whether there is time for one more
     */
    public static Proof prove(WorkUnit unit, BooleanSupplier goesOn, Attempt attempt, Told told)
            throws LaneFault, InterruptedException {
        Candidate candidate = Objects.requireNonNull(unit.candidate());
        boolean again = unit.cases() > 0;
        int attemptsMax = again ? Math.min(unit.cases(), ATTEMPTS_MAX) : ATTEMPTS_MAX;
        int hits = 0;
        int runs = 0;
        int held = 0;
        Verdict.Violated violation = candidate.violation();
        Observation observation = candidate.observation();
        while (runs < attemptsMax && hits < HITS && goesOn.getAsBoolean()) {
            List<Judged> found = attempt.run();
            runs++;
            Optional<Judged> same = found.stream()
                    .filter(one -> one.signature().equals(candidate.signature()))
                    .findFirst();
            if (same.isPresent() && same.get().verdict() instanceof Verdict.Violated violated) {
                hits++;
                violation = violated;
                observation = Objects.requireNonNull(same.get().observation());
            } else if (found.stream().allMatch(one -> one.oracle() == null)) {
                held++;
            }
            told.of(hits, runs);
        }
        if (runs == 0) {
            throw new LaneFault("no time was left for an attempt");
        }
        return new Proof(
                candidate.signature(),
                hits >= HITS || (again && hits > 0) ? FindingStatus.PROVEN : FindingStatus.UNSTABLE,
                new Reproduction(hits, runs),
                held,
                candidate.call(),
                List.of(),
                violation,
                observation,
                List.of());
    }
}
