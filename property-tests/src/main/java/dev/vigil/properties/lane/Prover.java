package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.reduce.Budget;
import dev.vigil.model.reduce.Minimiser;
import dev.vigil.model.reduce.Trial;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.properties.factors.Isolation;
import dev.vigil.properties.factors.Probe;
import dev.vigil.properties.lane.Replays.Count;
import dev.vigil.properties.lane.Replays.Enough;
import dev.vigil.properties.lane.Replays.Hit;
import dev.vigil.properties.lane.Replays.Reproducer;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.shrink.Reducer;
import dev.vigil.properties.shrink.Shrinker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Replays a candidate in fresh processes: alone first, and if that never shows it, behind the last few cases that its
 * process had run, behind more of them, behind all. What shows it is shrunk, and proven when every one of several
 * further replays shows it; when what was shrunk does not, the candidate as it was is tried. What is proven is asked for
 * the factors that its fault needs.
 */
final class Prover {
    /** All of them must show it ... */
    private static final int RUNS = 4;
    /** What comes of spoilt memory depends on where things happen to lie, and may miss the next time. */
    private static final int RUNS_SPOILT = 6;
    /** What differs from run to run by chance: four hits of four are a third likely for what shows three times in four. */
    private static final int RUNS_CHANCE = 10;

    /** ... and so must as many as there is time for, this many at least. */
    private static final int RUNS_MIN = 3;

    private static final int RUNS_MAX = 1000;
    private static final int SIGHTS_ALONE = 3;
    private static final int[] HISTORY_RUNGS = {1, 4, 16, 64, 255};

    /** A fault that shows more often than this without history hardly needs it; four hits with it would be luck. */
    private static final double HISTORY_IDLE_RATE = 0.5;

    /** Wall time after which nothing new is begun, as a part of the unit's. */
    private static final double BEGIN_SHARE = 0.6;
    /** The same for replays of what was begun in time. */
    private static final double REPLAY_SHARE = 0.85;

    /** Wall time of asking for factors, after everything else; on a busy machine so many replays' time, if that is more. */
    private static final Duration FACTORS_USUAL = Duration.ofSeconds(3);

    private static final int FACTORS_IN_REPLAYS = 6;
    /** Room for what is under way when that time is over. */
    private static final int UNDER_WAY_IN_REPLAYS = 3;

    /** Wall time of shrinking; on a busy machine so many replays' time, if that is more ... */
    private static final Duration SHRINK_USUAL = Duration.ofSeconds(3);

    private static final int SHRINK_IN_REPLAYS = 4;
    /** ... and never more than this. */
    private static final Duration SHRINK_MAX = Duration.ofSeconds(10);

    /** A case that takes longer to show itself is left as it is: a try would cost as much as a proof. */
    private static final Duration SHRINKABLE_MAX = Duration.ofSeconds(6);

    private static final int TRIES_MAX = 1_500;
    private static final int DEATHS_MAX = 25;
    /** Deaths by a limit, which take seconds each. */
    private static final int ENDLESS_DEATHS_MAX = 1;

    /** A smaller case that takes longer than this is not worth waiting for; the replays have the unit's own limit. */
    private static final int TRY_SECONDS_MAX = 3;
    /** Tries that each take a fresh process and the history. */
    private static final int MINIMISE_TRIES_MAX = 64;

    private static final int SHRINK_BEHIND_HISTORY_TRIES_MAX = 16;
    /** What was shrunk is taken back by halves, so often, before the candidate itself is replayed. */
    private static final int RETREATS_MAX = 2;

    private final PropertiesLane.Runners runners;
    private final Oracles oracles;
    private final InstantSource clock;

    Prover(PropertiesLane.Runners runners, Oracles oracles, InstantSource clock) {
        this.runners = runners;
        this.oracles = oracles;
        this.clock = clock;
    }

    /** A unit with a budget of cases asks for so many replays of its candidate as it is. */
    UnitResult prove(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        Books books = new Books(unit.seed());
        Proving proving = new Proving(unit, context, books);
        Proof proof = unit.cases() > 0 ? proving.again(Math.min(RUNS_MAX, unit.cases())) : proving.proof();
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

    private static int runs(Hit seen) {
        if (!(seen.observation() instanceof Observation.Died died)) {
            return seen.violation().fault() == FaultClass.NONDETERMINISM ? RUNS_CHANCE : RUNS;
        }
        return switch (died.end().kind()) {
            case HANG, OUT_OF_MEMORY -> RUNS_MIN;
            case SEGMENTATION_FAULT, BUS_ERROR, ABORT -> RUNS_SPOILT;
            case FLOATING_POINT_EXCEPTION, ILLEGAL_INSTRUCTION, STACK_OVERFLOW, EXIT, KILLED, NOT_STARTED -> RUNS;
        };
    }

    private static boolean certain(Count count) {
        return count.runs() >= RUNS_MIN && count.hits() == count.runs();
    }

    /** One candidate on its way. */
    private final class Proving {
        private final WorkUnit unit;
        private final LaneContext context;
        private final Candidate candidate;
        private final Books books;
        private final Replays replays;
        private final Instant begun;
        /** Whether a fault of ours ended something: what is not needed for the proof is then left undone. */
        private boolean faulty;
        /** Whether replays that were wanted did not run for want of time. */
        private boolean wanting;

        Proving(WorkUnit unit, LaneContext context, Books books) {
            this.unit = unit;
            this.context = context;
            this.candidate = Objects.requireNonNull(unit.candidate());
            this.books = books;
            this.replays = new Replays(runners, oracles, unit, context, books);
            this.begun = clock.instant();
        }

        Proof again(int runs) throws LaneFault, InterruptedException {
            Reproducer given = new Reproducer(candidate.call(), candidate.history());
            return proof(given, replays.fresh(given, runs, Enough.late(this::late)));
        }

        Proof proof() throws LaneFault, InterruptedException {
            Proof best = null;
            Count misses = Count.NONE;
            for (Reproducer rung : rungs()) {
                if (best != null && rate(best) > HISTORY_IDLE_RATE) {
                    break;
                }
                if (misses.runs() > 0 && clock.instant().isAfter(share(BEGIN_SHARE))) {
                    wanting = true;
                    break;
                }
                Instant before = clock.instant();
                int sights = rung.history().isEmpty() ? SIGHTS_ALONE : 1;
                Count sight = replays.fresh(rung, sights, count -> count.hits() > 0 || late());
                if (sight.hits() > 0) {
                    Duration each = Duration.between(before, clock.instant()).dividedBy(sight.runs());
                    Proof proof = withFactors(proven(rung, sight, each), Objects.requireNonNull(sight.last()), each);
                    if (proof.status() == FindingStatus.PROVEN) {
                        return proof;
                    }
                    best = best == null || rate(proof) > rate(best) ? proof : best;
                }
                misses = rung.history().isEmpty() ? sight : misses;
                if (misses.runs() == 0) {
                    // What no executor takes alone none takes behind other cases.
                    break;
                }
            }
            return best == null ? proof(new Reproducer(candidate.call(), List.of()), misses) : best;
        }

        private List<Reproducer> rungs() {
            List<Reproducer> rungs = new ArrayList<>();
            rungs.add(new Reproducer(candidate.call(), List.of()));
            int known = candidate.history().size();
            for (int depth : HISTORY_RUNGS) {
                if (rungs.get(rungs.size() - 1).history().size() < known) {
                    rungs.add(new Reproducer(
                            candidate.call(), candidate.history().subList(Math.max(0, known - depth), known)));
                }
            }
            return rungs;
        }

        /** @param each how long a replay takes */
        private Proof proven(Reproducer rung, Count sight, Duration each) throws LaneFault, InterruptedException {
            Hit seen = Objects.requireNonNull(sight.last());
            int runs = runs(seen);
            if (sight.hits() < sight.runs()) {
                return proof(rung, sight.plus(replays.fresh(rung, runs, Enough.late(this::late))));
            }
            Duration wanted = rung.history().isEmpty()
                    ? shorter(longer(SHRINK_USUAL, each.multipliedBy(SHRINK_IN_REPLAYS)), SHRINK_MAX)
                    : SHRINK_MAX;
            Instant replaysBegin = share(REPLAY_SHARE).minus(each.multipliedBy(runs + 1L));
            Instant end = clock.instant().plus(shorter(wanted, Duration.between(clock.instant(), replaysBegin)));
            List<Reproducer> chain = new ArrayList<>(List.of(rung));
            if (rung.history().isEmpty()) {
                if (each.compareTo(SHRINKABLE_MAX) <= 0) {
                    shrink(chain, seen, end);
                }
            } else {
                sight = sight.plus(replays.fresh(rung, runs - 1, this::missedOrLate));
                if (!certain(sight)) {
                    return proof(rung, sight);
                }
                shrinkBehindHistory(chain, end);
            }
            int at = chain.size() - 1;
            for (int retreats = 0; at > 0; retreats++) {
                Count count = replays.fresh(chain.get(at), runs, this::missedOrLate);
                if (certain(count)) {
                    return proof(chain.get(at), count);
                }
                at = retreats < RETREATS_MAX ? at / 2 : 0;
            }
            // What was shrunk from it missed, which speaks against the candidate too: its earlier hits are not enough.
            int left = chain.size() > 1 ? runs : Math.max(0, runs - sight.runs());
            return proof(rung, sight.plus(replays.fresh(rung, left, Enough.late(this::late))));
        }

        private void shrink(List<Reproducer> chain, Hit seen, Instant end) throws LaneFault, InterruptedException {
            int deaths = seen.endless() ? ENDLESS_DEATHS_MAX : DEATHS_MAX;
            // Memory fills up at its own pace.
            int seconds = seen.endless() ? unit.limits().caseSeconds() : TRY_SECONDS_MAX;
            try (WarmTrials trials = new WarmTrials(replays, runners.open(limited(seconds), context), deaths)) {
                Careful<Case> careful = new Careful<>(trials);
                Budget budget = new Budget(
                        TRIES_MAX,
                        () -> !careful.broken
                                && !trials.worn()
                                && clock.instant().isBefore(end));
                List<Reducer> passes = Stream.concat(Reducer.ofSettings().stream(), Reducer.ofCalls().stream())
                        .toList();
                new Shrinker(passes, careful, budget)
                        .shrink(candidate.call()).stream()
                                .skip(1)
                                .forEach(call -> chain.add(new Reproducer(call, List.of())));
            }
        }

        private WorkUnit limited(int caseSeconds) {
            UnitLimits limits = unit.limits();
            return unit.withLimits(new UnitLimits(
                    limits.seconds(), Math.min(caseSeconds, limits.caseSeconds()), limits.memoryBytes()));
        }

        private void shrinkBehindHistory(List<Reproducer> chain, Instant end) throws LaneFault, InterruptedException {
            List<Case> history = chain.get(0).history();
            Careful<List<Case>> minimising = new Careful<>(h -> shows(new Reproducer(candidate.call(), h)));
            Budget forHistory = new Budget(
                    MINIMISE_TRIES_MAX,
                    () -> !minimising.broken && clock.instant().isBefore(end));
            List<Case> fewer = Minimiser.minimise(history, minimising, forHistory);
            if (fewer.size() < history.size()) {
                chain.add(new Reproducer(candidate.call(), fewer));
            }
            Careful<Case> shrinking = new Careful<>(c -> shows(new Reproducer(c, fewer)));
            Budget forCase = new Budget(
                    SHRINK_BEHIND_HISTORY_TRIES_MAX,
                    () -> !shrinking.broken && clock.instant().isBefore(end));
            new Shrinker(Reducer.ofCalls(), shrinking, forCase)
                    .shrink(candidate.call()).stream().skip(1).forEach(call -> chain.add(new Reproducer(call, fewer)));
        }

        /** Behind a history only that is known: each try would take a fresh process and all of it. */
        private Proof withFactors(Proof proof, Hit seen, Duration each) throws InterruptedException {
            List<Factor> factors = new ArrayList<>();
            if (!proof.history().isEmpty()) {
                String cases = Integer.toString(proof.history().size());
                factors.add(new Factor("history", cases, true, Standing.NEEDED, List.of(), List.of("none")));
            }
            if (proof.status() != FindingStatus.PROVEN) {
                return proof.withFactors(factors);
            }
            boolean triable = !faulty && proof.history().isEmpty() && each.compareTo(SHRINKABLE_MAX) <= 0;
            factors.addAll(triable ? isolated(proof.call(), seen, each) : Isolation.untried(proof.call()));
            return proof.withFactors(factors);
        }

        private List<Factor> isolated(Case call, Hit seen, Duration each) throws InterruptedException {
            Duration wanted = shorter(longer(FACTORS_USUAL, each.multipliedBy(FACTORS_IN_REPLAYS)), SHRINK_MAX);
            Instant last = share(REPLAY_SHARE).minus(each.multipliedBy(UNDER_WAY_IN_REPLAYS));
            Instant end = clock.instant().plus(shorter(wanted, Duration.between(clock.instant(), last)));
            try (WarmTrials trials =
                    new WarmTrials(replays, runners.open(limited(TRY_SECONDS_MAX), context), DEATHS_MAX)) {
                Probe probe = proposal -> {
                    context.progress(0, 0, "asking for factors");
                    return trials.came(proposal);
                };
                return new Isolation(
                                probe,
                                runs(seen),
                                () -> !trials.worn() && clock.instant().isBefore(end))
                        .isolate(call);
            } catch (LaneFault fault) {
                // The proof stands without them.
                books.fault("asking for factors ended: " + fault.getMessage());
                return Isolation.untried(call);
            }
        }

        private boolean shows(Reproducer reproducer) throws LaneFault, InterruptedException {
            Optional<Hit> hit = replays.once(reproducer);
            return hit.isPresent() && !replays.elsewhere(hit.get());
        }

        /** A fault of ours while shrinking ends the shrinking, not the proof of what was seen already. */
        private final class Careful<T> implements Trial<T> {
            private final Trial<T> trial;
            private boolean broken;

            Careful(Trial<T> trial) {
                this.trial = trial;
            }

            @Override
            public boolean shows(T proposal) throws InterruptedException {
                context.progress(0, 0, "shrinking");
                try {
                    return trial.shows(proposal);
                } catch (LaneFault fault) {
                    broken = true;
                    faulty = true;
                    books.fault("shrinking ended: " + fault.getMessage());
                    return false;
                }
            }
        }

        private boolean missedOrLate(Count count) {
            return count.hits() < count.runs() || late();
        }

        private boolean late() {
            boolean late = clock.instant().isAfter(share(REPLAY_SHARE));
            wanting |= late;
            return late;
        }

        private Instant share(double share) {
            return begun.plus(
                    Duration.ofMillis((long) (1000 * share * unit.limits().seconds())));
        }

        private Proof proof(Reproducer reproducer, Count count) {
            Hit last = count.last();
            boolean clear = certain(count) || (count.hits() > 0 && count.hits() < count.runs());
            return new Proof(
                    candidate.signature(),
                    certain(count) ? FindingStatus.PROVEN : FindingStatus.UNSTABLE,
                    new Reproduction(count.hits(), count.runs()),
                    count.held(),
                    reproducer.call(),
                    reproducer.history(),
                    last == null ? candidate.violation() : last.violation(),
                    last == null ? candidate.observation() : last.observation(),
                    List.of(),
                    wanting && !clear);
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static double rate(Proof proof) {
        return (double) proof.reproduced().hits() / proof.reproduced().runs();
    }
}
