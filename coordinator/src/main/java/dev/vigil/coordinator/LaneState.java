package dev.vigil.coordinator;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.store.Harvest;
import dev.vigil.store.Replay;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign knows of one of its lanes, as a value. Changed by events of that lane alone, without clock, store or
 * chance, so that the plan that follows from it can be made again.
 *
 * @param described whether the lane said what the target has for it
 * @param round number of the next round
 * @param planned units planned so far
 * @param learnPlanned LEARN units planned so far
 * @param explorePlanned EXPLORE units planned so far
 * @param subjects by name: what the campaign works on here
 * @param open units planned or leased, in the order of planning
 * @param waiting candidates to be proven: those whose first proof was cut short, the last one first, then the others in the order in which
 *     they came
 * @param proofs PROVE units planned for candidates
 * @param pace per task: what its units cost
 * @param spentMs per task: slot time of all units that came back, without replays of earlier findings
 * @param replayMs slot time of those
 * @param lost attempts of units that ended without a result
 * @param lastLeased task of the unit that went out last
 * @param ungathered whether facts of the target came back that no unit was given to gather
 */
record LaneState(
        boolean described,
        int round,
        int planned,
        int learnPlanned,
        int explorePlanned,
        SortedMap<String, SubjectProgress> subjects,
        SortedMap<Long, OpenUnit> open,
        List<Waiting> waiting,
        ProofCounts proofs,
        Map<WorkUnit.Task, Pace> pace,
        Map<WorkUnit.Task, Long> spentMs,
        long replayMs,
        int lost,
        WorkUnit.@Nullable Task lastLeased,
        boolean ungathered) {

    /** What a unit costs before one of its task came back. */
    private static final double UNIT_MS_GUESS = 10_000;

    /** A unit without a result; {@code attempt} is 0 while it was never out. */
    record OpenUnit(String id, WorkUnit.Task task, List<String> subjects, int cases, boolean leased, int attempt) {
        OpenUnit with(boolean nowLeased, int nowAttempt) {
            return new OpenUnit(id, task, subjects, cases, nowLeased, nowAttempt);
        }

        /** Whether it replays a finding of an earlier campaign. */
        boolean replay() {
            return task == WorkUnit.Task.PROVE && cases > 0;
        }
    }

    /**
     * A candidate by its names; the store has the rest.
     *
     * @param explains whether it is about memory that nobody wrote, or that nobody may touch: much else may follow from that
     * @param again whether time has cut a first proof of it short
     */
    record Waiting(String signature, String operator, String oracle, boolean explains, boolean again) {
        static Waiting of(Candidate c, boolean again) {
            FaultClass fault = c.violation().fault();
            return new Waiting(
                    c.signature(),
                    String.valueOf(c.operator()),
                    c.oracle(),
                    fault == FaultClass.UNINITIALISED_READ || fault == FaultClass.OUT_OF_BOUNDS,
                    again);
        }

        String cause() {
            return Causes.nameless(signature, operator);
        }
    }

    /** What units of a task cost: sums in which the last ten units weigh as much as all before them. */
    record Pace(double units, double cases, double tookMs) {
        static final Pace NONE = new Pace(0, 0, 0);

        private static final double KEPT = 0.93;

        Pace after(long moreCases, long moreMs) {
            return new Pace(KEPT * units + 1, KEPT * cases + moreCases, KEPT * tookMs + moreMs);
        }

        double msPerUnit(double unknown) {
            return units == 0 ? unknown : tookMs / units;
        }
    }

    static final LaneState EMPTY = new LaneState(
            false,
            0,
            0,
            0,
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            List.of(),
            ProofCounts.NONE,
            new EnumMap<>(WorkUnit.Task.class),
            new EnumMap<>(WorkUnit.Task.class),
            0,
            0,
            null,
            false);

    LaneState after(CampaignEvent event) {
        Change change = new Change(this);
        if (event instanceof CampaignEvent.Described e) {
            change.described(e);
        } else if (event instanceof CampaignEvent.Planned e) {
            e.units().forEach(change::planned);
        } else if (event instanceof CampaignEvent.Leased e) {
            change.leased(e);
        } else if (event instanceof CampaignEvent.Returned e) {
            change.returned(e);
        } else if (event instanceof CampaignEvent.Counted e) {
            change.counted(e);
        }
        return change.done();
    }

    Pace pace(WorkUnit.Task task) {
        return pace.getOrDefault(task, Pace.NONE);
    }

    /** Share of all slot time so far that went into a task. */
    double spentShare(WorkUnit.Task task) {
        long all = spentMs.values().stream().mapToLong(Long::longValue).sum();
        return all == 0 ? 0 : (double) spentMs.getOrDefault(task, 0L) / all;
    }

    /** Slot time that the lane has had, with what its units that are out and those that were lost are likely to have cost. */
    double usedMs() {
        double known =
                replayMs + spentMs.values().stream().mapToLong(Long::longValue).sum();
        double units = pace.values().stream().mapToDouble(Pace::units).sum();
        double tookMs = pace.values().stream().mapToDouble(Pace::tookMs).sum();
        double out = open.values().stream()
                .filter(OpenUnit::leased)
                .mapToDouble(u -> pace(u.task()).msPerUnit(UNIT_MS_GUESS))
                .sum();
        return known + out + lost * (units == 0 ? UNIT_MS_GUESS : tookMs / units);
    }

    boolean holds(String unit) {
        return open.values().stream().anyMatch(u -> u.id().equals(unit));
    }

    /** Whether some operator is still to be learned. */
    boolean learning() {
        return subjects.values().stream().anyMatch(p -> !p.learned() && p.learnFailures() < 2);
    }

    long open(WorkUnit.Task task, boolean leased) {
        return open.values().stream()
                .filter(u -> u.task() == task && u.leased() == leased)
                .count();
    }

    long leasedUnits() {
        return open.values().stream().filter(OpenUnit::leased).count();
    }

    /** Planned, and not out. */
    int waitingUnits() {
        return open.size() - (int) leasedUnits();
    }

    int reached() {
        return (int)
                subjects.values().stream().filter(p -> p.distinctCalls() > 0).count();
    }

    /** The next state while it is put together. */
    private static final class Change {
        private boolean described;
        private int round;
        private int planned;
        private int learnPlanned;
        private int explorePlanned;
        private final TreeMap<String, SubjectProgress> subjects;
        private final TreeMap<Long, OpenUnit> open;
        private final List<Waiting> waiting;
        private ProofCounts proofs;
        private final EnumMap<WorkUnit.Task, Pace> pace = new EnumMap<>(WorkUnit.Task.class);
        private final EnumMap<WorkUnit.Task, Long> spentMs = new EnumMap<>(WorkUnit.Task.class);
        private long replayMs;
        private int lost;
        private WorkUnit.@Nullable Task lastLeased;
        private boolean ungathered;

        Change(LaneState from) {
            described = from.described;
            round = from.round;
            planned = from.planned;
            learnPlanned = from.learnPlanned;
            explorePlanned = from.explorePlanned;
            subjects = new TreeMap<>(from.subjects);
            open = new TreeMap<>(from.open);
            waiting = new ArrayList<>(from.waiting);
            proofs = from.proofs;
            pace.putAll(from.pace);
            spentMs.putAll(from.spentMs);
            replayMs = from.replayMs;
            lost = from.lost;
            lastLeased = from.lastLeased;
            ungathered = from.ungathered;
        }

        LaneState done() {
            return new LaneState(
                    described,
                    round,
                    planned,
                    learnPlanned,
                    explorePlanned,
                    subjects,
                    open,
                    List.copyOf(waiting),
                    proofs,
                    pace,
                    spentMs,
                    replayMs,
                    lost,
                    lastLeased,
                    ungathered);
        }

        void described(CampaignEvent.Described event) {
            described = true;
            for (String subject : event.subjects()) {
                SubjectProgress progress = subjects.getOrDefault(subject, SubjectProgress.NEW);
                subjects.put(subject, event.learned().contains(subject) ? progress.withLearned() : progress);
            }
        }

        void planned(WorkUnit unit) {
            round = Math.max(round, unit.round() + 1);
            open.put((long) planned++, new OpenUnit(unit.id(), unit.task(), unit.subjects(), unit.cases(), false, 0));
            switch (unit.task()) {
                case DESCRIBE, GATHER -> {}
                case LEARN -> {
                    learnPlanned++;
                    unit.subjects().forEach(s -> subjects.computeIfPresent(s, (name, p) -> p.withLearning()));
                }
                case EXPLORE -> {
                    explorePlanned++;
                    unit.subjects()
                            .forEach(
                                    s -> subjects.computeIfPresent(s, (name, p) -> p.withExplorePlanned(unit.round())));
                }
                case PROVE -> {
                    Candidate candidate = unit.candidate();
                    if (candidate != null && !Replay.is(unit)) {
                        waiting.removeIf(w -> w.signature().equals(candidate.signature()));
                        proofs = proofs.with(Waiting.of(candidate, false));
                    }
                }
            }
        }

        private static boolean proves(WorkUnit unit, String signature) {
            Candidate candidate = unit.candidate();
            return candidate != null && candidate.signature().equals(signature);
        }

        private @Nullable Long numberOf(String unit) {
            for (Map.Entry<Long, OpenUnit> e : open.entrySet()) {
                if (e.getValue().id().equals(unit)) {
                    return e.getKey();
                }
            }
            return null;
        }

        void leased(CampaignEvent.Leased event) {
            Long number = numberOf(event.unit());
            if (number != null) {
                open.computeIfPresent(number, (n, u) -> u.with(true, event.attempt()));
                OpenUnit unit = open.get(number);
                lastLeased = unit == null ? lastLeased : unit.task();
                // It was given all that is stored. One that explores was too, and may be lost or have no time left to
                // judge it.
                ungathered &= lastLeased != WorkUnit.Task.GATHER;
            }
        }

        void returned(CampaignEvent.Returned event) {
            Long number = numberOf(event.returned().unit());
            if (number == null) {
                return;
            }
            OpenUnit unit = open.get(number);
            boolean failed = event.returned().failed();
            lost++;
            // One that failed for good would fail again.
            ungathered |= !failed && unit != null && unit.task() == WorkUnit.Task.GATHER;
            if (!failed || unit == null) {
                open.computeIfPresent(
                        number, (n, u) -> u.with(false, event.returned().attempt()));
                return;
            }
            open.remove(number);
            if (unit.task() == WorkUnit.Task.LEARN) {
                unit.subjects().forEach(s -> subjects.computeIfPresent(s, (name, p) -> p.withLearnFailure()));
            }
        }

        void counted(CampaignEvent.Counted event) {
            UnitResult result = event.result();
            WorkUnit unit = event.acceptance().unit();
            Long number = numberOf(unit.id());
            if (number != null) {
                open.remove(number);
            }
            ungathered |= result.knowledge().stream().anyMatch(Knowledge::fact);
            long tookMs = event.acceptance().tookMs();
            if (Replay.is(unit)) {
                replayMs += tookMs;
            } else {
                pace.put(
                        unit.task(),
                        pace.getOrDefault(unit.task(), Pace.NONE)
                                .after(result.totals().generated(), tookMs));
                spentMs.merge(unit.task(), tookMs, Long::sum);
            }
            for (Candidate c : event.acceptance().fresh()) {
                boolean again = proves(unit, c.signature());
                waiting.add(again ? 0 : waiting.size(), Waiting.of(c, again));
            }
            TreeSet<String> exhausted = new TreeSet<>();
            for (Coverage c : result.coverage()) {
                if (c.exhausted()) {
                    exhausted.add(c.subject());
                }
            }
            for (Map.Entry<String, SubjectProgress> e : subjects.entrySet()) {
                int calls = event.acceptance().freshCalls().getOrDefault(e.getKey(), 0);
                if (calls > 0 || exhausted.contains(e.getKey())) {
                    e.setValue(e.getValue().withCalls(calls, exhausted.contains(e.getKey())));
                }
            }
            Harvest harvest = Harvest.of(
                    unit, result, event.acceptance().fresh(), event.acceptance().freshCalls());
            harvest.learned().forEach(s -> subjects.computeIfPresent(s, (name, p) -> p.withLearned()));
            unit.subjects()
                    .forEach(s -> subjects.computeIfPresent(s, (name, p) -> p.withHarvest(unit.task(), name, harvest)));
        }
    }
}
