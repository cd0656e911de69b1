package dev.vigil.probes.delay;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.reduce.Budget;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.probes.attempt.Judged;
import dev.vigil.probes.attempt.Repetition;
import dev.vigil.probes.watch.Amplification;
import dev.vigil.probes.watch.Delay;
import dev.vigil.probes.watch.DelaySet;
import dev.vigil.probes.watch.ElfSymbols;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The proof of a fault that an attempt with delays has shown. First without any, since a fault that needs none is proven without; then
 * with those of the attempt, and where they make it more frequent beyond doubt, with as few of them as still show it. One use, one thread.
 */
public final class DelayProof {
    /** Runs a case once and enters it in the books. */
    public interface Player {
        Played play(Case call) throws LaneFault, InterruptedException;
    }

    /**
     * What came of a run.
     *
     * @param made the delays of its threads; empty when some were asked for and none could be made
     */
    public record Played(List<Judged> found, Optional<DelaySet> made) {
        public Played {
            found = List.copyOf(found);
        }
    }

    /** Parts of the time by which each step is over: without delays, with them, as often without, the search for fewer. */
    private static final double PLAIN_UNTIL = 0.25;

    private static final double WHOLE_UNTIL = 0.5;
    private static final double FAIR_UNTIL = 0.55;
    private static final double FEWER_UNTIL = 0.8;

    /** Without delays it goes on after so many runs only while one in so many shows the fault. */
    private static final int PLAIN_RUNS = 20;

    private static final int PLAIN_ONE_IN = 10;

    /** A set that is tried on the way is run so often at most. */
    private static final int STEP_RUNS_MAX = 8;

    /** How rarely the rate without delays may pass for that of a set. */
    private static final double STEP_ERROR = 0.05;

    private static final int STEPS_MAX = 400;

    /** The set that is left must show the fault so often, and half as frequently as all delays do. */
    private static final int LAST_HITS = 3;

    /** A longer list is no help to anybody: the seed says the same in one number. */
    private static final int GIVEN_MAX = 64;

    /** Delays that a finding's sentence names. */
    private static final int NAMED_MAX = 4;

    private final Candidate candidate;
    private final Clock clock;
    private final Instant begin;
    private final Instant end;
    private final Player player;
    private final Repetition.Told told;

    /** The shortest of all that were made in a run that showed the fault. */
    private Optional<DelaySet> seen = Optional.empty();

    private DelayProof(Candidate candidate, Clock clock, Instant end, Player player, Repetition.Told told) {
        this.candidate = candidate;
        this.clock = clock;
        this.begin = clock.instant();
        this.end = end;
        this.player = player;
        this.told = told;
    }

    /**
     * @param unit to prove, or, with cases, to replay so many times just as its case says
     * @param end when no further run may begin
     */
    public static Proof prove(WorkUnit unit, Clock clock, Instant end, Player player, Repetition.Told told)
            throws LaneFault, InterruptedException {
        Candidate candidate = Objects.requireNonNull(unit.candidate());
        if (unit.cases() > 0 || !Perturbation.of(candidate.call()).any()) {
            return Repetition.prove(
                    unit,
                    () -> clock.instant().isBefore(end),
                    () -> delayed(player, candidate.call()).found(),
                    told);
        }
        return new DelayProof(candidate, clock, end, player, told).prove();
    }

    private Proof prove() throws LaneFault, InterruptedException {
        Case bare = Perturbation.NONE.in(candidate.call());
        Repetition none = Repetition.none(candidate);
        Repetition plain =
                none.more(candidate, Repetition.HITS, so -> worthMore(so) && before(PLAIN_UNTIL), plays(bare), told);
        if (plain.hits() >= Repetition.HITS) {
            return said(plain.proof(candidate, bare, true), "seen with delays, which it does not need");
        }
        Repetition whole =
                none.more(candidate, Repetition.HITS, so -> before(WHOLE_UNTIL), plays(candidate.call()), told);
        if (whole.hits() == 0 && plain.hits() > 0) {
            return said(plain.proof(candidate, bare, false), "with delays 0 of " + whole.runs());
        }
        int runs = whole.runs();
        plain = plain.more(candidate, Repetition.HITS, so -> so.runs() < runs && before(FAIR_UNTIL), plays(bare), told);
        boolean proven = whole.hits() >= Repetition.HITS;
        Proof unreduced = whole.proof(candidate, candidate.call(), proven);
        if (plain.runs() == 0) {
            return unreduced;
        }
        Amplification amplification = amplification(plain, whole);
        if (!proven || !amplification.amplified() || seen.isEmpty()) {
            return said(unreduced, amplification.toString());
        }
        DelaySet all = seen.get();
        Optional<DelaySet> few = fewer(all, plain, whole);
        if (few.isPresent()) {
            Case given = Perturbation.exactly(few.get()).in(candidate.call());
            Repetition last =
                    none.more(candidate, Repetition.HITS, so -> clock.instant().isBefore(end), plays(given), told);
            if (last.hits() >= LAST_HITS && rate(last) >= rate(whole) / 2) {
                return said(
                        last.proof(candidate, given, true),
                        amplification(plain, last) + "; " + few.get().delays().size() + " of "
                                + all.delays().size() + " delays suffice: " + named(few.get()));
            }
        }
        return said(unreduced, amplification + "; no " + GIVEN_MAX + " of them were found to suffice");
    }

    private static boolean worthMore(Repetition plain) {
        return plain.runs() < PLAIN_RUNS || plain.hits() * PLAIN_ONE_IN >= plain.runs();
    }

    private boolean before(double share) {
        long wholeMs = Duration.between(begin, end).toMillis();
        return clock.instant().isBefore(begin.plusMillis((long) (share * wholeMs)));
    }

    private Repetition.Attempt plays(Case call) {
        return () -> {
            Played played = delayed(player, call);
            if (shown(played) && call.equals(candidate.call())) {
                seen = Stream.concat(seen.stream(), played.made().stream())
                        .min(Comparator.comparingInt(set -> set.delays().size()));
            }
            return played.found();
        };
    }

    /** Without its delays a run is another one, which says nothing here. */
    private static Played delayed(Player player, Case call) throws LaneFault, InterruptedException {
        Played played = player.play(call);
        if (played.made().isEmpty()) {
            throw new LaneFault(Delayer.NOT_MADE);
        }
        return played;
    }

    private boolean shown(Played played) {
        return played.found().stream().anyMatch(one -> one.signature().equals(candidate.signature()));
    }

    /** As few as the time allows; empty when the whole list does not even show it, or too many are left. */
    private Optional<DelaySet> fewer(DelaySet all, Repetition plain, Repetition whole)
            throws LaneFault, InterruptedException {
        int runs = Math.min(STEP_RUNS_MAX, Reproduction.cleanRunsToExclude(rate(whole)));
        int hits = leastHits(runs, rate(plain));
        BooleanSupplier open = () -> before(FEWER_UNTIL);
        if (!open.getAsBoolean() || !shows(all, hits, runs)) {
            return Optional.empty();
        }
        DelaySet few = all.minimised(set -> shows(set, hits, runs), new Budget(STEPS_MAX, open));
        return Optional.of(few).filter(set -> set.delays().size() <= GIVEN_MAX);
    }

    private boolean shows(DelaySet set, int least, int runs) throws LaneFault, InterruptedException {
        Case given = Perturbation.exactly(set).in(candidate.call());
        int hits = 0;
        for (int run = 0; run < runs && hits + runs - run >= least; run++) {
            hits += shown(delayed(player, given)) ? 1 : 0;
            told.of(hits, run + 1);
            if (hits >= least) {
                return true;
            }
        }
        return false;
    }

    /** The least number of hits in so many runs that a rate reaches no more than once in twenty times; at most all of them. */
    static int leastHits(int runs, double rate) {
        int hits = 0;
        double atLeast = 1;
        double exactly = Math.pow(1 - rate, runs);
        while (hits < runs && (hits == 0 || atLeast > STEP_ERROR)) {
            atLeast -= exactly;
            exactly *= (double) (runs - hits) / (hits + 1) * rate / (1 - rate);
            hits++;
        }
        return hits;
    }

    private static double rate(Repetition runs) {
        return runs.runs() == 0 ? 0 : (double) runs.hits() / runs.runs();
    }

    private static Amplification amplification(Repetition plain, Repetition delayed) {
        return new Amplification(plain.hits(), plain.runs(), delayed.hits(), delayed.runs());
    }

    private static String named(DelaySet few) {
        ElfSymbols symbols = new ElfSymbols();
        List<Delay> delays = few.delays();
        String more = delays.size() > NAMED_MAX ? "; … " + (delays.size() - NAMED_MAX) + " more" : "";
        return delays.stream().limit(NAMED_MAX).map(d -> d.sentence(symbols)).collect(Collectors.joining("; ")) + more;
    }

    private static Proof said(Proof proof, String sentence) {
        Verdict.Violated violation = proof.violation();
        return proof.withViolation(new Verdict.Violated(
                violation.fault(), violation.template(), violation.observed() + "; " + sentence, violation.expected()));
    }
}
