package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Ledger.CandidateState;
import dev.vigil.store.Results;
import dev.vigil.store.Units;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTests {
    private static final String LANE = CampaignSettings.USUAL_LANE;

    private final Planner planner = new Planner("c", Samples.settings(60, 2, PlanMode.ADAPTIVE));

    private static CampaignState described(int operators) {
        return CampaignState.EMPTY.after(new CampaignEvent.Described(LANE, Samples.operators(operators), Set.of()));
    }

    private static CampaignState known(int operators) {
        List<String> names = Samples.operators(operators);
        return CampaignState.EMPTY.after(new CampaignEvent.Described(LANE, names, Set.copyOf(names)));
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
    void theLaneOfSuitesIsToldItsSuites() {
        SuiteSpec suite = SuiteSpec.of("gtest:/g");
        CampaignSettings settings = Samples.settings(60, 2, PlanMode.ADAPTIVE)
                .withLanes(List.of(LaneShare.whole(SuiteSpec.LANE), LaneShare.whole(LANE)))
                .withSuites(List.of(suite));
        List<WorkUnit> first = new Planner("c", settings).next(CampaignState.EMPTY, 0, PlannerTests::none);
        assertEquals(
                List.of(List.of("gtest:/g"), List.of()),
                first.stream().map(WorkUnit::subjects).toList());
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
        var other = new CampaignSettings(
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
        WorkUnit proof = round.get(round.size() - 1);
        assertEquals(WorkUnit.Task.PROVE, proof.task());
        state = state.after(new CampaignEvent.Planned(round));
        Set<WorkUnit.Task> proofs = EnumSet.of(WorkUnit.Task.PROVE);
        assertEquals(proofs, planner.order(state, 0).get(0).tasks());
        state = state.after(new CampaignEvent.Leased(proof.id(), 1));
        assertTrue(!planner.order(state, 0).get(0).tasks().contains(WorkUnit.Task.PROVE));
        assertEquals(
                List.of(new Planner.Turn(LANE, proofs)),
                planner.order(state, 59 * 60_000L),
                "at the end only proofs go out");
    }

    @Test
    void replaysOfEarlierFindingsGoFirstUntilTheyHadTheirShare() {
        Candidate seen = Samples.candidate("op1001", "t");
        Finding earlier = new FindingAssembler(Samples.TARGET, () -> Samples.PRINT, id -> id, new ManualClock())
                .make(Samples.proof(seen, 5), seen, null);
        List<WorkUnit> replays = planner.replays(described(6), LANE, 0, List.of(earlier, earlier, earlier));
        CampaignState oneOut = described(6)
                .after(new CampaignEvent.Planned(replays))
                .after(new CampaignEvent.Leased(replays.get(0).id(), 1))
                .after(new CampaignEvent.Leased(replays.get(1).id(), 1));
        Set<WorkUnit.Task> proofs = EnumSet.of(WorkUnit.Task.PROVE);
        assertEquals(proofs, planner.order(oneOut, 0).get(0).tasks(), "also beside others that are out");
        // A fifth of an hour on two slots is 24 minutes.
        CampaignState soon = answered(oneOut, replays.get(0), 23 * 60_000);
        assertEquals(proofs, planner.order(soon, 0).get(0).tasks());
        CampaignState late = answered(oneOut, replays.get(0), 25 * 60_000);
        assertTrue(!planner.order(late, 0).get(0).tasks().contains(WorkUnit.Task.PROVE));
        assertEquals(
                0, late.lane(LANE).spentShare(WorkUnit.Task.PROVE), "they take nothing of the share of new proofs");
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
                Samples.result(unit, Totals.NONE, List.of(), List.of(), found));
        List<String> operators = new ArrayList<>();
        for (int proof = 0; proof < 2; proof++) {
            List<WorkUnit> round = planner.next(
                    state,
                    59 * 60_000L,
                    s -> found.stream().filter(c -> c.signature().equals(s)).findFirst());
            assertEquals(1, round.size(), "one at a time");
            operators.add(round.get(0).subjects().get(0));
            state = state.after(new CampaignEvent.Planned(round))
                    .after(new CampaignEvent.Leased(round.get(0).id(), 1));
        }
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
                        new Units.Returned(learn.id(), WorkUnit.Task.LEARN, 3, true, "planted")));
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
        // Three units learn; 700 cases of an operator are passes of 100, 200 and 400, of three units each.
        assertEquals(12, made.size());
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

    /** Units that took so long each, by lane, when one slot or more serve a campaign of three lanes for an hour. */
    private static Map<String, Long> playLanes(int slots, Map<String, Long> unitMs, Set<String> silent) {
        CampaignSettings one = Samples.settings(60, slots, PlanMode.ADAPTIVE);
        Planner by = new Planner("c", lanes(one));
        CampaignState state = CampaignState.EMPTY;
        Map<String, Long> spent = new HashMap<>();
        List<WorkUnit> out = new ArrayList<>();
        Map<String, Integer> waited = new HashMap<>();
        for (long now = 0; now < 50 * 60_000L; ) {
            List<WorkUnit> leased = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                List<WorkUnit> round = by.next(state, now, PlannerTests::none);
                state = state.after(new CampaignEvent.Planned(round));
                out.addAll(round);
                for (Planner.Turn turn : by.order(state, now)) {
                    Optional<WorkUnit> next = out.stream()
                            .filter(u ->
                                    u.lane().equals(turn.lane()) && turn.tasks().contains(u.task()))
                            .findFirst();
                    if (next.isPresent()) {
                        out.remove(next.get());
                        leased.add(next.get());
                        state = state.after(new CampaignEvent.Leased(next.get().id(), 1));
                        break;
                    }
                }
            }
            long longest = 0;
            for (WorkUnit unit : leased) {
                String lane = unit.lane();
                long tookMs = unit.task() == WorkUnit.Task.DESCRIBE ? 1000 : unitMs.getOrDefault(lane, 0L);
                longest = Math.max(longest, tookMs);
                spent.merge(lane, tookMs, Long::sum);
                UnitResult answer = Samples.answer(unit, 12);
                state = state.after(new CampaignEvent.Counted(
                        Samples.result(unit, answer.totals(), answer.coverage(), answer.knowledge(), List.of()),
                        new Results.Acceptance.Counted(unit, tookMs, List.of(), Map.of(), null, null)));
                if (unit.task() == WorkUnit.Task.DESCRIBE) {
                    List<String> subjects = silent.contains(lane) ? List.of() : Samples.operators(12);
                    state = state.after(new CampaignEvent.Described(lane, subjects, Set.of()));
                }
            }
            now += longest;
            leased.forEach(unit -> waited.put(unit.lane(), 0));
            for (LaneShare share : lanes(one).lanes()) {
                if (!silent.contains(share.lane())) {
                    int rounds = waited.merge(share.lane(), 1, Integer::sum);
                    assertTrue(rounds <= 40, share.lane() + " was not served for " + rounds + " rounds");
                }
            }
        }
        return spent;
    }

    private static CampaignSettings lanes(CampaignSettings one) {
        return Samples.lanes(one, new LaneShare(LANE, 5), new LaneShare("slow", 3), new LaneShare("rare", 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void lanesHaveTheirSharesHoweverLongTheirUnitsTake(int slots) {
        Map<String, Long> spent = playLanes(slots, Map.of(LANE, 4_000L, "slow", 60_000L, "rare", 9_000L), Set.of());
        double all = spent.values().stream().mapToLong(Long::longValue).sum();
        assertEquals(0.5, spent.getOrDefault(LANE, 0L) / all, 0.05);
        assertEquals(0.3, spent.getOrDefault("slow", 0L) / all, 0.05);
        assertEquals(0.2, spent.getOrDefault("rare", 0L) / all, 0.05);
    }

    @Test
    void whatALaneHasNoWorkForTheOthersHave() {
        Map<String, Long> spent = playLanes(1, Map.of(LANE, 4_000L, "slow", 10_000L, "rare", 9_000L), Set.of("slow"));
        assertEquals(1000, spent.getOrDefault("slow", 0L), "it was described, and has nothing to do");
        assertEquals(2.5, (double) spent.getOrDefault(LANE, 0L) / spent.getOrDefault("rare", 0L), 0.2);
    }

    @Test
    void aLaneWhoseUnitsAreLostTakesNoMoreThanItsShare() {
        Planner by = new Planner("c", lanes(Samples.settings(60, 1, PlanMode.ADAPTIVE)));
        CampaignState state = CampaignState.EMPTY;
        for (String lane : List.of(LANE, "slow", "rare")) {
            state = state.after(new CampaignEvent.Described(lane, Samples.operators(12), Set.of()));
        }
        state = state.after(new CampaignEvent.Planned(by.next(state, 0, PlannerTests::none)));
        Map<String, Integer> turns = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            Planner.Turn turn = by.order(state, 0).get(0);
            turns.merge(turn.lane(), 1, Integer::sum);
            LaneState.OpenUnit unit =
                    state.lane(turn.lane()).open().values().iterator().next();
            state = state.after(new CampaignEvent.Leased(unit.id(), unit.attempt() + 1))
                    .after(new CampaignEvent.Returned(
                            new Units.Returned(unit.id(), unit.task(), unit.attempt() + 1, false, "planted")));
        }
        assertEquals(Map.of(LANE, 50, "slow", 30, "rare", 20), turns);
    }

    @Test
    void aProofDoesNotTakeMostOfAShortCampaign() {
        for (PlanMode mode : PlanMode.values()) {
            assertEquals(30, proofSeconds(Samples.settings(1, 1, mode)));
            assertEquals(UnitLimits.USUAL.seconds(), proofSeconds(Samples.settings(60, 1, PlanMode.FIXED)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 480})
    void aProofThatTimeCutShortIsPlannedOnceMoreWithTwiceTheTime(int minutes) {
        Planner one = new Planner("c", Samples.settings(minutes, 2, PlanMode.ADAPTIVE));
        CampaignState state = withCandidates(known(3), 1);
        WorkUnit first = proofs(one, state, 1).get(0);
        state = state.after(new CampaignEvent.Planned(List.of(first)));
        UnitResult none = Samples.result(first, Totals.NONE, List.of(), List.of(), List.of());
        CampaignState told = counted(state, first, none);
        assertEquals(List.of(), proofs(one, told, 1));

        Results.Acceptance.Counted cut = new Results.Acceptance.Counted(
                first, 10, List.of(Objects.requireNonNull(first.candidate())), Map.of(), null, CandidateState.WAITING);
        CampaignState late = state.after(new CampaignEvent.Counted(none, cut));
        WorkUnit second = proofs(one, late, 1).get(0);
        assertEquals(first.candidate(), second.candidate());
        assertEquals(2 * first.limits().seconds(), second.limits().seconds());
    }

    @Test
    void aProcessOnAGpuMayHoldWhatItsDriverNeedsBeside() {
        CampaignSettings onGpu = Samples.settingsOn("gpu", 60, 1, PlanMode.ADAPTIVE);
        UnitLimits limits = new Planner("c", onGpu)
                .next(known(3), 0, PlannerTests::none)
                .get(0)
                .limits();
        assertEquals(2 * UnitLimits.USUAL.memoryBytes(), limits.memoryBytes());
        assertEquals(UnitLimits.USUAL.seconds(), limits.seconds());
    }

    /** Of whatever has come by then, the best is taken. */
    @Test
    void noProofIsChosenBeforeASlotIsFree() {
        CampaignState state = withCandidates(known(3), 4);
        List<WorkUnit> busy = new ArrayList<>();
        for (int slot = 0; slot < 2; slot++) {
            WorkUnit unit = explore(state);
            busy.add(unit);
            state = state.after(new CampaignEvent.Planned(List.of(unit))).after(new CampaignEvent.Leased(unit.id(), 1));
        }
        assertEquals(0, proofs(planner, state, 4).size(), "both slots are held");
        state = counted(state, busy.get(0), Samples.result(busy.get(0), Totals.NONE, List.of(), List.of(), List.of()));
        assertEquals(1, proofs(planner, state, 4).size());
    }

    @Test
    void operatorsThatWereAskedForAreProvenFirst() {
        List<String> asked = List.of("op1003", "op1004");
        CampaignState state = withCandidates(
                CampaignState.EMPTY.after(new CampaignEvent.Described(LANE, asked, Set.copyOf(asked))), 6);
        Planner few = new Planner("c", Samples.settings(60, 1, PlanMode.ADAPTIVE, "op1003", "op1004"));
        assertEquals(List.of("op1003"), proofs(few, state, 6).get(0).subjects());
        CampaignState others = withCandidates(
                CampaignState.EMPTY.after(new CampaignEvent.Described(LANE, asked, Set.copyOf(asked))), 2);
        assertEquals(List.of(), proofs(few, others, 2), "there is still something to explore");
        long late = 59 * 60_000L;
        assertEquals(
                List.of("op1000"),
                few.next(others, late, s -> find(s, 2)).get(0).subjects());
        assertFalse(few.finished(others, late, 0));
        Planner all = new Planner("c", Samples.settings(60, 1, PlanMode.ADAPTIVE));
        assertEquals(List.of("op1000"), proofs(all, state, 6).get(0).subjects());
    }

    /** One slot, whose turn is the explorers': what they find may be worth more than what waits. */
    @Test
    void noProofIsChosenWhileOthersGoFirst() {
        Planner one = new Planner("c", Samples.settings(60, 1, PlanMode.ADAPTIVE));
        CampaignState state = withCandidates(known(3), 4);
        WorkUnit proof = proofs(one, state, 4).get(0);
        state = counted(
                state.after(new CampaignEvent.Planned(List.of(proof))),
                proof,
                Samples.result(proof, Totals.NONE, List.of(), List.of(), List.of()));
        List<WorkUnit> next = one.next(state, 0, s -> find(s, 4));
        assertEquals(
                Set.of(WorkUnit.Task.EXPLORE), next.stream().map(WorkUnit::task).collect(Collectors.toSet()));
    }

    private static List<WorkUnit> proofs(Planner by, CampaignState state, int candidates) {
        return by.next(state, 0, s -> find(s, candidates)).stream()
                .filter(u -> u.task() == WorkUnit.Task.PROVE)
                .toList();
    }

    private int proofSeconds(CampaignSettings settings) {
        return new Planner("c", settings)
                .next(withCandidates(known(3), 1), 0, s -> find(s, 1)).stream()
                        .filter(u -> u.task() == WorkUnit.Task.PROVE)
                        .mapToInt(u -> u.limits().seconds())
                        .sum();
    }

    @Test
    void aLaneIsPlannedAsItIsAlone() {
        CampaignSettings fixed = Samples.settings(60, 2, PlanMode.FIXED);
        CampaignState state = described(18);
        List<String> alone = new Planner("c", fixed)
                .next(state, 0, PlannerTests::none).stream()
                        .map(u -> u.id() + " " + u.seed() + " " + u.subjects() + " " + u.cases())
                        .toList();
        List<String> among = new Planner("c", lanes(fixed))
                .next(state, 0, PlannerTests::none).stream()
                        .filter(u -> u.lane().equals(LANE))
                        .map(u -> u.id() + " " + u.seed() + " " + u.subjects() + " " + u.cases())
                        .toList();
        assertEquals(alone, among);
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
                Samples.result(unit, Totals.NONE, List.of(), List.of(), candidates(count)));
    }

    /** What a unit says when it found out something of the target as a whole. */
    private static UnitResult factOf(WorkUnit unit) {
        UnitResult answer = Samples.answer(unit, 4);
        return Samples.result(
                unit,
                answer.totals(),
                answer.coverage(),
                List.of(new Knowledge(Knowledge.FACT + unit.id(), 1, "{}")),
                List.of());
    }

    private static CampaignEvent returned(WorkUnit unit, boolean failed) {
        return new CampaignEvent.Returned(new Units.Returned(unit.id(), unit.task(), 1, failed, "lost"));
    }

    @Test
    void factsThatCameLastAreGatheredOnceBeforeTheEnd() {
        Planner fixed = new Planner("c", Samples.settings(1, 2, PlanMode.FIXED));
        CampaignState state = known(12);
        for (int pass = 0; pass < 3; pass++) {
            List<WorkUnit> units = fixed.next(state, 0, PlannerTests::none);
            state = state.after(new CampaignEvent.Planned(units));
            assertEquals(2, units.size());
            for (WorkUnit unit : units) {
                assertEquals(WorkUnit.Task.EXPLORE, unit.task());
                state = state.after(new CampaignEvent.Leased(unit.id(), 1));
            }
            for (WorkUnit unit : units) {
                assertEquals(List.of(), fixed.next(state, 0, PlannerTests::none), "one of them is still out");
                state = state.after(new CampaignEvent.Counted(
                        factOf(unit), new Results.Acceptance.Counted(unit, 1000, List.of(), Map.of(), null, null)));
            }
        }
        assertTrue(!fixed.finished(state, 0, 0));
        List<WorkUnit> last = fixed.next(state, 0, PlannerTests::none);
        assertEquals(
                List.of(WorkUnit.Task.GATHER), last.stream().map(WorkUnit::task).toList());
        state = state.after(new CampaignEvent.Planned(last));
        assertTrue(!fixed.finished(state, 0, 0));
        assertTrue(fixed.order(state, 0).stream().anyMatch(turn -> turn.tasks().contains(WorkUnit.Task.GATHER)));
        assertEquals(List.of(), fixed.next(state, 0, PlannerTests::none), "once");
        CampaignState out = state.after(new CampaignEvent.Leased(last.get(0).id(), 1));
        assertTrue(!fixed.finished(out.after(returned(last.get(0), false)), 0, 0), "it goes out again");
        CampaignState failed = out.after(returned(last.get(0), true));
        assertEquals(List.of(), fixed.next(failed, 0, PlannerTests::none), "it would fail again");
        assertTrue(fixed.finished(failed, 0, 0));
        state = counted(state, last.get(0), Samples.answer(last.get(0), 12));
        assertTrue(fixed.finished(state, 0, 0));
    }

    @Test
    void withoutFactsNothingIsGathered() {
        assertTrue(play(new Planner("c", Samples.settings(1, 2, PlanMode.FIXED)), 12, 20).stream()
                .noneMatch(unit -> unit.task() == WorkUnit.Task.GATHER));
    }
}
