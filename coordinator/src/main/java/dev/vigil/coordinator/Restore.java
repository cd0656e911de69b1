package dev.vigil.coordinator;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Books;
import dev.vigil.store.Harvest;
import dev.vigil.store.Ledger;
import dev.vigil.store.Replay;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the state of a campaign from the store, for a new one as for one whose process died. */
final class Restore {
    private Restore() {}

    /** The state, and what is wrong with the operators asked for (empty when nothing is). */
    record Restored(CampaignState state, String problem) {}

    static Restored from(Store store, Campaign campaign) {
        store.units().recall(campaign.id());
        List<Units.Standing> standings = store.units().standings(campaign.id());
        Map<Ledger.CandidateState, Long> candidates = store.ledger().candidateCounts(campaign.id());
        int done = (int) standings.stream().filter(Units.Standing::done).count();
        int open = (int) standings.stream().filter(Units.Standing::open).count();
        CampaignState.Counts counts = new CampaignState.Counts(
                standings.size(),
                done,
                standings.size() - done - open,
                candidates.getOrDefault(Ledger.CandidateState.PROVEN, 0L).intValue(),
                candidates.getOrDefault(Ledger.CandidateState.UNSTABLE, 0L).intValue(),
                candidates.getOrDefault(Ledger.CandidateState.UNREPRODUCED, 0L).intValue(),
                store.books().faults(campaign.id()).size());

        TreeMap<Long, CampaignState.OpenUnit> openUnits = new TreeMap<>();
        ProofCounts proofs = ProofCounts.NONE;
        int round = 0;
        int learnPlanned = 0;
        int explorePlanned = 0;
        boolean described = false;
        for (int i = 0; i < standings.size(); i++) {
            Units.Standing s = standings.get(i);
            WorkUnit unit = s.unit();
            round = Math.max(round, unit.round() + 1);
            learnPlanned += unit.task() == WorkUnit.Task.LEARN ? 1 : 0;
            explorePlanned += unit.task() == WorkUnit.Task.EXPLORE ? 1 : 0;
            described |= unit.task() == WorkUnit.Task.DESCRIBE && s.done();
            if (unit.candidate() != null && !Replay.is(unit)) {
                proofs = proofs.with(CampaignState.Waiting.of(unit.candidate()));
            }
            if (s.open()) {
                openUnits.put(
                        (long) i,
                        new CampaignState.OpenUnit(
                                unit.id(), unit.task(), unit.subjects(), unit.cases(), false, s.attempt()));
            }
        }
        Map<String, WorkUnit> units = standings.stream()
                .map(Units.Standing::unit)
                .collect(Collectors.toMap(WorkUnit::id, Function.identity()));
        List<Result> results = store.books().accepted(campaign.id()).stream()
                .map(r -> new Result(Objects.requireNonNull(units.get(r.unit())), r))
                .toList();
        Map<WorkUnit.Task, CampaignState.Pace> pace = new EnumMap<>(WorkUnit.Task.class);
        Map<WorkUnit.Task, Long> spentMs = new EnumMap<>(WorkUnit.Task.class);
        long replayMs = 0;
        Totals totals = Totals.NONE;
        for (Result r : results) {
            WorkUnit.Task task = r.unit.task();
            Totals cases = r.accepted.totals();
            if (Replay.is(r.unit)) {
                replayMs += r.accepted.tookMs();
            } else {
                pace.put(
                        task,
                        pace.getOrDefault(task, CampaignState.Pace.NONE).after(cases.generated(), r.accepted.tookMs()));
                spentMs.merge(task, r.accepted.tookMs(), Long::sum);
            }
            totals = totals.plus(cases);
        }
        CampaignState state = new CampaignState(
                false,
                round,
                learnPlanned,
                explorePlanned,
                new TreeMap<>(),
                openUnits,
                store.ledger().waiting(campaign.id()).stream()
                        .map(CampaignState.Waiting::of)
                        .toList(),
                proofs,
                pace,
                spentMs,
                replayMs,
                totals,
                counts,
                lastLeased(standings));
        if (!described) {
            return new Restored(state, "");
        }
        Described found = describe(store, campaign);
        return new Restored(withHistory(state.after(found.event), standings, results, store, campaign), found.problem);
    }

    /** A result in the store with its unit. */
    private record Result(WorkUnit unit, Books.Accepted accepted) {}

    private static WorkUnit.@Nullable Task lastLeased(List<Units.Standing> standings) {
        return standings.stream()
                .filter(s -> s.leasedMs() > 0)
                .max(Comparator.comparingLong(Units.Standing::leasedMs))
                .map(s -> s.unit().task())
                .orElse(null);
    }

    /** What the target has, narrowed to the operators asked for. */
    record Described(CampaignEvent.Described event, String problem) {}

    static Described describe(Store store, Campaign campaign) {
        String sha = campaign.target().sha256();
        String lane = campaign.settings().lane();
        List<Subject> subjects = store.targets().subjects(sha, lane);
        OperatorGlobs.Selection selection =
                OperatorGlobs.select(subjects, campaign.settings().operators());
        return new Described(
                new CampaignEvent.Described(selection.names(), store.targets().learned(sha, lane)),
                selection.problem());
    }

    private static CampaignState withHistory(
            CampaignState state, List<Units.Standing> standings, List<Result> results, Store store, Campaign campaign) {
        TreeMap<String, SubjectProgress> subjects = new TreeMap<>(state.subjects());
        for (Books.SubjectCoverage c : store.books().coverage(campaign.id())) {
            subjects.computeIfPresent(c.subject(), (name, p) -> p.withCalls(c.distinctCalls(), c.exhausted()));
        }
        for (Units.Standing s : standings) {
            if (s.unit().task() == WorkUnit.Task.EXPLORE) {
                each(
                        subjects,
                        s.unit(),
                        (name, p) -> p.withExplorePlanned(s.unit().round()));
            } else if (s.unit().task() == WorkUnit.Task.LEARN && !s.open() && !s.done()) {
                each(subjects, s.unit(), (name, p) -> p.withLearnFailure());
            }
        }
        for (Result r : results) {
            each(subjects, r.unit, (name, p) -> after(r, name, p));
        }
        // Last: what an earlier unit learned or failed to learn says nothing of one that is open.
        standings.stream()
                .filter(s -> s.open() && s.unit().task() == WorkUnit.Task.LEARN)
                .forEach(s -> each(subjects, s.unit(), (name, p) -> p.withLearning()));
        return new CampaignState(
                true,
                state.round(),
                state.learnPlanned(),
                state.explorePlanned(),
                subjects,
                state.open(),
                state.waiting(),
                state.proofs(),
                state.pace(),
                state.spentMs(),
                state.replayMs(),
                state.totals(),
                state.counts(),
                state.lastLeased());
    }

    private static SubjectProgress after(Result r, String name, SubjectProgress p) {
        Harvest harvest = r.accepted.harvest();
        if (harvest != null) {
            return p.withHarvest(r.unit.task(), name, harvest);
        }
        return r.unit.task() == WorkUnit.Task.LEARN && !p.learned() ? p.withLearnFailure() : p;
    }

    private static void each(
            SortedMap<String, SubjectProgress> subjects,
            WorkUnit unit,
            BiFunction<String, SubjectProgress, SubjectProgress> change) {
        unit.subjects().forEach(subject -> subjects.computeIfPresent(subject, change));
    }
}
