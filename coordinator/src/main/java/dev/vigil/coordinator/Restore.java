package dev.vigil.coordinator;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.unit.Knowledge;
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

    /**
     * The state, and what is wrong with the operators asked for (empty when nothing is).
     *
     * @param out units whose leases hold
     */
    record Restored(CampaignState state, String problem, List<Units.Standing> out) {
        Restored {
            out = List.copyOf(out);
        }
    }

    /**
     * @param recall whether all leases are void: workers that lived with an earlier process have died with it
     */
    static Restored from(Store store, Campaign campaign, boolean recall) {
        if (recall) {
            store.units().recall(campaign.id());
        }
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

        Map<String, WorkUnit> units = standings.stream()
                .map(Units.Standing::unit)
                .collect(Collectors.toMap(WorkUnit::id, Function.identity()));
        List<Result> results = store.books().accepted(campaign.id()).stream()
                .map(r -> new Result(Objects.requireNonNull(units.get(r.unit())), r))
                .toList();
        List<Candidate> waiting = store.ledger().waiting(campaign.id());
        TreeMap<String, LaneState> lanes = new TreeMap<>();
        for (LaneShare share : campaign.settings().lanes()) {
            String lane = share.lane();
            List<Units.Standing> some =
                    standings.stream().filter(s -> s.unit().lane().equals(lane)).toList();
            if (!some.isEmpty()) {
                lanes.put(
                        lane,
                        lane(
                                lane,
                                some,
                                results.stream()
                                        .filter(r -> r.unit.lane().equals(lane))
                                        .toList(),
                                waiting.stream()
                                        .filter(c -> c.call().lane().equals(lane))
                                        .toList(),
                                store,
                                campaign));
            }
        }
        Totals totals = results.stream().map(r -> r.accepted.totals()).reduce(Totals.NONE, Totals::plus);
        CampaignState state = new CampaignState(lanes, totals, counts);
        boolean described = new Planner(campaign.id(), campaign.settings()).described(state);
        return new Restored(
                state,
                described ? problem(store, campaign) : "",
                standings.stream().filter(Units.Standing::leased).toList());
    }

    private static LaneState lane(
            String lane,
            List<Units.Standing> standings,
            List<Result> results,
            List<Candidate> waiting,
            Store store,
            Campaign campaign) {
        TreeMap<Long, LaneState.OpenUnit> openUnits = new TreeMap<>();
        ProofCounts proofs = ProofCounts.NONE;
        List<String> replayed = results.stream()
                .map(Result::unit)
                .filter(unit -> unit.candidate() != null && !Replay.is(unit))
                .map(unit -> Objects.requireNonNull(unit.candidate()).signature())
                .toList();
        int round = 0;
        int learnPlanned = 0;
        int explorePlanned = 0;
        int lost = 0;
        boolean described = false;
        for (int i = 0; i < standings.size(); i++) {
            Units.Standing s = standings.get(i);
            WorkUnit unit = s.unit();
            round = Math.max(round, unit.round() + 1);
            learnPlanned += unit.task() == WorkUnit.Task.LEARN ? 1 : 0;
            explorePlanned += unit.task() == WorkUnit.Task.EXPLORE ? 1 : 0;
            lost += s.done() || s.leased() ? s.attempt() - 1 : s.attempt();
            described |= unit.task() == WorkUnit.Task.DESCRIBE && s.done();
            if (unit.candidate() != null && !Replay.is(unit)) {
                proofs = proofs.with(LaneState.Waiting.of(unit.candidate(), false));
            }
            if (s.open()) {
                openUnits.put(
                        (long) i,
                        new LaneState.OpenUnit(
                                unit.id(), unit.task(), unit.subjects(), unit.cases(), s.leased(), s.attempt()));
            }
        }
        Map<WorkUnit.Task, LaneState.Pace> pace = new EnumMap<>(WorkUnit.Task.class);
        Map<WorkUnit.Task, Long> spentMs = new EnumMap<>(WorkUnit.Task.class);
        long replayMs = 0;
        for (Result r : results) {
            WorkUnit.Task task = r.unit.task();
            if (Replay.is(r.unit)) {
                replayMs += r.accepted.tookMs();
            } else {
                pace.put(
                        task,
                        pace.getOrDefault(task, LaneState.Pace.NONE)
                                .after(r.accepted.totals().generated(), r.accepted.tookMs()));
                spentMs.merge(task, r.accepted.tookMs(), Long::sum);
            }
        }
        LaneState state = new LaneState(
                false,
                round,
                standings.size(),
                learnPlanned,
                explorePlanned,
                new TreeMap<>(),
                openUnits,
                waiting.stream()
                        .sorted(Comparator.comparingInt(c -> -replayed.lastIndexOf(c.signature())))
                        .map(c -> LaneState.Waiting.of(c, replayed.contains(c.signature())))
                        .toList(),
                proofs,
                pace,
                spentMs,
                replayMs,
                lost,
                lastLeased(standings),
                // Facts may have come after the last unit that was given any; one that failed to gather them would fail
                // again.
                standings.stream().noneMatch(Restore::failedToGather)
                        && store.targets().knowledge(campaign.target().sha256(), lane).stream()
                                .anyMatch(Knowledge::fact));
        return described
                ? withHistory(state.after(describe(store, campaign, lane)), lane, standings, results, store, campaign)
                : state;
    }

    private static boolean failedToGather(Units.Standing standing) {
        return standing.unit().task() == WorkUnit.Task.GATHER && !standing.open() && !standing.done();
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

    /** What the target has for a lane, narrowed to the operators asked for. */
    static CampaignEvent.Described describe(Store store, Campaign campaign, String lane) {
        return new CampaignEvent.Described(
                lane,
                selection(store, campaign, lane).names(),
                store.targets().learned(campaign.target().sha256(), lane));
    }

    /** What is wrong with the operators asked for, once every lane was described; empty when nothing is. */
    static String problem(Store store, Campaign campaign) {
        OperatorGlobs.Selection all = campaign.settings().lanes().stream()
                .map(share -> selection(store, campaign, share.lane()))
                .reduce(OperatorGlobs.Selection::and)
                .orElseThrow();
        if (!all.problem().isEmpty() || !all.names().isEmpty()) {
            return all.problem();
        }
        return campaign.settings().mainLane().equals(SuiteSpec.LANE)
                ? "the suites have no test that can be run" + whyNoTest(store, campaign)
                : "target " + campaign.target().name() + " lists no operator that can be called";
    }

    /** The reason for the first test that is left out. */
    private static String whyNoTest(Store store, Campaign campaign) {
        return store.targets().subjects(campaign.target().sha256(), SuiteSpec.LANE).stream()
                .filter(subject -> campaign.settings().concerns(SuiteSpec.LANE, subject.name())
                        && subject.kind() == Subject.Kind.EXCLUDED)
                .findFirst()
                .map(subject -> "; " + subject.name() + ": " + subject.reason())
                .orElse("");
    }

    private static OperatorGlobs.Selection selection(Store store, Campaign campaign, String lane) {
        return OperatorGlobs.select(
                store.targets().subjects(campaign.target().sha256(), lane).stream()
                        .filter(subject -> campaign.settings().concerns(lane, subject.name()))
                        .toList(),
                campaign.settings().operators());
    }

    private static LaneState withHistory(
            LaneState state,
            String lane,
            List<Units.Standing> standings,
            List<Result> results,
            Store store,
            Campaign campaign) {
        TreeMap<String, SubjectProgress> subjects = new TreeMap<>(state.subjects());
        for (Books.SubjectCoverage c : store.books().coverage(campaign.id(), lane)) {
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
        return new LaneState(
                true,
                state.round(),
                state.planned(),
                state.learnPlanned(),
                state.explorePlanned(),
                subjects,
                state.open(),
                state.waiting(),
                state.proofs(),
                state.pace(),
                state.spentMs(),
                state.replayMs(),
                state.lost(),
                state.lastLeased(),
                state.ungathered());
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
