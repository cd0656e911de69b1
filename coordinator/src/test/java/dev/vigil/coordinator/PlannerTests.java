package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Results;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTests {
    private final Planner planner = new Planner("c", Samples.settings(60, 2, PlanMode.ADAPTIVE));

    private static CampaignState described(int operators) {
        return CampaignState.EMPTY.after(new CampaignEvent.Described(Samples.operators(operators), Set.of()));
    }

    private static CampaignState known(int operators) {
        List<String> names = Samples.operators(operators);
        return CampaignState.EMPTY.after(new CampaignEvent.Described(names, Set.copyOf(names)));
    }

    private static Optional<Candidate> none(String signature) {
        return Optional.empty();
    }

    private static CampaignState counted(CampaignState state, WorkUnit unit, UnitResult result) {
        return state.after(new CampaignEvent.Leased(unit.id(), 1))
                .after(new CampaignEvent.Counted(
                        result, new Results.Acceptance.Counted(unit, 1000, result.candidates(), Map.of(), null, null)));
    }

    /** Plans and answers at once; what was planned, in order. */
    private List<WorkUnit> play(Planner by, int operators, int roundsMax) {
        List<WorkUnit> all = new ArrayList<>();
        CampaignState state = described(operators);
        for (int i = 0; i < roundsMax; i++) {
            List<WorkUnit> round = by.next(state, 1000L * i, PlannerTests::none);
            all.addAll(round);
            state = state.after(new CampaignEvent.Planned(round));
            for (WorkUnit unit : round) {
                UnitResult answer = Samples.answer(unit, operators);
                state = counted(
                        state,
                        unit,
                        Samples.result(unit, answer.totals(), answer.coverage(), answer.knowledge(), List.of()));
            }
        }
        return all;
    }

    @Test
    void theSameInputsGiveTheSamePlan() {
        Planner twin = new Planner("c", Samples.settings(60, 2, PlanMode.ADAPTIVE));
        assertEquals(play(planner, 50, 40), play(twin, 50, 40));
    }

    @Test
    void anotherSeedGivesAnotherOrder() {
        List<String> first = play(planner, 50, 1).get(0).subjects();
        var settings = Samples.settings(60, 2, PlanMode.ADAPTIVE);
        var other = new dev.vigil.model.campaign.CampaignSettings(
                settings.preset(),
                settings.target(),
                settings.minutes(),
                43,
                settings.device(),
                settings.slots(),
                settings.operators(),
                settings.oracles(),
                settings.baseline(),
                settings.plan(),
                settings.casesPerOperator());
        assertTrue(!first.equals(play(new Planner("c", other), 50, 1).get(0).subjects()));
    }

    @Test
    void explorationHasNeighboursOfTheCampaignThatWereLearned() {
        Set<String> campaign = Set.copyOf(Samples.operators(50));
        Set<String> met = new HashSet<>();
        for (WorkUnit unit : play(planner, 50, 60)) {
            assertTrue(
                    campaign.containsAll(unit.neighbours()), unit.neighbours().toString());
            assertTrue(unit.neighbours().size() <= 30);
            unit.subjects().forEach(subject -> assertTrue(!unit.neighbours().contains(subject)));
            if (unit.task() != WorkUnit.Task.EXPLORE) {
                assertEquals(List.of(), unit.neighbours());
            }
            met.addAll(unit.neighbours());
        }
        assertEquals(campaign, met);
    }

    @Test
    void noOperatorStarves() {
        int operators = 120;
        Map<String, Integer> last = new HashMap<>();
        int bound = 0;
        int round = 0;
        for (WorkUnit unit : play(planner, operators, 300)) {
            round = unit.round();
            if (unit.task() == WorkUnit.Task.EXPLORE) {
                for (String s : unit.subjects()) {
                    bound = Math.max(bound, round - last.getOrDefault(s, round));
                    last.put(s, round);
                }
            }
        }
        assertEquals(operators, last.size());
        int latest = round;
        // Half of 24 places a round go round all operators: each comes up within 120 / 12 rounds, and some slack.
        assertTrue(bound <= 12, "one waited " + bound + " rounds");
        assertTrue(last.values().stream().allMatch(r -> latest - r <= 12));
    }

    @Test
    void everyEngineIsDrawnAndOneUnitIsWithoutOneDnn() {
        Set<String> engines = new HashSet<>();
        long users = 0;
        long withoutOneDnn = 0;
        long all = 0;
        for (WorkUnit unit : play(planner, 120, 300)) {
            all += unit.cases();
            engines.add(unit.settings().engine());
            users += unit.settings().equals(ProcessSettings.userDefaults("cpu")) ? unit.cases() : 0;
            withoutOneDnn += unit.settings().oneDnn() ? 0 : unit.cases();
        }
        assertTrue(users >= 0.2 * all, users + " of " + all);
        assertTrue(withoutOneDnn > 0);
        assertEquals(
                Set.of(
                        ProcessSettings.NAIVE_ENGINE,
                        ProcessSettings.THREADED_ENGINE,
                        ProcessSettings.SHARED_QUEUE_ENGINE),
                engines);
    }

    @Test
    void firstCasesComeBeforeEverythingIsLearned() {
        List<WorkUnit> units = play(planner, 120, 300);
        int firstExplore = -1;
        int lastLearn = -1;
        for (int i = 0; i < units.size(); i++) {
            if (units.get(i).task() == WorkUnit.Task.EXPLORE && firstExplore < 0) {
                firstExplore = i;
            }
            if (units.get(i).task() == WorkUnit.Task.LEARN) {
                lastLearn = i;
            }
        }
        assertTrue(firstExplore > 0 && firstExplore < lastLearn);
    }

    @Test
    void proofsGoFirstButLeaveHalfOfTheSlots() {
        CampaignState state = withCandidates(described(6), 3);
        List<WorkUnit> round = planner.next(state, 0, s -> find(s, 3));
        assertEquals(WorkUnit.Task.PROVE, round.get(0).task());
        state = state.after(new CampaignEvent.Planned(round));
        Set<WorkUnit.Task> proofs = EnumSet.of(WorkUnit.Task.PROVE);
        assertEquals(proofs, planner.order(state, 0).get(0));
        state = state.after(new CampaignEvent.Leased(round.get(0).id(), 1));
        assertTrue(!planner.order(state, 0).get(0).contains(WorkUnit.Task.PROVE));
        assertEquals(List.of(proofs), planner.order(state, 59 * 60_000L), "at the end only proofs go out");
    }

    @Test
    void replaysOfEarlierFindingsGoFirstUntilTheyHadTheirShare() {
        Candidate seen = Samples.candidate("op1001", "t");
        Finding earlier = new FindingAssembler(Samples.TARGET, () -> Samples.PRINT, id -> id, new ManualClock())
                .make(Samples.proof(seen, 5), seen, null);
        List<WorkUnit> replays = planner.replays(described(6), 0, List.of(earlier, earlier, earlier));
        CampaignState oneOut = described(6)
                .after(new CampaignEvent.Planned(replays))
                .after(new CampaignEvent.Leased(replays.get(0).id(), 1))
                .after(new CampaignEvent.Leased(replays.get(1).id(), 1));
        Set<WorkUnit.Task> proofs = EnumSet.of(WorkUnit.Task.PROVE);
        assertEquals(proofs, planner.order(oneOut, 0).get(0), "also beside others that are out");
        // A fifth of an hour on two slots is 24 minutes.
        CampaignState soon = answered(oneOut, replays.get(0), 23 * 60_000);
        assertEquals(proofs, planner.order(soon, 0).get(0));
        CampaignState late = answered(oneOut, replays.get(0), 25 * 60_000);
        assertTrue(!planner.order(late, 0).get(0).contains(WorkUnit.Task.PROVE));
        assertEquals(0, late.spentShare(WorkUnit.Task.PROVE), "they take nothing of the share of new proofs");
    }

    private static CampaignState answered(CampaignState state, WorkUnit unit, long tookMs) {
        return state.after(new CampaignEvent.Counted(
                Samples.answer(unit, 6),
                new Results.Acceptance.Counted(unit, tookMs, List.of(), Map.of(), null, null)));
    }

    @Test
    void operatorsWithFewProofsComeFirst() {
        CampaignState state = described(6);
        WorkUnit unit = explore(state);
        List<Candidate> found = List.of(
                Samples.candidate("op1000", "a"),
                Samples.candidate("op1000", "b"),
                Samples.candidate("op1000", "c"),
                Samples.candidate("op1001", "a"));
        state = counted(
                state.after(new CampaignEvent.Planned(List.of(unit))),
                unit,
                Samples.result(unit, dev.vigil.model.unit.Totals.NONE, List.of(), List.of(), found));
        List<String> operators =
                planner
                        .next(
                                state,
                                0,
                                s -> found.stream()
                                        .filter(c -> c.signature().equals(s))
                                        .findFirst())
                        .stream()
                        .filter(u -> u.task() == WorkUnit.Task.PROVE)
                        .map(u -> u.subjects().get(0))
                        .toList();
        assertEquals(List.of("op1000", "op1001"), operators);
    }

    @Test
    void aBacklogEndsExploringEarlierButNotBeforeItsShare() {
        CampaignState few = withCandidates(known(6), 1);
        CampaignState many = withCandidates(known(6), 2000);
        long least = 36 * 60_000L;
        assertTrue(planner.exploring(few, 53 * 60_000L));
        assertTrue(!planner.exploring(many, least + 1));
        assertTrue(planner.exploring(many, least - 1));
    }

    @Test
    void operatorsThatWereNeverCalledComeBeforeABacklog() {
        CampaignState many = withCandidates(described(6), 2000);
        assertTrue(planner.exploring(many, 47 * 60_000L));
        assertTrue(!planner.exploring(many, 49 * 60_000L));
    }

    @Test
    void operatorsWhoseLearningFailedAreLearnedAloneOnceMore() {
        CampaignState state = described(6);
        WorkUnit learn = planner.next(state, 0, PlannerTests::none).get(0);
        assertEquals(6, learn.subjects().size());
        state = state.after(new CampaignEvent.Planned(List.of(learn)))
                .after(new CampaignEvent.Leased(learn.id(), 3))
                .after(new CampaignEvent.Returned(
                        new dev.vigil.store.Units.Returned(learn.id(), WorkUnit.Task.LEARN, 3, true, "planted")));
        List<WorkUnit> again = planner.next(state, 0, PlannerTests::none);
        assertTrue(again.stream().allMatch(u -> u.subjects().size() == 1), again.toString());
    }

    @Test
    void theFixedPlanDoesNotDependOnWhenCandidatesArrive() {
        List<String> early = playFixed(0, true);
        assertEquals(early, playFixed(5, true));
        assertEquals(early, playFixed(5, false), "nor on the order in which units come back");
    }

    /** What the fixed plan learns and explores when all candidates come with one answer. */
    private static List<String> playFixed(int candidatesAt, boolean oldestFirst) {
        Planner fixed = new Planner("c", Samples.settings(60, 2, PlanMode.FIXED));
        CampaignState state = described(18);
        List<String> made = new ArrayList<>();
        List<WorkUnit> out = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        int proofs = 0;
        int answered = 0;
        do {
            List<WorkUnit> round = fixed.next(state, 0, s -> find(s, 3));
            state = state.after(new CampaignEvent.Planned(round));
            out.addAll(round);
            for (WorkUnit u : round) {
                assertTrue(ids.add(u.id()), u.id());
                if (u.task() == WorkUnit.Task.PROVE) {
                    proofs++;
                } else {
                    made.add(u.task() + " " + u.subjects() + " " + u.seed() + " " + u.cases() + " " + u.settings());
                }
            }
            WorkUnit unit = out.remove(oldestFirst ? 0 : out.size() - 1);
            UnitResult answer = Samples.answer(unit, 18);
            List<Candidate> found = answered++ == candidatesAt ? candidates(3) : List.of();
            state = counted(
                    state, unit, Samples.result(unit, answer.totals(), answer.coverage(), answer.knowledge(), found));
        } while (!fixed.finished(state, 0, 0) || !out.isEmpty());
        assertEquals(3, proofs);
        // Three units learn; 700 cases of an operator are two passes of three units.
        assertEquals(9, made.size());
        return made;
    }

    private WorkUnit explore(CampaignState state) {
        WorkUnit u = planner.next(state, 0, PlannerTests::none).get(0);
        return new WorkUnit(
                u.id(),
                u.campaign(),
                u.lane(),
                WorkUnit.Task.EXPLORE,
                u.round(),
                u.seed(),
                u.subjects(),
                List.of(),
                u.cases(),
                u.settings(),
                u.oracles(),
                u.limits(),
                null);
    }

    private static Optional<Candidate> find(String signature, int count) {
        return candidates(count).stream()
                .filter(c -> c.signature().equals(signature))
                .findFirst();
    }

    private static List<Candidate> candidates(int count) {
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(Samples.candidate("op" + (1000 + i % 6), "t" + i));
        }
        return found;
    }

    private CampaignState withCandidates(CampaignState state, int count) {
        WorkUnit unit = explore(state);
        return counted(
                state.after(new CampaignEvent.Planned(List.of(unit))),
                unit,
                Samples.result(unit, dev.vigil.model.unit.Totals.NONE, List.of(), List.of(), candidates(count)));
    }
}
