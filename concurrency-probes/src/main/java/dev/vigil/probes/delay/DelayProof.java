package dev.vigil.probes.delay;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Proof;
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
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The proof of a fault that an attempt with delays has shown. First without any, since a fault that needs none is proven without; then
 * with those of the attempt, and where they make it more frequent beyond doubt, with as few of them as still show it. One use, one thread.
 */
public final class DelayProof {
    /** What can run attempts. */
    public interface Player {
        /** Runs a case once and enters it in the books. */
        Played play(Case call) throws LaneFault, InterruptedException;

        /**
         * The same where a hang may be told sooner than is usual: for a step of a search, whose result is run again.
         *
         * @param drawn with the seed that the delays of its list were drawn from: as such it is entered, for lists are long
         */
        default Played glance(Case call, Case drawn) throws LaneFault, InterruptedException {
            return play(call);
        }

        /** The same attempt with less to do, which makes fewer delays in less time; empty where there is none. */
        default Optional<Case> shorter(Case call) {
            return Optional.empty();
        }
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

    /**
     * Parts of the time by which each step is over: without delays, with them where hits come, as often without, the search
     * for fewer, and the wait for a first hit.
     */
    private static final double PLAIN_UNTIL = 0.25;

    private static final double WHOLE_UNTIL = 0.45;
    private static final double FAIR_UNTIL = 0.6;
    private static final double FEWER_UNTIL = 0.85;

    /** Without delays it goes on after so many runs only while one in so many shows the fault. */
    private static final int PLAIN_RUNS = 20;

    private static final int PLAIN_ONE_IN = 10;

    private static final int STEPS_MAX = 400;

    /** Runs of a whole list at most, to see how often it shows the fault. */
    private static final int LIST_RUNS = 10;

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

    /** What was made in the runs that showed the fault, the shortest first. */
    private final NavigableSet<DelaySet> seen = new TreeSet<>(
            Comparator.<DelaySet>comparingInt(set -> set.delays().size()).thenComparing(DelaySet::text));

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
                    () -> delayed(player.play(candidate.call())).found(),
                    told);
        }
        return new DelayProof(candidate, clock, end, player, told).prove();
    }

    private Proof prove() throws LaneFault, InterruptedException {
        Case call = candidate.call();
        Repetition plain = more(none(), bare(call), so -> worthMore(so) && before(PLAIN_UNTIL));
        if (plain.hits() >= Repetition.HITS) {
            return said(plain.proof(candidate, bare(call), true), "seen with delays, and shown without any");
        }
        Optional<Case> shorter = player.shorter(call);
        if (shorter.isPresent()) {
            Repetition soon = more(none(), shorter.get(), so -> so.runs() < 2 * (so.hits() + 1) && before(WHOLE_UNTIL));
            if (soon.hits() >= Repetition.HITS || (soon.hits() > 0 && !before(WHOLE_UNTIL))) {
                return reduced(shorter.get(), none(), persevered(soon, shorter.get()));
            }
            seen.clear();
        }
        Repetition whole = more(none(), call, so -> before(WHOLE_UNTIL));
        if (whole.hits() == 0 && plain.runs() > 0 && (plain.hits() > 0 || whole.runs() == 0)) {
            boolean proven = plain.hits() >= Repetition.HITS_MIN;
            return said(plain.proof(candidate, bare(call), proven), "with delays 0 of " + whole.runs());
        }
        return reduced(call, plain, persevered(whole, call));
    }

    /** Where a hit takes long, hits come before the search for fewer delays: all of the time is for them, or most for the first. */
    private Repetition persevered(Repetition soFar, Case call) throws LaneFault, InterruptedException {
        return more(soFar, call, so -> so.hits() > 0 ? clock.instant().isBefore(end) : before(FEWER_UNTIL));
    }

    /**
     * With as few delays as suffice, if they matter.
     *
     * @param plain the call's runs without any so far
     * @param whole its runs with all of them
     */
    private Proof reduced(Case call, Repetition plain, Repetition whole) throws LaneFault, InterruptedException {
        int fair = Math.max(whole.runs(), PLAIN_RUNS);
        Repetition without = more(plain, bare(call), so -> so.runs() < fair && before(FAIR_UNTIL));
        boolean proven = whole.hits() >= Repetition.HITS_MIN;
        Proof unreduced = whole.proof(candidate, call, proven);
        if (without.runs() == 0) {
            return unreduced;
        }
        Amplification amplification = amplification(without, whole);
        if (!proven || !amplification.amplified() || seen.isEmpty()) {
            return said(unreduced, amplification.toString());
        }
        Fewer fewer = fewer(call, without);
        if (fewer.sets.isEmpty()) {
            return said(unreduced, amplification + "; " + fewer.reason);
        }
        String missed = "; no time was left to try the delays that matter";
        for (DelaySet few : fewer.sets) {
            Case given = Perturbation.exactly(few).in(call);
            Repetition last = more(
                    none(),
                    given,
                    so -> mayAmplify(without, so) && clock.instant().isBefore(end));
            if (last.runs() == 0) {
                break;
            }
            String of = few.delays().size() + " of " + fewer.listed + " delays";
            if (last.hits() >= Repetition.HITS_MIN
                    && amplification(without, last).amplified()) {
                return said(
                        last.proof(candidate, given, true),
                        amplification(without, last) + "; " + of + " suffice: " + named(few));
            }
            missed = "; with " + of + " it showed in " + last.hits() + " of " + last.runs();
        }
        return said(unreduced, amplification + missed);
    }

    /** Whether all hits that are still wanted, if they came at once, would make the fault more frequent than it is without delays. */
    private static boolean mayAmplify(Repetition without, Repetition so) {
        int missing = Repetition.HITS - so.hits();
        return new Amplification(without.hits(), without.runs(), Repetition.HITS, so.runs() + missing).amplified();
    }

    private Repetition none() {
        return Repetition.none(candidate);
    }

    private static Case bare(Case call) {
        return Perturbation.NONE.in(call);
    }

    private Repetition more(Repetition runs, Case call, Predicate<Repetition> goesOn)
            throws LaneFault, InterruptedException {
        return runs.more(candidate, Repetition.HITS, goesOn, plays(call), told);
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
            Played played = delayed(player.play(call));
            if (shown(played) && Perturbation.of(call).any()) {
                played.made().filter(set -> !set.delays().isEmpty()).ifPresent(seen::add);
            }
            return played.found();
        };
    }

    /** Without its delays a run is another one, which says nothing here. */
    private static Played delayed(Played played) throws LaneFault {
        if (played.made().isEmpty()) {
            throw new LaneFault(Delayer.NOT_MADE);
        }
        return played;
    }

    private boolean shown(Played played) {
        return played.found().stream().anyMatch(one -> one.signature().equals(candidate.signature()));
    }

    /**
     * What the search for fewer delays came to.
     *
     * @param sets that showed the fault on the way, the smallest first: a step of a search is lucky at times, and then it is a larger one that
     *     holds; empty where there is none to show
     * @param listed delays of the list that was searched
     * @param reason why there are none
     */
    private record Fewer(List<DelaySet> sets, int listed, String reason) {
        static Fewer none(String reason) {
            return new Fewer(List.of(), 0, reason);
        }
    }

    /** As few as the time allows, of a list that shows the fault when it is given: what was drawn besides it may have had a part too. */
    private Fewer fewer(Case call, Repetition without) throws LaneFault, InterruptedException {
        BooleanSupplier open = () -> before(FEWER_UNTIL);
        Repetition lists = none();
        for (DelaySet all : seen) {
            Case given = Perturbation.exactly(all).in(call);
            Repetition list = none().more(
                            candidate,
                            Repetition.HITS,
                            so -> so.runs() < LIST_RUNS && open.getAsBoolean(),
                            () -> delayed(player.glance(given, call)).found(),
                            told);
            if (list.runs() > 0 && amplification(without, list).amplified()) {
                return fewer(call, all, Step.between(without, list), open);
            }
            lists = lists.runs() == 0 || list.hits() > lists.hits() ? list : lists;
        }
        return Fewer.none(
                lists.runs() == 0
                        ? "no time was left to look for the delays that matter"
                        : "given as a list they showed it in " + lists.hits() + " of " + lists.runs());
    }

    private Fewer fewer(Case call, DelaySet all, Step step, BooleanSupplier open)
            throws LaneFault, InterruptedException {
        Deque<DelaySet> kept = new ArrayDeque<>(List.of(all));
        DelaySet few = all.minimised(
                set -> {
                    boolean shows = shows(call, set, step);
                    if (shows) {
                        kept.push(set);
                    }
                    return shows;
                },
                new Budget(STEPS_MAX, open));
        List<DelaySet> given =
                kept.stream().filter(set -> set.delays().size() <= GIVEN_MAX).toList();
        return given.isEmpty()
                ? Fewer.none(few.delays().size() + " of " + all.delays().size()
                        + " delays were left when the search for fewer ended")
                : new Fewer(given, all.delays().size(), "");
    }

    private boolean shows(Case call, DelaySet set, Step step) throws LaneFault, InterruptedException {
        Case given = Perturbation.exactly(set).in(call);
        int hits = 0;
        for (int run = 0; run < step.runs() && hits + step.runs() - run >= step.hits(); run++) {
            hits += shown(delayed(player.glance(given, call))) ? 1 : 0;
            told.of(hits, run + 1);
            if (hits >= step.hits()) {
                return true;
            }
        }
        return false;
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
