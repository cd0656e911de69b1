package dev.vigil.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a finding when later campaigns replay it, one campaign after the other. */
final class ReplayTests {
    private static final int TIMES = 6;
    private static final Candidate FAULT = Samples.candidate("op", "survival", "a");

    @TempDir
    Path dir;

    private static Target build(String name, String digits) {
        return new Target(name, digits.repeat(32), "/nowhere/libmxnet.so", List.of());
    }

    private static Campaign start(Store store, Target target) {
        return store.campaigns().start(Samples.SETTINGS, target);
    }

    private static WorkUnit unit(Campaign campaign, int index, int times) {
        WorkUnit u = Samples.unit(campaign.id(), index, WorkUnit.Task.PROVE, FAULT, "op");
        return new WorkUnit(
                u.id(),
                u.campaign(),
                u.lane(),
                u.task(),
                u.round(),
                u.seed(),
                u.subjects(),
                List.of(),
                times,
                u.settings(),
                List.of(),
                u.limits(),
                FAULT);
    }

    private static Results.Acceptance.Counted accept(
            Store store, WorkUnit unit, int hits, int held, int runs, List<String> faults) {
        Proof proof = new Proof(
                FAULT.signature(),
                hits == runs && hits > 0 ? FindingStatus.PROVEN : FindingStatus.UNSTABLE,
                new Reproduction(hits, runs),
                held,
                FAULT.call(),
                List.of(),
                FAULT.violation(),
                FAULT.observation(),
                List.of(),
                false);
        store.units().plan(List.of(unit));
        store.units().lease(unit.campaign(), "w", CampaignSettings.USUAL_LANE, Set.of(WorkUnit.Task.PROVE), 1, 30_000);
        UnitResult whole = Samples.result(unit.id(), List.of(), List.of(), proof);
        UnitResult result = new UnitResult(
                whole.unit(),
                whole.totals(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                proof,
                faults,
                List.of());
        return assertInstanceOf(
                Results.Acceptance.Counted.class, store.results().accept(result, 1, Samples.MAKER));
    }

    private static Campaign found(Store store, Target target) {
        Campaign campaign = start(store, target);
        accept(store, unit(campaign, 0, 0), TIMES, 0, TIMES, List.of());
        return campaign;
    }

    private static @Nullable Replay replay(Store store, Target target, int hits, int held, String... faults) {
        Campaign campaign = start(store, target);
        accept(store, unit(campaign, 0, TIMES), hits, held, TIMES, List.of(faults));
        Map<Replay, Long> counts = store.ledger().replays(campaign.id());
        return counts.size() == 1 ? counts.keySet().iterator().next() : null;
    }

    private static FindingState state(Store store, String target) {
        List<Finding> all = store.ledger().ofTarget(target);
        assertEquals(1, all.size());
        return all.get(0).state();
    }

    @Test
    void whatHoldsInEveryReplayIsFixedAndWhatShowsOnceIsNot() {
        Target target = build("a", "01");
        try (Store store = Store.open(dir)) {
            found(store, target);
            assertEquals(Replay.STILL_THERE, replay(store, target, TIMES, 0));
            assertEquals(Replay.STILL_THERE, replay(store, target, 1, TIMES - 1));
            assertEquals(FindingState.OPEN, state(store, "a"));
            assertEquals(Replay.FIXED, replay(store, target, 0, TIMES));
            assertEquals(FindingState.FIXED, state(store, "a"));
            assertEquals(Replay.STILL_FIXED, replay(store, target, 0, TIMES));
        }
    }

    @Test
    void missThatIsNoCleanHoldNeverFixes() {
        Target target = build("a", "01");
        try (Store store = Store.open(dir)) {
            found(store, target);
            assertEquals(Replay.UNDECIDED, replay(store, target, 0, TIMES - 1), "one died of something else");
            assertEquals(Replay.UNDECIDED, replay(store, target, 0, TIMES, "a fault of ours"));
            assertEquals(FindingState.OPEN, state(store, "a"));
        }
    }

    @Test
    void fixedOneThatIsSeenAgainHasRegressedByReplayOrByChance() {
        Target target = build("a", "01");
        try (Store store = Store.open(dir)) {
            found(store, target);
            replay(store, target, 0, TIMES);
            assertEquals(Replay.REGRESSED, replay(store, target, 1, TIMES - 1));
            assertEquals(FindingState.REGRESSED, state(store, "a"));
            assertEquals(Replay.FIXED, replay(store, target, 0, TIMES));
            Finding fixed = store.ledger().ofTarget("a").get(0);
            Campaign campaign = start(store, target);
            var counted = accept(store, unit(campaign, 0, 0), TIMES, 0, TIMES, List.of());
            assertEquals(
                    fixed.firstSeen(),
                    counted.finding() == null ? "" : counted.finding().firstSeen());
        }
    }

    @Test
    void anotherBuildOfTheTargetTakesItsFindingsOver() {
        try (Store store = Store.open(dir)) {
            found(store, build("a", "01"));
            assertEquals(Replay.FIXED, replay(store, build("a", "02"), 0, TIMES));
            assertEquals(FindingState.FIXED, state(store, "a"));
            assertEquals(1, store.ledger().all().size());
        }
    }

    @Test
    void eachTargetHasItsOwnStateEvenOfOneBuild() {
        try (Store store = Store.open(dir)) {
            found(store, build("a", "01"));
            found(store, build("b", "02"));
            replay(store, build("a", "01"), 0, TIMES);
            assertEquals(FindingState.FIXED, state(store, "a"));
            assertEquals(FindingState.OPEN, state(store, "b"));
            // The first build stood under another name too, which must not lose its finding when "a" moves on.
            found(store, build("c", "01"));
            replay(store, build("a", "03"), 0, TIMES);
            assertEquals(1, store.ledger().ofTarget("c").size());
        }
    }

    @Test
    void faultThatAnotherCaseShowedMeanwhileIsNotFixedByTheOldOne() {
        Target target = build("a", "01");
        try (Store store = Store.open(dir)) {
            found(store, target);
            Campaign campaign = start(store, target);
            accept(store, unit(campaign, 0, 0), TIMES, 0, TIMES, List.of());
            accept(store, unit(campaign, 1, TIMES), 0, TIMES, TIMES, List.of());
            assertEquals(Map.of(Replay.UNDECIDED, 1L), store.ledger().replays(campaign.id()));
            assertEquals(FindingState.OPEN, state(store, "a"));
        }
    }

    @Test
    void whatAReplayProvedIsNotProvenASecondTime() {
        Target target = build("a", "01");
        try (Store store = Store.open(dir)) {
            found(store, target);
            Campaign campaign = start(store, target);
            accept(store, unit(campaign, 0, TIMES), TIMES, 0, TIMES, List.of());
            WorkUnit explore = Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "op");
            store.units().plan(List.of(explore));
            store.units()
                    .lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, Set.of(WorkUnit.Task.EXPLORE), 1, 30_000);
            store.results().accept(Samples.result(explore.id(), List.of(), List.of(FAULT), null), 1, Samples.MAKER);
            assertEquals(List.of(), store.ledger().waiting(campaign.id()));
            assertEquals(
                    Map.of(Ledger.CandidateState.PROVEN, 1L), store.ledger().candidateCounts(campaign.id()));
        }
    }
}
