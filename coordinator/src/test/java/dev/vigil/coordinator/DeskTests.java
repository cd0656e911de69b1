package dev.vigil.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.CampaignSettings.PlanMode;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.store.Books;
import dev.vigil.store.Replay;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole campaigns against a real store, with workers that answer by a manual clock. */
class DeskTests {
    private static final String WORKER = "w1";
    private static final int SLOTS = 2;

    @TempDir
    Path dir;

    private final ManualClock clock = new ManualClock();

    /** One sitting of a campaign, with everything that was told to the outside. */
    private final class Sitting implements WorkerPost, CampaignListener {
        private final Desk desk;
        private final Deque<ToWorker> mail = new ArrayDeque<>();
        private final List<CampaignProgress> progress = new ArrayList<>();
        private final List<Finding> found = new ArrayList<>();
        private final List<CampaignEnd> ends = new ArrayList<>();
        private boolean goesOn;

        Sitting(Store store, Campaign campaign) {
            this(store, campaign, CoordinatorSettings.USUAL);
        }

        Sitting(Store store, Campaign campaign, CoordinatorSettings settings) {
            desk = new Desk(settings, campaign, store, this, id -> "./vigil replay " + id, clock, this, Term.ALONE);
            goesOn = desk.begin();
        }

        @Override
        public void tell(String worker, ToWorker message) {
            mail.add(message);
        }

        @Override
        public void tellAll(ToWorker message) {
            mail.add(message);
        }

        @Override
        public void forget(String worker) {}

        @Override
        public void progress(CampaignProgress now) {
            progress.add(now);
        }

        @Override
        public void found(Finding finding) {
            found.add(finding);
        }

        @Override
        public void ended(CampaignEnd end) {
            ends.add(end);
        }

        void hear(ToCoordinator message) {
            goesOn = goesOn && desk.hear(List.of(message));
        }

        List<Lease> leases() {
            List<Lease> leases = new ArrayList<>();
            while (!mail.isEmpty()) {
                if (mail.poll() instanceof ToWorker.Leased leased) {
                    leases.add(leased.lease());
                }
            }
            return leases;
        }

        /** Runs units, each taking a second, until the campaign ends or that many came back. */
        int run(int operators, int unitsMax) {
            int done = 0;
            List<Lease> out = new ArrayList<>();
            while (goesOn && done < unitsMax) {
                hear(new ToCoordinator.Ready(WORKER, SLOTS - out.size(), Samples.capabilities(SLOTS)));
                out.addAll(leases());
                assertTrue(out.size() <= SLOTS, "more leases than slots");
                clock.pass(Duration.ofSeconds(1));
                goesOn = goesOn && desk.tick();
                for (Lease lease : List.copyOf(out)) {
                    if (goesOn && done < unitsMax) {
                        out.remove(lease);
                        hear(new ToCoordinator.Finished(
                                WORKER, lease.attempt(), Samples.answer(lease.unit(), operators)));
                        done++;
                        out.addAll(leases());
                    }
                }
            }
            return done;
        }
    }

    private Campaign start(Store store, CampaignSettings settings) {
        return store.campaigns().start(settings, Samples.TARGET);
    }

    @Test
    void aCampaignReachesEveryOperatorProvesEveryCandidateAndBalances() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(100, Integer.MAX_VALUE);
            CampaignEnd end = sitting.ends.get(0);
            assertEquals(CampaignEnd.Kind.FINISHED, end.kind(), end.reason());
            assertEquals(1, sitting.ends.size());
            assertEquals(10, end.proven());
            assertEquals(0, end.unproven());
            assertEquals(10, sitting.found.size());
            assertEquals(10, store.ledger().of(campaign.id()).size());
            assertTrue(end.imbalance().isEmpty());
            assertEquals(end.totals(), store.books().totals(campaign.id()));
            assertEquals(
                    100,
                    store.books()
                            .coverage(campaign.id(), CampaignSettings.USUAL_LANE)
                            .size());
            Campaign stored = store.campaigns().find(campaign.id()).orElseThrow();
            assertEquals(Campaign.State.FINISHED, stored.state());
            assertEquals(Samples.PRINT, stored.fingerprint());
            assertTrue(stored.spentMs() <= 311_000, "took " + stored.spentMs() + " ms of a budget of 300000");
            assertTrue(stored.spentMs() >= 260_000, "left early after " + stored.spentMs() + " ms");
            CampaignProgress last = sitting.progress.get(sitting.progress.size() - 1);
            assertEquals(CampaignProgress.Phase.ENDED, last.phase());
            assertEquals(100, last.operatorsReached());
        }
    }

    @Test
    void earlierFindingsAreReplayedFirstOfAllAndOnce() {
        try (Store store = Store.open(dir, clock)) {
            new Sitting(store, start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE))).run(30, Integer.MAX_VALUE);
            int known = store.ledger().ofTarget("default").size();
            assertEquals(3, known);
            Campaign second = start(store, Samples.settings(5, SLOTS, PlanMode.FIXED));
            new Sitting(store, second).run(30, 2);
            // The process died: the rest goes on where it was.
            new Sitting(store, second).run(30, Integer.MAX_VALUE);
            List<Units.Standing> units = store.units().standings(second.id());
            assertEquals(known, units.stream().filter(s -> Replay.is(s.unit())).count());
            for (int i = 1; i <= known; i++) {
                assertTrue(Replay.is(units.get(i).unit()), "replays come right after the description");
            }
            assertEquals(
                    Map.of(Replay.STILL_THERE, (long) known), store.ledger().replays(second.id()));
            assertEquals(known, store.ledger().of(second.id()).size(), "what a replay proved is not proven again");
            assertEquals(
                    known,
                    units.stream()
                            .filter(s -> s.unit().task() == WorkUnit.Task.PROVE)
                            .count());
        }
    }

    @Test
    void aShortBudgetStillGivesAThinPass() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(0.5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(100, Integer.MAX_VALUE);
            assertEquals(CampaignEnd.Kind.FINISHED, sitting.ends.get(0).kind());
            assertEquals(
                    100,
                    store.books()
                            .coverage(campaign.id(), CampaignSettings.USUAL_LANE)
                            .size());
            assertTrue(store.campaigns().find(campaign.id()).orElseThrow().spentMs() <= 41_000);
        }
    }

    @Test
    void whatSeveralWorkersSayIsOneTransactionOfTheStore() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(1, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(20, 1);
            assertTrue(sitting.desk.workerLost(WORKER));
            sitting.leases();
            long before = store.load().transactions();
            assertTrue(sitting.desk.hear(List.of(
                    new ToCoordinator.Ready("w1", 1, Samples.capabilities(1)),
                    new ToCoordinator.Ready("w2", 1, Samples.capabilities(1)))));
            assertEquals(before + 1, store.load().transactions());
            assertEquals(2, sitting.leases().size());
        }
    }

    @Test
    void aUnitThatGoesOutLateEndsWithTheCampaign() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(1, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(20, 4);
            assertTrue(sitting.desk.workerLost(WORKER));
            long began = store.campaigns().find(campaign.id()).orElseThrow().startedMs();
            clock.pass(Duration.ofSeconds(41).minusMillis(clock.millis() - began));
            sitting.hear(new ToCoordinator.Ready("w2", SLOTS, Samples.capabilities(SLOTS)));
            List<Lease> late = sitting.leases();
            assertEquals(SLOTS, late.size());
            // Nineteen seconds are left of the budget, and ten of grace.
            late.forEach(l -> assertEquals(29, l.unit().limits().seconds()));
        }
    }

    @Test
    void unitsThatAreStillOutAfterTheGraceAreStatedAsLost() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(1, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(20, 4);
            sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
            long out = store.units().standings(campaign.id()).stream()
                    .filter(s -> s.state().equals("LEASED"))
                    .count();
            assertEquals(SLOTS, out);
            while (sitting.desk.tick()) {
                clock.pass(Duration.ofSeconds(5));
                store.units().standings(campaign.id()).stream()
                        .filter(s -> s.state().equals("LEASED"))
                        .forEach(s -> sitting.desk.hear(List.of(
                                new ToCoordinator.Progress(WORKER, s.unit().id(), s.attempt(), 1, 0, "at it"))));
            }
            assertEquals(CampaignEnd.Kind.FINISHED, sitting.ends.get(0).kind());
            List<Units.Loss> lost = store.units().losses(campaign.id());
            assertEquals(SLOTS, lost.size());
            assertTrue(lost.stream().allMatch(l -> l.reason().startsWith("cut off") && l.cases() > 0), lost.toString());
        }
    }

    @Test
    void theFixedPlanGivesEveryOperatorExactlyItsCases() {
        Map<String, Integer> cases = new HashMap<>();
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(0.1, SLOTS, PlanMode.FIXED));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(20, Integer.MAX_VALUE);
            assertEquals(CampaignEnd.Kind.FINISHED, sitting.ends.get(0).kind());
            store.units().standings(campaign.id()).stream()
                    .map(s -> s.unit())
                    .filter(u -> u.task() == WorkUnit.Task.EXPLORE)
                    .forEach(u -> u.subjects()
                            .forEach(
                                    s -> cases.merge(s, u.cases() / u.subjects().size(), Integer::sum)));
            assertEquals(2, sitting.ends.get(0).proven());
        }
        assertEquals(20, cases.size());
        assertEquals(Set.of(700), new HashSet<>(cases.values()));
    }

    @Test
    void aDeadRunIsResumedWithoutLosingWhatWasAccepted() {
        Campaign campaign;
        long before;
        try (Store store = Store.open(dir, clock)) {
            campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(40, 12);
            before = store.books().totals(campaign.id()).generated();
            assertTrue(before > 0);
            // The process dies here: nobody says a word, leases stay out.
        }
        try (Store store = Store.open(dir, clock)) {
            Campaign again = store.campaigns().latestUnfinished().orElseThrow();
            assertEquals(campaign.id(), again.id());
            Sitting sitting = new Sitting(store, again);
            sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
            List<Lease> leases = sitting.leases();
            assertEquals(SLOTS, leases.size());
            assertTrue(leases.stream().anyMatch(l -> l.attempt() == 2), "units that were out go out again: " + leases);
            for (Lease lease : leases) {
                sitting.hear(new ToCoordinator.Finished(WORKER, lease.attempt(), Samples.answer(lease.unit(), 40)));
            }
            sitting.run(40, Integer.MAX_VALUE);
            CampaignEnd end = sitting.ends.get(0);
            assertEquals(CampaignEnd.Kind.FINISHED, end.kind());
            assertTrue(end.totals().generated() > before);
            assertEquals(4, end.proven());
            assertEquals(
                    40,
                    store.books().coverage(campaign.id(), CampaignSettings.USUAL_LANE).stream()
                            .filter(c -> c.distinctCalls() > 0)
                            .count());
        }
    }

    @Test
    void stoppingKeepsTheCampaignForLaterAndDrainsWorkers() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(40, 6);
            assertFalse(sitting.desk.stop());
            assertTrue(sitting.mail.contains(new ToWorker.Drain()));
            assertEquals(CampaignEnd.Kind.INTERRUPTED, sitting.ends.get(0).kind());
            assertEquals(
                    Campaign.State.INTERRUPTED,
                    store.campaigns().find(campaign.id()).orElseThrow().state());
        }
    }

    @Test
    void anExpiredLeaseIsRevokedAndItsLateResultRefused() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
            Lease describe = sitting.leases().get(0);
            clock.pass(Duration.ofSeconds(31));
            assertTrue(sitting.desk.tick());
            assertTrue(
                    sitting.mail.contains(new ToWorker.Revoked(describe.unit().id(), 1)));
            sitting.mail.clear();
            sitting.hear(new ToCoordinator.Finished(WORKER, 1, Samples.answer(describe.unit(), 10)));
            assertTrue(
                    sitting.mail.contains(new ToWorker.Accepted(describe.unit().id(), 1, false)));
            assertEquals(1, store.campaigns().refused(campaign.id()));
        }
    }

    /** As when its lane host was killed in the middle. */
    @Test
    void aUnitThatWasGivenUpGoesOutOnceMoreAndCountsOnce() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
            WorkUnit unit = sitting.leases().get(0).unit();
            sitting.hear(new ToCoordinator.GaveUp(WORKER, unit.id(), 1, "the lane host ended in the middle", true));
            sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
            sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
            List<Lease> again = sitting.leases();
            assertEquals(1, again.size(), "out once more and no more than once: " + again);
            assertEquals(unit.id(), again.get(0).unit().id());
            assertEquals(2, again.get(0).attempt());

            sitting.hear(new ToCoordinator.Finished(WORKER, 1, Samples.answer(unit, 10)));
            assertTrue(sitting.mail.contains(new ToWorker.Accepted(unit.id(), 1, false)));
            sitting.hear(new ToCoordinator.Finished(WORKER, 2, Samples.answer(unit, 10)));
            assertTrue(sitting.mail.contains(new ToWorker.Accepted(unit.id(), 2, true)));
            assertEquals(1, store.books().faults(campaign.id()).size());
            assertEquals(1, store.campaigns().refused(campaign.id()));
        }
    }

    @Test
    void progressKeepsALeaseAlive() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
            Lease lease = sitting.leases().get(0);
            for (int i = 0; i < 10; i++) {
                clock.pass(Duration.ofSeconds(15));
                sitting.hear(new ToCoordinator.Progress(WORKER, lease.unit().id(), 1, i, 0, "describing"));
                assertTrue(sitting.desk.tick());
            }
            sitting.mail.clear();
            sitting.hear(new ToCoordinator.Finished(WORKER, 1, Samples.answer(lease.unit(), 10)));
            assertTrue(sitting.mail.contains(new ToWorker.Accepted(lease.unit().id(), 1, true)));
        }
    }

    @Test
    void aTargetThatCannotBeDescribedEndsTheCampaignWithTheReason() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign);
            for (int attempt = 1; attempt <= 3; attempt++) {
                sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
                Lease lease = sitting.leases().get(0);
                sitting.hear(new ToCoordinator.GaveUp(WORKER, lease.unit().id(), attempt, "libX.so is missing", true));
            }
            CampaignEnd end = sitting.ends.get(0);
            assertEquals(CampaignEnd.Kind.FAULT, end.kind());
            assertTrue(end.reason().contains("libX.so is missing"), end.reason());
            assertTrue(end.reason().contains("--lib-path"), end.reason());
        }
    }

    /** As when its disk is full: the unit did not begin, and others can run it. */
    @Test
    void whatIsWrongWithAWorkerOfManyIsNoFaultOfTheUnit() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE));
            Sitting sitting = new Sitting(store, campaign, CoordinatorSettings.CLUSTER);
            WorkUnit unit = null;
            for (int attempt = 1; attempt <= Units.FAILURES_MAX + 1; attempt++) {
                clock.pass(Duration.ofSeconds(20));
                sitting.hear(new ToCoordinator.Ready(WORKER, SLOTS, Samples.capabilities(SLOTS)));
                unit = sitting.leases().get(0).unit();
                sitting.hear(new ToCoordinator.GaveUp(WORKER, unit.id(), attempt, "no space left on device", false));
            }
            assertEquals(List.of(), sitting.ends);
            sitting.hear(new ToCoordinator.Ready("sound", SLOTS, Samples.capabilities(SLOTS)));
            assertEquals(unit, sitting.leases().get(0).unit());
        }
    }

    @Test
    void aGlobThatMatchesNothingNamesTheNearestOperators() {
        try (Store store = Store.open(dir, clock)) {
            Campaign campaign = start(store, Samples.settings(5, SLOTS, PlanMode.ADAPTIVE, "pp1003"));
            Sitting sitting = new Sitting(store, campaign);
            sitting.run(10, 1);
            CampaignEnd end = sitting.ends.get(0);
            assertEquals(CampaignEnd.Kind.BAD_INPUT, end.kind());
            assertTrue(end.reason().contains("'pp1003'") && end.reason().contains("op1003"), end.reason());
        }
    }

    @Test
    void aSecondCampaignSeesTheFindingAgainUnderItsFirstDay() {
        try (Store store = Store.open(dir, clock)) {
            String first = "";
            for (int i = 0; i < 2; i++) {
                Campaign campaign = start(store, Samples.settings(1, SLOTS, PlanMode.ADAPTIVE, "op1007"));
                Sitting sitting = new Sitting(store, campaign);
                sitting.run(10, Integer.MAX_VALUE);
                Finding finding = store.ledger().of(campaign.id()).get(0);
                assertEquals(FindingStatus.PROVEN, finding.status());
                first = first.isEmpty() ? finding.firstSeen() : first;
                assertEquals(first, finding.firstSeen());
                assertEquals("./vigil replay " + finding.id(), finding.replay());
                assertEquals(
                        List.of("op1007"),
                        store.books().coverage(campaign.id(), CampaignSettings.USUAL_LANE).stream()
                                .map(Books.SubjectCoverage::subject)
                                .toList());
                clock.pass(Duration.ofDays(1));
            }
        }
    }
}
