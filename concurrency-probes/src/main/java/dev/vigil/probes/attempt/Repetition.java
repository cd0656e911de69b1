package dev.vigil.probes.attempt;

import dev.vigil.model.call.Case;
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
import java.util.function.Predicate;

/**
 * The same attempt over and over: the proof of a fault that only some attempts show is that it has shown itself often enough to tell its
 * rate.
 *
 * @param held runs that were all well
 * @param violation of the last hit, or the candidate's own when there was none
 */
public record Repetition(int hits, int runs, int held, Verdict.Violated violation, Observation observation) {
    /** So many hits of one signature tell a rate worth telling. */
    public static final int HITS = 5;
    /** So many prove it where time did not suffice for those; the attempt that was seen first is none of them. */
    public static final int HITS_MIN = 3;

    private static final int ATTEMPTS_MAX = 10_000;

    /** Runs the attempt once, enters it in the books, and says what was found. */
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
        int runsMax = again ? Math.min(unit.cases(), ATTEMPTS_MAX) : ATTEMPTS_MAX;
        Repetition all =
                none(candidate).more(candidate, HITS, so -> so.runs < runsMax && goesOn.getAsBoolean(), attempt, told);
        return all.proof(candidate, candidate.call(), all.hits >= HITS_MIN || (again && all.hits > 0));
    }

    /** Before the first run. */
    public static Repetition none(Candidate candidate) {
        return new Repetition(0, 0, 0, candidate.violation(), candidate.observation());
    }

    /**
     * With further runs, until the candidate's fault has shown itself so often in all.
     *
     * @param goesOn whether there is to be one more after those so far
     */
    public Repetition more(Candidate candidate, int hitsMax, Predicate<Repetition> goesOn, Attempt attempt, Told told)
            throws LaneFault, InterruptedException {
        Repetition so = this;
        while (so.hits < hitsMax && goesOn.test(so)) {
            so = so.plus(candidate, attempt.run());
            told.of(so.hits, so.runs);
        }
        return so;
    }

    private Repetition plus(Candidate candidate, List<Judged> found) {
        Optional<Judged> same = found.stream()
                .filter(one -> one.signature().equals(candidate.signature()))
                .findFirst();
        if (same.isPresent() && same.get().verdict() instanceof Verdict.Violated violated) {
            return new Repetition(
                    hits + 1,
                    runs + 1,
                    held,
                    violated,
                    Objects.requireNonNull(same.get().observation()));
        }
        boolean well = found.stream().allMatch(one -> one.oracle() == null);
        return new Repetition(hits, runs + 1, held + (well ? 1 : 0), violation, observation);
    }

    /**
     * What it proves.
     *
     * @param call that was run
     * @throws LaneFault when it was never run
     */
    public Proof proof(Candidate candidate, Case call, boolean proven) throws LaneFault {
        if (runs == 0) {
            throw new LaneFault("no time was left for an attempt");
        }
        return new Proof(
                candidate.signature(),
                proven ? FindingStatus.PROVEN : FindingStatus.UNSTABLE,
                new Reproduction(hits, runs),
                held,
                call,
                candidate.history(),
                violation,
                observation,
                List.of(),
                !proven && runs < HITS_MIN);
    }
}
