package dev.vigil.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two coordinators never both write one store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class LeadershipTests {
    @TempDir
    Path dir;

    private final Backends backends = new Backends();

    @AfterAll
    void closeBackends() throws Exception {
        backends.close();
    }

    private static Lease leaseOne(Store store, Campaign campaign) {
        return store.units()
                .lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, EnumSet.allOf(WorkUnit.Task.class), 1, 60_000)
                .get(0);
    }

    private static void assertDeposed(Executable call) {
        Deposed deposed = assertThrows(Deposed.class, call);
        assertFalse(deposed.passing());
        assertTrue(String.valueOf(deposed.getMessage())
                .contains("is led by another coordinator now (epoch 2, this one had 1)"));
    }

    @ParameterizedTest
    @EnumSource
    void aDeposedLeaderWritesNothing(Backends.Kind kind) throws Exception {
        Backends.Opener opener = backends.fresh(kind, dir);
        InstantSource clock = InstantSource.system();
        try (Store old = opener.open(clock);
                Store next = opener.open(clock)) {
            assertEquals(1, old.leadership().take("coordinator"));
            Campaign campaign = old.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            WorkUnit unit = Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op");
            old.units().plan(List.of(unit));
            Lease lease = leaseOne(old, campaign);

            assertEquals(2, next.leadership().take("coordinator"));

            UnitResult result = Samples.empty(lease.unit().id());
            assertDeposed(() -> old.results().accept(result, 1, Samples.MAKER));
            assertDeposed(() -> leaseOne(old, campaign));
            assertDeposed(() -> old.units().prolong(unit.id(), 1, 1));
            assertDeposed(() -> old.units().giveUp(unit.id(), 1, "x", true));
            assertDeposed(() -> old.units().recall(campaign.id()));
            assertDeposed(() -> old.units().close(campaign.id()));
            assertDeposed(() -> old.campaigns().mark(campaign.id(), Campaign.State.FINISHED, 1));
            assertDeposed(() -> old.campaigns().start(Samples.SETTINGS, Samples.TARGET));
            Units.Standing standing = next.units().standings(campaign.id()).get(0);
            assertEquals("LEASED", standing.state());
            assertEquals(
                    Campaign.State.RUNNING,
                    old.campaigns().find(campaign.id()).orElseThrow().state(),
                    "and may still read");

            assertInstanceOf(Results.Acceptance.Counted.class, next.results().accept(result, 1, Samples.MAKER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLeadCanBeTakenBackAndOtherNamesAreOthers(Backends.Kind kind) throws Exception {
        Backends.Opener opener = backends.fresh(kind, dir);
        InstantSource clock = InstantSource.system();
        try (Store one = opener.open(clock);
                Store two = opener.open(clock);
                Store never = opener.open(clock)) {
            one.leadership().take("coordinator");
            two.leadership().take("coordinator");
            assertEquals(3, one.leadership().take("coordinator"));
            one.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            assertThrows(Deposed.class, () -> two.campaigns().start(Samples.SETTINGS, Samples.TARGET));
            assertEquals(1, two.leadership().take("another"));
            two.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            never.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            assertEquals(3, one.campaigns().history().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTakeWaitsForTheWriteThatIsUnderWay(Backends.Kind kind) throws Exception {
        Backends.Opener opener = backends.fresh(kind, dir);
        InstantSource clock = InstantSource.system();
        ExecutorService both = Executors.newFixedThreadPool(2);
        try (Store old = opener.open(clock);
                Store next = opener.open(clock)) {
            old.leadership().take("coordinator");
            Campaign campaign = old.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "a");
            old.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.PROVE, c, "op")));
            UnitResult result = Samples.result(
                    leaseOne(old, campaign).unit().id(),
                    List.of(),
                    List.of(),
                    Samples.proof(c, 5, FindingStatus.PROVEN));
            CountDownLatch writing = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Future<Results.Acceptance> accepted =
                    both.submit(() -> old.results().accept(result, 1, (proof, candidate, earlier) -> {
                        writing.countDown();
                        assertTrue(await(go));
                        return Samples.finding(proof, candidate, earlier);
                    }));
            assertTrue(writing.await(20, TimeUnit.SECONDS));
            Future<Long> taken = both.submit(() -> next.leadership().take("coordinator"));
            assertThrows(TimeoutException.class, () -> taken.get(300, TimeUnit.MILLISECONDS));
            go.countDown();
            assertEquals(2, taken.get(20, TimeUnit.SECONDS));
            assertInstanceOf(Results.Acceptance.Counted.class, accepted.get());
            assertEquals(
                    1, next.ledger().of(campaign.id()).size(), "what was written before the take is seen after it");
            assertThrows(Deposed.class, () -> old.units().recall(campaign.id()));
        } finally {
            both.shutdownNow();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
