package dev.vigil.coordinator;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Books;
import dev.vigil.store.Ledger;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the state of a campaign from the store, for a new one as for one whose process died. */
final class Restore {
    private Restore() {}

    /** The state, and what is wrong with the operators asked for (empty when nothing is). */
    record Restored(CampaignState state, String problem) {}

    static Restored from(Store store, Campaign campaign, String lane) {
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
        TreeMap<String, Integer> proofs = new TreeMap<>();
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
            if (unit.candidate() != null) {
                proofs.merge(String.valueOf(unit.candidate().operator()), 1, Integer::sum);
            }
            if (s.open()) {
                openUnits.put(
                        (long) i,
                        new CampaignState.OpenUnit(
                                unit.id(), unit.task(), unit.subjects(), unit.cases(), false, s.attempt()));
            }
        }
        Map<WorkUnit.Task, CampaignState.Pace> pace = new EnumMap<>(WorkUnit.Task.class);
        Map<WorkUnit.Task, Long> spentMs = new EnumMap<>(WorkUnit.Task.class);
        Totals totals = Totals.NONE;
        for (Map.Entry<WorkUnit.Task, Books.Sum> e :
                store.books().sums(campaign.id()).entrySet()) {
            Books.Sum sum = e.getValue();
            pace.put(
                    e.getKey(), new CampaignState.Pace(sum.units(), sum.totals().generated(), sum.tookMs()));
            spentMs.put(e.getKey(), sum.tookMs());
            totals = totals.plus(sum.totals());
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
                totals,
                counts,
                null);
        if (!described) {
            return new Restored(state, "");
        }
        Described found = describe(store, campaign, lane);
        return new Restored(withHistory(state.after(found.event), standings, store, campaign), found.problem);
    }

    /** What the target has, narrowed to the operators asked for. */
    record Described(CampaignEvent.Described event, String problem) {}

    static Described describe(Store store, Campaign campaign, String lane) {
        String sha = campaign.target().sha256();
        List<Subject> subjects = store.targets().subjects(sha, lane);
        OperatorGlobs.Selection selection =
                OperatorGlobs.select(subjects, campaign.settings().operators());
        return new Described(
                new CampaignEvent.Described(selection.names(), store.targets().learned(sha, lane)),
                selection.problem());
    }

    private static CampaignState withHistory(
            CampaignState state, List<Units.Standing> standings, Store store, Campaign campaign) {
        TreeMap<String, SubjectProgress> subjects = new TreeMap<>(state.subjects());
        for (Books.SubjectCoverage c : store.books().coverage(campaign.id())) {
            subjects.computeIfPresent(c.subject(), (name, p) -> p.withCalls(c.distinctCalls(), c.exhausted()));
        }
        List<Units.Standing> inOrder = new ArrayList<>(standings);
        for (Units.Standing s : inOrder) {
            for (String subject : s.unit().subjects()) {
                subjects.computeIfPresent(subject, (name, p) -> switch (s.unit().task()) {
                    case EXPLORE -> p.withExplorePlanned(s.unit().round());
                    case LEARN -> s.open() ? p.withLearning() : p.learned() ? p : p.withLearnFailure();
                    case DESCRIBE, PROVE -> p;
                });
            }
        }
        return new CampaignState(
                true,
                state.round(),
                state.learnPlanned(),
                state.explorePlanned(),
                subjects,
                state.open(),
                state.waiting(),
                state.proofsByOperator(),
                state.pace(),
                state.spentMs(),
                state.totals(),
                state.counts(),
                null);
    }
}
