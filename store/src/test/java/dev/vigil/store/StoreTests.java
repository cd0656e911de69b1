package dev.vigil.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same claims on H2 and on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreTests {
    private static final Set<WorkUnit.Task> ANY = EnumSet.allOf(WorkUnit.Task.class);
    private static final long LEASE_MS = 30_000;

    @TempDir
    Path dir;

    private final Backends backends = new Backends();
    private final ManualClock clock = new ManualClock();

    @AfterAll
    void closeBackends() throws Exception {
        backends.close();
    }

    private Store fresh(Backends.Kind kind) throws Exception {
        return backends.fresh(kind, dir).open(clock);
    }

    private static Lease leaseOne(Store store, Campaign campaign) {
        return store.units()
                .lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 1, LEASE_MS)
                .get(0);
    }

    @ParameterizedTest
    @EnumSource
    void campaignsKeepTheirOrderAndStateOverReopening(Backends.Kind kind) throws Exception {
        Backends.Opener opener = backends.fresh(kind, dir);
        Campaign first;
        Campaign second;
        try (Store store = opener.open(clock)) {
            first = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            second = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            assertNotEquals(first.id(), second.id(), "two campaigns of one second have two names");
            store.campaigns().mark(first.id(), Campaign.State.FINISHED, 1234);
        }
        try (Store store = opener.open(clock)) {
            assertEquals(
                    List.of(first.id(), second.id()),
                    store.campaigns().history().stream().map(Campaign::id).toList());
            assertEquals(
                    second.id(),
                    store.campaigns().latestUnfinished().orElseThrow().id());
            Campaign again = store.campaigns().find(first.id()).orElseThrow();
            assertEquals(1234, again.spentMs());
            assertEquals(Samples.SETTINGS, again.settings());
            assertEquals(Samples.TARGET, again.target());
        }
    }

    /** As a store of the first version is met: its rows say nothing of what came later, and are otherwise whole. */
    @Test
    void aStoreOfTheFirstVersionIsBroughtUpToDate() throws Exception {
        Path old = Files.createTempDirectory(dir, "old");
        String url = "jdbc:h2:file:" + old.resolve("store")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
        Flyway.configure()
                .dataSource(url, "vigil", "")
                .locations("classpath:dev/vigil/store/migrations")
                .table("vigil_schema")
                .target("1")
                .load()
                .migrate();
        WorkUnit unit = Samples.unit("c1", 0, WorkUnit.Task.EXPLORE, "op").of("leaks");
        String settings = Wire.toJson(Samples.SETTINGS).replaceFirst("\"lanes\":\\[[^\\]]*\\]", "\"lane\":\"leaks\"");
        Proof proof = Samples.proof(Samples.candidate("op", "survival", "a"), 5, FindingStatus.PROVEN);
        Finding finding = Samples.finding(proof, Samples.candidate("op", "survival", "a"), null);
        try (Connection raw = DriverManager.getConnection(url, "vigil", "");
                Statement s = raw.createStatement()) {
            s.execute("insert into campaign (id, target_sha, state, settings, target, started_ms, ended_ms, spent_ms,"
                    + " refused) values ('c1', 'abc', 'INTERRUPTED', '" + settings + "', '"
                    + Wire.toJson(Samples.TARGET) + "', 1, 2, 3, 0)");
            s.execute("insert into unit (id, campaign, task, round, state, attempt, deadline_ms, leased_ms, worker,"
                    + " cases, fault, content) values ('" + unit.id() + "', 'c1', 'EXPLORE', 1, 'DONE', 1, 0, 5, 'w',"
                    + " 100, '', '" + Wire.toJson(unit) + "')");
            s.execute("insert into result values ('" + unit.id() + "', 1, 'c1', 'EXPLORE', 9, 4, 10, 8, 1, 1, 20, 1)");
            s.execute("insert into counter values ('c1', 'op', 'cell', 'leak', 'holds', 3)");
            s.execute("insert into coverage values ('c1', 'op', 5, 4, 1, 0)");
            s.execute("insert into mark values ('c1', 'op', 'call:1')");
            s.execute("insert into sighting values ('c1', 'k', '" + Wire.toJson(finding) + "')");
        }
        byte[] before = Files.readAllBytes(old.resolve("store.mv.db"));
        String refused = String.valueOf(
                assertThrows(StoreFault.class, () -> Store.openToRead(old)).getMessage());
        assertTrue(refused.contains("was written by an older Vigil (schema 1) and is only read here"), refused);
        assertArrayEquals(before, Files.readAllBytes(old.resolve("store.mv.db")));
        try (Store store = Store.open(old, clock)) {
            Books.Accepted accepted = store.books().accepted("c1").get(0);
            assertEquals(new Totals(10, 8, 1, 1, 20, 1), accepted.totals());
            assertNull(accepted.harvest());
            assertEquals(List.of(finding), store.ledger().of("c1"));
            assertEquals(Map.of(), store.ledger().observations("c1"));
            assertEquals(
                    List.of(LaneShare.whole("leaks")),
                    store.campaigns().find("c1").orElseThrow().settings().lanes());
            assertEquals(
                    List.of(new Books.CellCount("op", "cell", "leak", "holds", 3)),
                    store.books().cells("c1", "leaks"));
            assertEquals(
                    List.of(new Books.SubjectCoverage("op", 5, 4, 1, 1, 0, false)),
                    store.books().coverage("c1", "leaks"));
            assertEquals(List.of(), store.books().coverage("c1", CampaignSettings.USUAL_LANE));
            assertEquals(
                    List.of(new Books.LaneSum("leaks", new Books.Sum(accepted.totals(), 1, 4))),
                    store.books().lanes("c1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachLaneOfACampaignHasItsOwnUnitsAndCounts(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            WorkUnit usual = Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op");
            store.units()
                    .plan(List.of(
                            usual,
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "op")
                                    .of("leaks")));
            List<Lease> leaks = store.units().lease(campaign.id(), "w", "leaks", ANY, 5, LEASE_MS);
            assertEquals(
                    List.of("leaks"),
                    leaks.stream().map(l -> l.unit().lane()).toList(),
                    "of two units that are planned");
            Lease other = leaseOne(store, campaign);
            assertEquals(usual, other.unit());
            for (Lease lease : List.of(leaks.get(0), other)) {
                UnitResult result = Samples.result(
                        lease.unit().id(),
                        List.of(new Coverage("op", 5, 4, 1, List.of("call:1", "attr:a=1"), false)),
                        List.of(),
                        null);
                var counted = assertInstanceOf(
                        Results.Acceptance.Counted.class, store.results().accept(result, 1, Samples.MAKER));
                assertEquals(Map.of("op", 1), counted.freshCalls(), "what one lane has called is new to the other");
            }
            for (String lane : List.of("leaks", CampaignSettings.USUAL_LANE)) {
                assertEquals(
                        List.of(new Books.SubjectCoverage("op", 5, 4, 1, 1, 1, false)),
                        store.books().coverage(campaign.id(), lane));
                assertEquals(List.of("a=1"), store.books().attributesReached(campaign.id(), lane, "op"));
            }
            assertEquals(
                    List.of("leaks", CampaignSettings.USUAL_LANE),
                    store.books().lanes(campaign.id()).stream()
                            .map(Books.LaneSum::lane)
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstResultIsTheOnlyOne(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            Lease lease = leaseOne(store, campaign);
            UnitResult result = Samples.empty(lease.unit().id());
            assertInstanceOf(Results.Acceptance.Counted.class, store.results().accept(result, 1, Samples.MAKER));
            assertInstanceOf(
                    Results.Acceptance.Again.class,
                    store.results().accept(Samples.empty(lease.unit().id()), 1, Samples.MAKER),
                    "the very same");
            assertInstanceOf(
                    Results.Acceptance.Refused.class,
                    store.results()
                            .accept(
                                    Samples.result(
                                            lease.unit().id(),
                                            List.of(),
                                            List.of(Samples.candidate("op", "survival", "a")),
                                            null),
                                    1,
                                    Samples.MAKER),
                    "another one of the same attempt");
            assertEquals(2, store.campaigns().refused(campaign.id()));
            assertEquals(List.of(), store.ledger().waiting(campaign.id()));
            assertEquals(new Totals(10, 8, 1, 1, 20, 1), store.books().totals(campaign.id()));
            assertEquals(
                    new Books.OracleCount(CampaignSettings.USUAL_LANE, "op", "survival", 14, 1, 0),
                    store.books().oracleCounts(campaign.id()).get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResultOfAnEarlierAttemptIsRefusedAndCounted(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            Lease first = leaseOne(store, campaign);
            clock.pass(Duration.ofSeconds(31));
            assertEquals(1, store.units().expire(campaign.id()).size());
            UnitResult result = Samples.empty(first.unit().id());
            assertInstanceOf(
                    Results.Acceptance.Refused.class,
                    store.results().accept(result, 1, Samples.MAKER),
                    "its lease was taken back");
            Lease second = leaseOne(store, campaign);
            assertEquals(2, second.attempt());
            assertInstanceOf(Results.Acceptance.Refused.class, store.results().accept(result, 1, Samples.MAKER));
            assertInstanceOf(Results.Acceptance.Counted.class, store.results().accept(result, 2, Samples.MAKER));
            assertEquals(2, store.campaigns().refused(campaign.id()));
            assertEquals(10, store.books().totals(campaign.id()).generated());
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsTogetherAreWrittenTogetherOrNotAtAll(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            List<WorkUnit> units = List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op"));
            assertThrows(
                    IllegalStateException.class,
                    () -> store.together(() -> {
                        store.units().plan(units);
                        leaseOne(store, campaign);
                        throw new IllegalStateException("something else failed");
                    }));
            assertEquals(List.of(), store.units().standings(campaign.id()));
            long before = store.load().transactions();
            Lease lease = store.together(() -> {
                store.units().plan(units);
                return leaseOne(store, campaign);
            });
            assertEquals(before + 1, store.load().transactions());
            assertEquals(1, lease.attempt());
            assertTrue(store.units().standings(campaign.id()).get(0).leased());
        }
    }

    @ParameterizedTest
    @EnumSource
    void expiredLeaseReturnsUnitOnceAndProlongedOneDoesNot(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "a"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "b")));
            List<Lease> leases = store.units().lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 5, LEASE_MS);
            assertEquals(2, leases.size());
            clock.pass(Duration.ofSeconds(20));
            assertTrue(store.units().prolong(leases.get(1).unit().id(), 1, LEASE_MS));
            assertFalse(store.units().prolong(leases.get(1).unit().id(), 2, LEASE_MS));
            clock.pass(Duration.ofSeconds(11));
            List<Units.Returned> returned = store.units().expire(campaign.id());
            assertEquals(
                    List.of(leases.get(0).unit().id()),
                    returned.stream().map(Units.Returned::unit).toList());
            assertEquals(List.of(), store.units().expire(campaign.id()));
            assertEquals(
                    1,
                    store.units()
                            .lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 5, LEASE_MS)
                            .size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theThirdFailureIsTheLastAndIsStated(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op", "other")));
            for (int attempt = 1; attempt <= 3; attempt++) {
                Lease lease = leaseOne(store, campaign);
                List<Units.Returned> returned =
                        store.units().giveUp(lease.unit().id(), lease.attempt(), "no executor came up", true);
                assertEquals(attempt == 3, returned.get(0).failed());
            }
            assertEquals(
                    List.of(), store.units().lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 1, LEASE_MS));
            Units.Loss loss = store.units().losses(campaign.id()).get(0);
            assertEquals("no executor came up", loss.reason());
            assertEquals(100, loss.cases(), "of the unit, not of each operator");
            assertEquals(3, store.books().faults(campaign.id()).size());
        }
    }

    /** As often as it may begin, however often it did not before. */
    @ParameterizedTest
    @EnumSource
    void whatNeverBeganCountsForNoLostWorker(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            for (int sick = 0; sick < 2 * Units.ATTEMPTS_MAX; sick++) {
                Lease lease = leaseOne(store, campaign);
                assertFalse(store.units()
                        .giveUp(lease.unit().id(), lease.attempt(), "disk full", false)
                        .get(0)
                        .failed());
            }
            for (int lost = 1; lost <= Units.ATTEMPTS_MAX; lost++) {
                leaseOne(store, campaign);
                boolean failed =
                        store.units().loseWorker(campaign.id(), "w").get(0).failed();
                assertEquals(lost == Units.ATTEMPTS_MAX, failed, "worker " + lost);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLostWorkersUnitsGoOutAgainAndOnlyThose(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "a"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "b")));
            Lease lost = store.units()
                    .lease(campaign.id(), "w1", CampaignSettings.USUAL_LANE, ANY, 1, LEASE_MS)
                    .get(0);
            store.units().lease(campaign.id(), "w2", CampaignSettings.USUAL_LANE, ANY, 1, LEASE_MS);
            assertEquals(
                    List.of(lost.unit().id()),
                    store.units().loseWorker(campaign.id(), "w1").stream()
                            .map(Units.Returned::unit)
                            .toList());
            assertEquals(2, leaseOne(store, campaign).attempt());
        }
    }

    @ParameterizedTest
    @EnumSource
    void leasesFollowTaskAndOrderAndCarryKnowledge(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.LEARN, "op"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "op")));
            assertEquals(
                    List.of(),
                    store.units()
                            .lease(
                                    campaign.id(),
                                    "w",
                                    CampaignSettings.USUAL_LANE,
                                    EnumSet.of(WorkUnit.Task.PROVE),
                                    1,
                                    LEASE_MS));
            Lease learn = leaseOne(store, campaign);
            assertEquals(WorkUnit.Task.LEARN, learn.unit().task());
            assertEquals(List.of(), learn.unit().knowledge());
            store.results().accept(Samples.empty(learn.unit().id()), 1, Samples.MAKER);
            assertEquals(
                    List.of(new Knowledge("op", 1, "{\"a\":1}")),
                    leaseOne(store, campaign).unit().knowledge());
        }
    }

    @ParameterizedTest
    @EnumSource
    void factsComeWithEveryUnitButThoseThatLearnWhateverItsSubjects(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "other"),
                            Samples.unit(
                                    campaign.id(),
                                    2,
                                    WorkUnit.Task.PROVE,
                                    Samples.candidate("third", "survival", "a"),
                                    "third"),
                            Samples.unit(campaign.id(), 3, WorkUnit.Task.LEARN, "other")));
            Knowledge fact = new Knowledge(Knowledge.FACT + "f", 1, "{}");
            store.results()
                    .accept(
                            withKnowledge(
                                    Samples.empty(
                                            leaseOne(store, campaign).unit().id()),
                                    fact),
                            1,
                            Samples.MAKER);
            assertEquals(List.of(fact), leaseOne(store, campaign).unit().knowledge());
            assertEquals(List.of(fact), leaseOne(store, campaign).unit().knowledge());
            assertEquals(List.of(), leaseOne(store, campaign).unit().knowledge());
        }
    }

    @ParameterizedTest
    @EnumSource
    void olderKnowledgeNeverReplacesNewer(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            int[] revisions = {2, 1, 3};
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; i < revisions.length; i++) {
                store.units().plan(List.of(Samples.unit(campaign.id(), i, WorkUnit.Task.LEARN, "op")));
                Lease lease = leaseOne(store, campaign);
                UnitResult base = Samples.empty(lease.unit().id());
                store.results()
                        .accept(
                                withKnowledge(base, new Knowledge("op", revisions[i], "r" + revisions[i])),
                                1,
                                Samples.MAKER);
                seen.add(store.targets()
                        .knowledge(Samples.TARGET.sha256(), "properties")
                        .get(0)
                        .revision());
            }
            assertEquals(List.of(2, 2, 3), seen);
            List<String> snapshots = store.books().kept(campaign.id(), KeptCase.Reason.CRASHED, 10).stream()
                    .map(k -> String.valueOf(k.snapshot()))
                    .toList();
            // Drawn from: nothing, the second revision, and that again, as the first came too late to count.
            assertNotEquals(snapshots.get(0), snapshots.get(1));
            assertEquals(snapshots.get(1), snapshots.get(2));
            assertEquals(64, snapshots.get(2).length());
            assertEquals(Set.of("op"), store.targets().learned(Samples.TARGET.sha256(), "properties"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProofWithoutAnyReplayIsAFailureNotAVerdict(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate candidate = Samples.candidate("op", "survival", "t");
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            store.results()
                    .accept(
                            Samples.result(leaseOne(store, campaign).unit().id(), List.of(), List.of(candidate), null),
                            1,
                            Samples.MAKER);
            store.units().plan(List.of(Samples.unit(campaign.id(), 1, WorkUnit.Task.PROVE, candidate, "op")));
            Proof unrun = new Proof(
                    candidate.signature(),
                    FindingStatus.UNSTABLE,
                    new Reproduction(0, 0),
                    candidate.call(),
                    List.of(),
                    candidate.violation(),
                    candidate.observation());
            store.results()
                    .accept(
                            Samples.result(leaseOne(store, campaign).unit().id(), List.of(), List.of(), unrun),
                            1,
                            Samples.MAKER);
            assertEquals(
                    Map.of(Ledger.CandidateState.FAILED, 1L), store.ledger().candidateCounts(campaign.id()));
            assertEquals(List.of(), store.ledger().all());
        }
    }

    private static UnitResult withKnowledge(UnitResult r, Knowledge knowledge) {
        return new UnitResult(
                r.unit(),
                r.totals(),
                r.counters(),
                r.coverage(),
                List.of(knowledge),
                r.kept(),
                r.candidates(),
                List.of(new Subject("op", Subject.Kind.DIRECT, null), new Subject("x", Subject.Kind.EXCLUDED, "why")),
                r.fingerprint(),
                r.proof(),
                r.faults(),
                r.notes());
    }

    @ParameterizedTest
    @EnumSource
    void marksCountOnceAndAreBounded(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            List<List<String>> marks = List.of(
                    List.of("call:1", "call:2", "attr:a=1"),
                    List.of("call:2", "call:3", "attr:a=1"),
                    IntStream.range(10, 1010).mapToObj(i -> "call:" + i).toList());
            List<Integer> fresh = new ArrayList<>();
            for (int i = 0; i < marks.size(); i++) {
                store.units().plan(List.of(Samples.unit(campaign.id(), i, WorkUnit.Task.EXPLORE, "op")));
                Lease lease = leaseOne(store, campaign);
                UnitResult result = Samples.result(
                        lease.unit().id(), List.of(new Coverage("op", 5, 4, 1, marks.get(i), i == 1)), List.of(), null);
                var counted = assertInstanceOf(
                        Results.Acceptance.Counted.class, store.results().accept(result, 1, Samples.MAKER));
                fresh.add(counted.freshCalls().getOrDefault("op", 0));
            }
            assertEquals(List.of(2, 1, Results.CALL_MARKS_MAX - 3), fresh);
            assertEquals(
                    List.of(new Books.SubjectCoverage("op", 15, 12, 3, Results.CALL_MARKS_MAX, 1, true)),
                    store.books().coverage(campaign.id(), CampaignSettings.USUAL_LANE));
            assertEquals(
                    List.of("a=1"), store.books().attributesReached(campaign.id(), CampaignSettings.USUAL_LANE, "op"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keptCasesAreBoundedPerOperatorAndReason(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            for (int i = 0; i < 25; i++) {
                store.units().plan(List.of(Samples.unit(campaign.id(), i, WorkUnit.Task.EXPLORE, "op")));
                Lease lease = leaseOne(store, campaign);
                store.results().accept(Samples.empty(lease.unit().id()), 1, Samples.MAKER);
            }
            assertEquals(
                    Books.keptMax(KeptCase.Reason.CRASHED),
                    store.books()
                            .kept(campaign.id(), KeptCase.Reason.CRASHED, 1000)
                            .size());
            assertEquals(
                    Samples.died(),
                    store.books()
                            .kept(campaign.id(), KeptCase.Reason.CRASHED, 1)
                            .get(0)
                            .kept()
                            .observation());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCaseIsKeptOncePerUnitWhateverWasObserved(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            KeptCase first = new KeptCase("op", 7, KeptCase.Reason.CRASHED, Samples.call("op"), Samples.died(), "s");
            Observation other = new Observation.Answered(List.of(), null);
            List<KeptCase> kept = List.of(
                    first,
                    new KeptCase("op", 7, KeptCase.Reason.CRASHED, Samples.call("op"), other, "s"),
                    new KeptCase("op", 7, KeptCase.Reason.CRASHED, Samples.call("op"), other, "another oracle's"),
                    new KeptCase("op", 7, KeptCase.Reason.CRASHED, Samples.call("op2"), other, "s"),
                    new KeptCase("op", 8, KeptCase.Reason.CRASHED, Samples.call("op"), other, "s"),
                    new KeptCase("op", 7, KeptCase.Reason.VIOLATED, Samples.call("op"), other, "s"));
            for (int i = 0; i < 2; i++) {
                store.units().plan(List.of(Samples.unit(campaign.id(), i, WorkUnit.Task.EXPLORE, "op")));
                UnitResult empty =
                        Samples.empty(leaseOne(store, campaign).unit().id());
                store.results()
                        .accept(
                                new UnitResult(
                                        empty.unit(),
                                        empty.totals(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        kept,
                                        List.of(),
                                        List.of(),
                                        null,
                                        null,
                                        List.of(),
                                        List.of()),
                                1,
                                Samples.MAKER);
            }
            assertEquals(
                    first,
                    store.books()
                            .kept(campaign.id(), KeptCase.Reason.CRASHED, 1)
                            .get(0)
                            .kept(),
                    "the first stays");
            assertEquals(10, store.info().rows().get("kept"), "five of six in each of two units");
        }
    }

    @ParameterizedTest
    @EnumSource
    void candidatesAreProvenOncePerCampaignAndBoundedPerOracle(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "op")));
            List<Candidate> many = IntStream.range(0, 20)
                    .mapToObj(i -> Samples.candidate("op", "survival", "frame" + i))
                    .toList();
            List<Integer> fresh = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Lease lease = leaseOne(store, campaign);
                var counted = assertInstanceOf(
                        Results.Acceptance.Counted.class,
                        store.results()
                                .accept(Samples.result(lease.unit().id(), List.of(), many, null), 1, Samples.MAKER));
                fresh.add(counted.fresh().size());
            }
            assertEquals(List.of(Results.CANDIDATES_PER_ORACLE_MAX, 0), fresh);
            assertEquals(
                    Map.of(
                            Ledger.CandidateState.WAITING,
                            (long) Results.CANDIDATES_PER_ORACLE_MAX,
                            Ledger.CandidateState.DROPPED,
                            20L - Results.CANDIDATES_PER_ORACLE_MAX),
                    store.ledger().candidateCounts(campaign.id()));
            assertEquals(
                    many.get(0),
                    store.ledger()
                            .candidate(campaign.id(), many.get(0).signature())
                            .orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProofBecomesAFindingThatKeepsItsFirstDay(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            String firstSeen = "";
            for (int round = 0; round < 2; round++) {
                Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
                Candidate c = Samples.candidate("op", "survival", "a");
                prove(store, campaign, c, 5, FindingStatus.PROVEN);
                var finding = store.ledger().of(campaign.id()).get(0);
                firstSeen = firstSeen.isEmpty() ? finding.firstSeen() : firstSeen;
                assertEquals(firstSeen, finding.firstSeen());
                assertEquals(1, store.ledger().all().size());
                assertEquals(
                        List.of(new Ledger.Sighting(finding, Samples.TARGET.sha256(), campaign.id())),
                        store.ledger().find(finding.id()));
                assertEquals(
                        Map.of(Ledger.CandidateState.PROVEN, 1L), store.ledger().candidateCounts(campaign.id()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoBuildsShareAnIdAndEachKeepsItsOwnFinding(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Target other = new Target("other", "cd".repeat(32), "/nowhere/else.so", List.of());
            Candidate c = Samples.candidate("op", "survival", "a");
            Campaign first = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            prove(store, first, c, 5, FindingStatus.PROVEN);
            Campaign second = store.campaigns().start(Samples.SETTINGS, other);
            prove(store, second, c, 2, FindingStatus.UNSTABLE);
            // A later campaign that saw nothing is nobody's last sighting.
            store.campaigns().start(Samples.SETTINGS, Samples.TARGET);

            String id = store.ledger().of(first.id()).get(0).id();
            assertEquals(
                    List.of(
                            new Ledger.Sighting(store.ledger().of(second.id()).get(0), other.sha256(), second.id()),
                            new Ledger.Sighting(
                                    store.ledger().of(first.id()).get(0), Samples.TARGET.sha256(), first.id())),
                    store.ledger().find(id));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFindingComesWithWhatItsOwnReplaysSaw(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "a");
            Observation replayed = new Observation.Died(
                    new ProcessEnd(ProcessEnd.Kind.ABORT, 134, 6, List.of("lib+0x2 g"), "", "signal 6", 1L << 21),
                    "base/wait");
            Proof proof = new Proof(
                    c.signature(),
                    FindingStatus.PROVEN,
                    new Reproduction(5, 5),
                    c.call(),
                    List.of(),
                    c.violation(),
                    replayed);
            prove(store, campaign, c, proof);
            assertEquals(Map.of(c.signature(), replayed), store.ledger().observations(campaign.id()));
            assertEquals(Set.of(c.signature()), store.ledger().signatures(campaign.id()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void unitsThatWereOutAreLossesAtTheEndAndOthersAreNot(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "a"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "b"),
                            Samples.unit(campaign.id(), 2, WorkUnit.Task.EXPLORE, "c")));
            List<Lease> out = store.units().lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 2, LEASE_MS);
            store.units().giveUp(out.get(1).unit().id(), 1, "its lane host ended", true);
            store.units().close(campaign.id());
            List<Units.Loss> losses = store.units().losses(campaign.id());
            assertEquals(
                    List.of(out.get(0).unit().id(), out.get(1).unit().id()),
                    losses.stream().map(Units.Loss::unit).toList());
            assertEquals(
                    List.of("cut off at the end of the campaign's time", "its lane host ended"),
                    losses.stream().map(Units.Loss::reason).toList());
            assertEquals(100, losses.get(0).cases());
            assertInstanceOf(
                    Results.Acceptance.Refused.class,
                    store.results().accept(Samples.empty(out.get(0).unit().id()), 1, Samples.MAKER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptedResultsComeBackInTheirOrderWithWhatTheyGave(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(List.of(
                            Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op"),
                            Samples.unit(campaign.id(), 1, WorkUnit.Task.EXPLORE, "op")));
            List<Lease> leases = store.units().lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 2, LEASE_MS);
            Candidate c = Samples.candidate("op", "survival", "a");
            for (int i : List.of(1, 0)) {
                UnitResult result = Samples.result(
                        leases.get(i).unit().id(),
                        List.of(new Coverage("op", 2, 2, 0, List.of("call:1", "call:2"), false)),
                        List.of(c),
                        null);
                store.results().accept(result, 1, Samples.MAKER);
            }
            List<Books.Accepted> accepted = store.books().accepted(campaign.id());
            assertEquals(
                    List.of(leases.get(1).unit().id(), leases.get(0).unit().id()),
                    accepted.stream().map(Books.Accepted::unit).toList());
            assertEquals(
                    new Harvest(Map.of("op", 3), Set.of("op")), accepted.get(0).harvest());
            assertEquals(new Harvest(Map.of(), Set.of("op")), accepted.get(1).harvest());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNoReplayShowsIsKeptApartFromFindings(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            prove(store, campaign, Samples.candidate("op", "survival", "a"), 0, FindingStatus.UNSTABLE);
            assertEquals(List.of(), store.ledger().all());
            assertEquals(
                    Map.of(Ledger.CandidateState.UNREPRODUCED, 1L),
                    store.ledger().candidateCounts(campaign.id()));
            assertEquals(Map.of(), store.ledger().observations(campaign.id()));
            assertEquals(List.of(), store.ledger().waiting(campaign.id()));
        }
    }

    /** Of four that are read at once, one comes twice and one was taken back before its result was looked at. */
    @ParameterizedTest
    @EnumSource
    void resultsThatWereForeseenAreJudgedAsOthersAre(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units()
                    .plan(IntStream.range(0, 4)
                            .mapToObj(i -> Samples.unit(campaign.id(), i, WorkUnit.Task.EXPLORE, "op"))
                            .toList());
            List<String> ids =
                    store.units().lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 4, LEASE_MS).stream()
                            .map(lease -> lease.unit().id())
                            .toList();
            List<UnitResult> results = ids.stream()
                    .map(id -> Samples.result(id, List.of(), List.of(), null))
                    .toList();
            List<Class<?>> answers = store.together(() -> {
                store.results().foresee(ids);
                List<Results.Acceptance> some = new ArrayList<>();
                some.add(store.results().accept(results.get(0), 1, Samples.MAKER));
                some.add(store.results().accept(results.get(0), 1, Samples.MAKER));
                store.units().giveUp(ids.get(1), 1, "planted", true);
                some.add(store.results().accept(results.get(1), 1, Samples.MAKER));
                some.add(store.results().accept(results.get(2), 2, Samples.MAKER));
                some.add(store.results().accept(results.get(3), 1, Samples.MAKER));
                return some.stream().<Class<?>>map(Object::getClass).toList();
            });
            assertEquals(
                    List.of(
                            Results.Acceptance.Counted.class,
                            Results.Acceptance.Again.class,
                            Results.Acceptance.Refused.class,
                            Results.Acceptance.Refused.class,
                            Results.Acceptance.Counted.class),
                    answers);
            assertEquals(
                    List.of(ids.get(0), ids.get(3)),
                    store.books().accepted(campaign.id()).stream()
                            .map(Books.Accepted::unit)
                            .toList());
        }
    }

    /** The time of a proof that was cut short is over before it could tell anything: it gets a second, and no third. */
    @ParameterizedTest
    @EnumSource
    void aProofThatWasCutShortIsDueOnceMore(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "a");
            Proof cut = cut(c, 0, 1);
            prove(store, campaign, c, cut);
            assertEquals(List.of(c), store.ledger().waiting(campaign.id()));

            store.units().plan(List.of(Samples.unit(campaign.id(), 2, WorkUnit.Task.PROVE, c, "op")));
            assertEquals(List.of(), store.ledger().waiting(campaign.id()));
            Results.Acceptance second = store.results()
                    .accept(
                            Samples.result(leaseOne(store, campaign).unit().id(), List.of(), List.of(), cut),
                            1,
                            Samples.MAKER);
            Results.Acceptance.Counted counted = assertInstanceOf(Results.Acceptance.Counted.class, second);
            assertEquals(List.of(), counted.fresh());
            assertEquals(
                    Map.of(Ledger.CandidateState.UNDECIDED, 1L), store.ledger().candidateCounts(campaign.id()));
            assertEquals(List.of(), store.ledger().all());
        }
    }

    /** What it has seen is kept meanwhile. */
    @ParameterizedTest
    @EnumSource
    void aFindingOfAProofThatWasCutShortBecomesProven(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "a");
            prove(store, campaign, c, cut(c, 2, 2));
            assertEquals(FindingStatus.UNSTABLE, store.ledger().all().get(0).status());
            assertEquals(
                    Map.of(Ledger.CandidateState.UNSTABLE, 1L), store.ledger().finalCandidateCounts(campaign.id()));
            assertEquals(List.of(c), store.ledger().waiting(campaign.id()));

            store.units().plan(List.of(Samples.unit(campaign.id(), 2, WorkUnit.Task.PROVE, c, "op")));
            Proof whole = Samples.proof(c, 5, FindingStatus.PROVEN);
            store.results()
                    .accept(
                            Samples.result(leaseOne(store, campaign).unit().id(), List.of(), List.of(), whole),
                            1,
                            Samples.MAKER);
            assertEquals(
                    List.of(FindingStatus.PROVEN),
                    store.ledger().all().stream().map(Finding::status).toList());
            assertEquals(
                    Map.of(Ledger.CandidateState.PROVEN, 1L), store.ledger().candidateCounts(campaign.id()));
        }
    }

    /** However the second one ends. */
    @ParameterizedTest
    @EnumSource
    void whatAProofHasSeenBeforeItWasCutShortStaysSeen(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "a");
            prove(store, campaign, c, cut(c, 2, 2));
            store.units().plan(List.of(Samples.unit(campaign.id(), 2, WorkUnit.Task.PROVE, c, "op")));
            Lease second = leaseOne(store, campaign);
            for (int attempt = 1; attempt <= Units.FAILURES_MAX; attempt++) {
                store.units().giveUp(second.unit().id(), attempt, "planted", true);
                store.units().lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, ANY, 1, LEASE_MS);
            }
            assertEquals(
                    Map.of(Ledger.CandidateState.UNSTABLE, 1L), store.ledger().candidateCounts(campaign.id()));
            assertEquals(1, store.ledger().all().size());
        }
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "b");
            prove(store, campaign, c, cut(c, 2, 2));
            store.units().plan(List.of(Samples.unit(campaign.id(), 2, WorkUnit.Task.PROVE, c, "op")));
            store.results()
                    .accept(
                            Samples.result(leaseOne(store, campaign).unit().id(), List.of(), List.of(), cut(c, 0, 1)),
                            1,
                            Samples.MAKER);
            assertEquals(
                    Map.of(Ledger.CandidateState.UNSTABLE, 1L), store.ledger().candidateCounts(campaign.id()));
        }
    }

    private static Proof cut(Candidate c, int hits, int runs) {
        return new Proof(
                c.signature(),
                FindingStatus.UNSTABLE,
                new Reproduction(hits, runs),
                0,
                c.call(),
                List.of(),
                c.violation(),
                c.observation(),
                List.of(),
                true);
    }

    private static void prove(Store store, Campaign campaign, Candidate c, int hits, FindingStatus status) {
        prove(store, campaign, c, Samples.proof(c, hits, status));
    }

    private static void prove(Store store, Campaign campaign, Candidate c, Proof proof) {
        store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
        Lease explore = leaseOne(store, campaign);
        store.results().accept(Samples.result(explore.unit().id(), List.of(), List.of(c), null), 1, Samples.MAKER);
        store.units().plan(List.of(Samples.unit(campaign.id(), 1, WorkUnit.Task.PROVE, c, "op")));
        Lease lease = leaseOne(store, campaign);
        store.results().accept(Samples.result(lease.unit().id(), List.of(), List.of(), proof), 1, Samples.MAKER);
    }

    @ParameterizedTest
    @EnumSource
    void aResultThatFailsHalfWayLeavesNoTrace(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            Candidate c = Samples.candidate("op", "survival", "a");
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.PROVE, c, "op")));
            Lease lease = leaseOne(store, campaign);
            UnitResult result =
                    Samples.result(lease.unit().id(), List.of(), List.of(), Samples.proof(c, 5, FindingStatus.PROVEN));
            assertThrows(
                    IllegalStateException.class,
                    () -> store.results().accept(result, 1, (proof, candidate, earlier) -> {
                        throw new IllegalStateException("planted");
                    }));
            assertEquals(Totals.NONE, store.books().totals(campaign.id()));
            assertEquals(List.of(), store.books().oracleCounts(campaign.id()));
            assertInstanceOf(Results.Acceptance.Counted.class, store.results().accept(result, 1, Samples.MAKER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void recalledLeasesGoOutWithANewAttempt(Backends.Kind kind) throws Exception {
        Backends.Opener opener = backends.fresh(kind, dir);
        Campaign campaign;
        try (Store store = opener.open(clock)) {
            campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            leaseOne(store, campaign);
        }
        try (Store store = opener.open(clock)) {
            assertEquals(1, store.units().recall(campaign.id()));
            assertEquals(2, leaseOne(store, campaign).attempt());
        }
    }

    @ParameterizedTest
    @EnumSource
    void textsOfAnyKindSurvive(Backends.Kind kind) throws Exception {
        try (Store store = fresh(kind)) {
            Campaign campaign = store.campaigns().start(Samples.SETTINGS, Samples.TARGET);
            store.units().plan(List.of(Samples.unit(campaign.id(), 0, WorkUnit.Task.EXPLORE, "op")));
            Lease lease = leaseOne(store, campaign);
            String odd = "nul \0 quote ' percent % é " + "x".repeat(5000);
            Candidate c = Samples.candidate("op", "survival", odd);
            UnitResult result = Samples.result(
                    lease.unit().id(),
                    List.of(new Coverage("op", 1, 1, 0, List.of("attr:" + odd), false)),
                    List.of(c),
                    null);
            store.results().accept(result, 1, Samples.MAKER);
            assertEquals(c, store.ledger().waiting(campaign.id()).get(0));
            assertEquals(
                    1,
                    store.books()
                            .attributesReached(campaign.id(), CampaignSettings.USUAL_LANE, "op")
                            .size());
        }
    }
}
