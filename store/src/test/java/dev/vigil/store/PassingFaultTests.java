package dev.vigil.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.testing.TemporaryPostgres;
import java.io.IOException;
import java.net.SocketException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that dies and comes back, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PassingFaultTests {
    private static final Set<WorkUnit.Task> ANY = EnumSet.allOf(WorkUnit.Task.class);
    private static final long LEASE_MS = 60_000;
    private static final int UNITS = 200;

    private final Backends backends = new Backends();

    @AfterAll
    void closeBackends() throws Exception {
        backends.close();
    }

    private static List<Lease> lease(Store store, Campaign campaign, int count) {
        return store.units().lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, count, LEASE_MS);
    }

    /** Repeats a call as a coordinator does: as long as its fault passes. */
    private static <T> T patiently(Supplier<T> call) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return call.get();
            } catch (StoreFault fault) {
                assertTrue(fault.passing(), fault.getMessage());
                assertEquals(1, String.valueOf(fault.getMessage()).lines().count());
                if (System.nanoTime() > deadline) {
                    throw fault;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    @Test
    void aServerKilledInAStreamOfTransactionsLosesNothingAndDoublesNothing() throws Exception {
        TemporaryPostgres server = backends.server();
        CountDownLatch first = new CountDownLatch(UNITS / 5);
        CountDownLatch second = new CountDownLatch(UNITS / 2);
        ExecutorService stream = Executors.newSingleThreadExecutor();
        try (Store store = Store.open(server.freshDatabase(), "vigil", "")) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Future<List<Lease>> accepted = stream.submit(() -> accept(store, campaign, List.of(first, second)));
            for (CountDownLatch reached : List.of(first, second)) {
                assertTrue(reached.await(30, TimeUnit.SECONDS));
                server.kill();
                server.restart();
            }
            List<Lease> leases = accepted.get();
            assertEquals(
                    Set.of(1),
                    Set.copyOf(leases.stream().map(Lease::attempt).toList()),
                    "no lease was lost with its answer");
            assertEquals(
                    UNITS,
                    store.units().standings(campaign.id()).stream()
                            .filter(Units.Standing::done)
                            .count());
            assertEquals(10L * UNITS, store.books().totals(campaign.id()).generated());
            assertEquals(
                    15L * UNITS,
                    store.books().oracleCounts(campaign.id()).stream()
                            .mapToLong(c -> c.holds() + c.violated() + c.inconclusive())
                            .sum());
            assertEquals(0, store.campaigns().refused(campaign.id()));
            assertEquals(UNITS, store.books().faults(campaign.id()).size(), "each unit's own and no other");
        } finally {
            stream.shutdownNow();
        }
    }

    private static List<Lease> accept(Store store, Campaign campaign, List<CountDownLatch> reached) {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < UNITS; i++) {
            WorkUnit unit = Samples.unit(campaign.id(), i, WorkUnit.Task.EXPLORE, "op");
            patiently(() -> {
                store.units().plan(List.of(unit));
                return unit;
            });
            Lease lease = patiently(() -> lease(store, campaign, 1)).get(0);
            Results.Acceptance acceptance = patiently(
                    () -> store.results().accept(Samples.empty(lease.unit().id()), lease.attempt(), Samples.MAKER));
            assertInstanceOf(Results.Acceptance.Counted.class, acceptance);
            leases.add(lease);
            reached.forEach(CountDownLatch::countDown);
        }
        return leases;
    }

    private Cable cable() throws Exception {
        return new Cable(backends.server().port());
    }

    private Store through(Cable cable, String url) {
        // So that each commit says its name on the wire.
        String near = url.replace(":" + port() + "/", ":" + cable.port() + "/") + "?prepareThreshold=0";
        return Store.open(near, "vigil", "", InstantSource.system());
    }

    private int port() {
        try {
            return backends.server().port();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertPasses(Runnable call) {
        StoreFault fault = assertThrows(StoreFault.class, call::run);
        assertTrue(fault.passing(), fault.getMessage());
    }

    @Test
    void aResultWhoseAnswerWasLostIsTheSameWhenItComesAgain() throws Exception {
        String url = backends.server().freshDatabase();
        try (Cable cable = cable();
                Store store = through(cable, url);
                Store other = Store.open(url, "vigil", "")) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            Candidate candidate = Samples.candidate("op", "survival", "a");
            UnitResult result =
                    Samples.result(lease(store, campaign, 1).get(0).unit().id(), List.of(), List.of(candidate), null);

            cable.cutAtNextCommit();
            assertPasses(() -> store.results().accept(result, 1, Samples.MAKER));
            assertEquals(10, other.books().totals(campaign.id()).generated(), "it was committed");

            assertEquals(
                    List.of(candidate),
                    assertInstanceOf(
                                    Results.Acceptance.Counted.class,
                                    store.results().accept(result, 1, Samples.MAKER))
                            .fresh());
            assertEquals(0, store.campaigns().refused(campaign.id()));
            assertInstanceOf(Results.Acceptance.Again.class, other.results().accept(result, 1, Samples.MAKER));
            assertEquals(10, other.books().totals(campaign.id()).generated());
        }
    }

    @Test
    void aLeaseWhoseAnswerWasLostIsGivenAgainAsTheSameAttempt() throws Exception {
        String url = backends.server().freshDatabase();
        try (Cable cable = cable();
                Store store = through(cable, url);
                Store other = Store.open(url, "vigil", "")) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "op")));
            cable.cutAtNextCommit();
            assertPasses(() -> lease(store, campaign, 1));
            assertEquals(
                    List.of("LEASED", "PLANNED"),
                    other.units().standings(campaign.id()).stream()
                            .map(Units.Standing::state)
                            .toList(),
                    "it was committed");
            List<Lease> again = lease(store, campaign, 2);
            assertEquals(List.of(1, 1), again.stream().map(Lease::attempt).toList());
        }
    }

    @Test
    void whatCameBackIsToldAlsoWhenTheFirstAnswerWasLost() throws Exception {
        String url = backends.server().freshDatabase();
        try (Cable cable = cable();
                Store store = through(cable, url)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            String unit = lease(store, campaign, 1).get(0).unit().id();
            cable.cutAtNextCommit();
            assertPasses(() -> store.units().giveUp(unit, 1, "gone", true));
            assertEquals(1, store.units().giveUp(unit, 1, "gone", true).size());
            assertEquals(List.of(), store.units().giveUp(unit, 1, "gone", true));
            assertEquals(1, store.books().faults(campaign.id()).size());

            cable.cutAtNextCommit();
            assertPasses(() -> store.campaigns().start(Samples.SETTINGS, Samples.TARGET));
            store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            assertEquals(2, store.campaigns().history().size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "08006, true",
        "08001, true",
        "57P01, true",
        "57P03, true",
        "40001, true",
        "40P01, true",
        "55P03, true",
        "28P01, false",
        "53100, false",
        "42P01, false",
        "23505, false"
    })
    void whatPassesIsToldFromWhatDoesNot(String state, boolean passes) {
        assertEquals(
                passes, Faults.of(new SQLException("planted", state), "here").passing());
    }

    @Test
    void aBrokenSocketPasses() {
        IOException reset = new SocketException("Connection reset");
        assertTrue(Faults.of(new SQLException("An I/O error occurred", "58030", reset), "here")
                .passing());
    }

    @Test
    void aServerThatIsAwayPassesAndAHandleThatIsClosedStaysClosed() throws Exception {
        StoreFault away =
                assertThrows(StoreFault.class, () -> Store.open("jdbc:postgresql://127.0.0.1:1/none", "u", ""));
        assertTrue(away.passing(), away.getMessage());
        Store store = Store.open(backends.server().freshDatabase(), "vigil", "");
        store.close();
        StoreFault closed =
                assertThrows(StoreFault.class, () -> store.campaigns().history());
        assertFalse(closed.passing(), closed.getMessage());
    }
}
