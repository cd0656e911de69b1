package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.report.ReportAssembly;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.reports.ReportData;
import dev.vigil.store.Deposed;
import dev.vigil.store.Pruning;
import dev.vigil.store.Store;
import dev.vigil.testing.TemporaryPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vigil store}, on a file and on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
final class StoreVerbTests {
    private static final Target TARGET = new Target("some", "0".repeat(64), "/some/libmxnet.so", List.of());
    private static final String ODD = "quote ' percent % tab \t line \n backslash \\ é " + "x".repeat(5000);
    private static final int UNITS = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private TemporaryPostgres postgres;

    @BeforeAll
    void startServer() throws Exception {
        Assumptions.assumeTrue(
                TemporaryPostgres.programs().isPresent(), "no PostgreSQL programs under /usr/lib/postgresql");
        postgres = TemporaryPostgres.start(TemporaryPostgres.programs().orElseThrow());
    }

    @AfterAll
    void stopServer() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    private Path folder(String name) throws Exception {
        return Files.createTempDirectory(work, name);
    }

    private Typist typist() {
        return new Typist(work.resolve("cache"));
    }

    private String done(String... words) {
        Typist typist = typist();
        assertEquals(Exit.DONE.code(), typist.type(words), typist.err());
        return typist.out();
    }

    private String storeVerb(String verb, List<String> place, String... more) {
        return done(Stream.of(Stream.of("store", verb), place.stream(), Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    private static List<String> in(Path folder) {
        return List.of("--out", folder.toString());
    }

    private static List<String> in(String url) {
        return List.of("--store", url);
    }

    /** A campaign with something in every table. */
    private static String campaign(Store store, boolean finished) {
        CampaignSettings settings = new CampaignSettings(
                "quick",
                new TargetSpec(TARGET.name(), List.of()),
                5,
                1,
                "cpu",
                1,
                List.of(),
                List.of(),
                null,
                CampaignSettings.PlanMode.FIXED,
                10);
        Campaign campaign = store.campaigns().start(settings, TARGET);
        for (int i = 0; i < UNITS; i++) {
            WorkUnit unit = new WorkUnit(
                    campaign.id() + "/1/" + i,
                    campaign.id(),
                    CampaignSettings.USUAL_LANE,
                    WorkUnit.Task.EXPLORE,
                    1,
                    i,
                    List.of("some"),
                    List.of(),
                    100,
                    ProcessSettings.plain("cpu"),
                    List.of(),
                    UnitLimits.USUAL,
                    null);
            store.units().plan(List.of(unit));
            store.units().lease(campaign.id(), "w", unit.lane(), Set.of(unit.task()), 1, 60_000);
            store.results().accept(result(unit, i), 1, (proof, candidate, earlier) -> {
                throw new IllegalStateException("nothing is proven here");
            });
        }
        if (finished) {
            store.units().close(campaign.id());
            store.campaigns().mark(campaign.id(), Campaign.State.FINISHED, 1000);
        }
        return campaign.id();
    }

    private static UnitResult result(WorkUnit unit, int i) {
        Case call = new Case(ProcessSettings.plain("cpu"), List.of(Step.of("some", new TreeMap<>(), List.of())));
        return new UnitResult(
                unit.id(),
                new Totals(10, 8, 1, 1, 20, 1),
                List.of(new Counter("some", "float32", "repeat", "holds", 8)),
                List.of(new Coverage("some", 5, 4, 1, List.of("call:" + i, "call:all", "attr:a=" + ODD), false)),
                List.of(new Knowledge("some", i, "{\"a\":1}")),
                List.of(new KeptCase(
                        "some",
                        i,
                        KeptCase.Reason.INCONCLUSIVE,
                        call,
                        new Observation.Answered(List.of(), null),
                        ODD + i)),
                List.of(PastRuns.candidate(PastRuns.proof(ODD + i, FindingStatus.PROVEN, ODD))),
                List.of(new Subject("some", Subject.Kind.DIRECT, null)),
                null,
                null,
                List.of("a fault of ours"),
                List.of("a note"));
    }

    /** Three finished campaigns, an unfinished one between them, and one with findings. */
    private Path filled() throws Exception {
        Path folder = folder("filled");
        try (Store store = Store.open(folder)) {
            campaign(store, true);
            campaign(store, false);
            campaign(store, true);
            campaign(store, true);
        }
        PastRuns.prove(
                folder,
                TARGET,
                null,
                List.of(
                        PastRuns.proof("a", FindingStatus.PROVEN, ODD),
                        PastRuns.proof("b", FindingStatus.UNSTABLE, "x")));
        return folder;
    }

    private static Connection raw(List<String> place) throws Exception {
        return place.get(0).equals("--store")
                ? DriverManager.getConnection(place.get(1), "vigil", "")
                : DriverManager.getConnection(
                        "jdbc:h2:file:" + Path.of(place.get(1)).resolve("store")
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                        "vigil",
                        "");
    }

    /** Every row of every table, in one order. */
    private static Map<String, List<String>> contents(List<String> place) throws Exception {
        Map<String, List<String>> all = new TreeMap<>();
        try (Store store = place.get(0).equals("--store")
                        ? Store.openToRead(place.get(1), "vigil", "")
                        : Store.open(Path.of(place.get(1)));
                Connection connection = raw(place);
                Statement statement = connection.createStatement()) {
            for (String table : store.info().rows().keySet()) {
                List<String> rows = new ArrayList<>();
                try (ResultSet found = statement.executeQuery("select * from " + table)) {
                    int columns = found.getMetaData().getColumnCount();
                    while (found.next()) {
                        List<String> row = new ArrayList<>();
                        for (int i = 1; i <= columns; i++) {
                            row.add(String.valueOf(found.getString(i)));
                        }
                        rows.add(String.join("|", row));
                    }
                }
                rows.sort(null);
                all.put(table, rows);
            }
        }
        return all;
    }

    @Test
    void aBackupGoesFromAFileToAServerAndBackAndNothingIsOther() throws Exception {
        Path first = filled();
        Map<String, List<String>> before = contents(in(first));
        assertEquals(
                Set.of("rate", "replayed"),
                Set.copyOf(before.entrySet().stream()
                        .filter(e -> e.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList()),
                "these alone are empty");

        Path there = work.resolve("there.vigil");
        assertTrue(storeVerb("backup", in(first), there.toString()).contains(" rows of 5 campaigns"));
        String url = postgres.freshDatabase();
        assertTrue(storeVerb("restore", in(url), there.toString()).contains(" rows of 5 campaigns"));
        assertEquals(before, contents(in(url)));

        Path back = work.resolve("back.vigil");
        storeVerb("backup", in(url), back.toString());
        Path second = folder("second");
        storeVerb("restore", in(second), back.toString());
        assertEquals(before, contents(in(second)));

        // What is written from now on comes after what was restored.
        for (List<String> place : List.of(in(url), in(second))) {
            try (Store store = place.get(0).equals("--store")
                    ? Store.open(place.get(1), "vigil", "")
                    : Store.open(Path.of(place.get(1)))) {
                String later = campaign(store, true);
                assertEquals(later, store.campaigns().latest().orElseThrow().id());
                assertEquals(UNITS, store.ledger().waiting(later).size());
            }
        }
        assertTrue(storeVerb("info", in(second)).contains("campaigns 6: 5 finished, 1 running"));
    }

    @Test
    void aDamagedForeignOrNewerBackupIsRefusedAndNoStoreIsMade() throws Exception {
        Path whole = work.resolve("whole.vigil");
        storeVerb("backup", in(filled()), whole.toString());
        byte[] bytes = Files.readAllBytes(whole);
        Path bad = work.resolve("bad.vigil");
        Path empty = folder("empty");
        for (int at : new int[] {60, bytes.length / 2, bytes.length - 4}) {
            byte[] other = bytes.clone();
            other[at] ^= 4;
            assertRefused(bad, other, empty, " is damaged");
        }
        assertRefused(bad, Arrays.copyOf(bytes, bytes.length / 2), empty, " is damaged");
        assertRefused(bad, Arrays.copyOf(bytes, bytes.length - 1), empty, " is damaged");
        assertRefused(bad, "something else".getBytes(StandardCharsets.UTF_8), empty, "is no backup of a store");
        assertRefused(bad, new byte[0], empty, "is no backup of a store");
        assertRefused(bad, "vigil-backup 7\nxyz".getBytes(StandardCharsets.UTF_8), empty, "by a newer Vigil (format 7");
        Files.delete(bad);
        Typist typist = typist();
        typist.assertRefused(
                typist.type("store", "restore", bad.toString(), "--out", empty.toString()), "cannot be read");
        assertFalse(Files.exists(empty.resolve("store.mv.db")));
    }

    private void assertRefused(Path bad, byte[] bytes, Path empty, String words) throws Exception {
        Files.write(bad, bytes);
        Typist typist = typist();
        typist.assertRefused(typist.type("store", "restore", bad.toString(), "--out", empty.toString()), words);
    }

    @Test
    void aStoreThatIsNotEmptyIsNotFilledAndAFileThatIsThereNotOverwritten() throws Exception {
        Path folder = filled();
        Path file = work.resolve("copy.vigil");
        storeVerb("backup", in(folder), file.toString());
        byte[] bytes = Files.readAllBytes(file);
        Map<String, List<String>> before = contents(in(folder));
        Typist restoring = typist();
        restoring.assertRefused(
                restoring.type("store", "restore", file.toString(), "--out", folder.toString()),
                "is not empty (5 rows in campaign)");
        assertEquals(before, contents(in(folder)));
        Typist copying = typist();
        copying.assertRefused(
                copying.type("store", "backup", file.toString(), "--out", folder.toString()), "is there already");
        assertArrayEquals(bytes, Files.readAllBytes(file));
        Typist lost = typist();
        lost.assertRefused(
                lost.type("store", "backup", work.resolve("none/f").toString(), "--out", folder.toString()),
                "cannot be written");
    }

    private record Told(ReportData data, List<String> findings) {}

    private static Told told(Store store, String campaign) {
        ReportData data = new ReportAssembly(store).of(campaign);
        return new Told(data, data.findings().stream().map(f -> f.id()).toList());
    }

    @ParameterizedTest
    @CsvSource({"file", "server"})
    void whatIsPrunedIsSaidAndEverythingElseIsAsItWas(String kind) throws Exception {
        Path folder = filled();
        List<String> place = in(folder);
        if (kind.equals("server")) {
            Path file = work.resolve("to-server.vigil");
            storeVerb("backup", in(folder), file.toString());
            place = in(postgres.freshDatabase());
            storeVerb("restore", place, file.toString());
        }
        List<Told> before = told(place);

        String said = storeVerb("prune", place, "--keep-campaigns", "1");

        // Of the four oldest, three are finished.
        assertTrue(said.contains(" of 3 campaigns: c"), said);
        assertTrue(said.contains(" before, ") && said.contains(" now"), said);
        List<Told> after = told(place);
        for (int i = 0; i < before.size(); i++) {
            ReportData was = before.get(i).data();
            ReportData is = after.get(i).data();
            boolean pruned = i == 0 || i == 2 || i == 3;
            assertEquals(was.totals(), is.totals());
            assertEquals(was.lanes(), is.lanes());
            assertEquals(was.counts(), is.counts());
            assertEquals(was.coverage(), is.coverage());
            assertEquals(was.candidates(), is.candidates());
            assertEquals(was.losses(), is.losses());
            assertEquals(was.faults(), is.faults());
            assertEquals(before.get(i).findings(), after.get(i).findings());
            assertEquals(pruned, is.notes().stream().anyMatch(n -> n.startsWith("details were pruned on ")));
            assertEquals(
                    pruned ? was.notes().size() + 1 : was.notes().size(),
                    is.notes().size());
            assertEquals(pruned, !was.unjudged().isEmpty() && is.unjudged().isEmpty());
        }
        assertTrue(storeVerb("info", place).contains("; details of 3 were pruned"));
        assertTrue(storeVerb("prune", place, "--keep-campaigns", "1").contains("pruned    0 rows of 0 campaigns"));
        String all = storeVerb("prune", place, "--max-size", "1K");
        assertTrue(all.contains(" of 1 campaigns: c") && all.contains("more than 1K stays"), all);
    }

    private List<Told> told(List<String> place) {
        try (Store store = place.get(0).equals("--store")
                ? Store.openToRead(place.get(1), "vigil", "")
                : Store.openToRead(Path.of(place.get(1)))) {
            return store.campaigns().history().stream()
                    .map(c -> told(store, c.id()))
                    .toList();
        }
    }

    @Test
    void aReportOfAPrunedCampaignComesOutAndSaysSo() throws Exception {
        Path folder = filled();
        storeVerb("prune", in(folder), "--keep-campaigns", "0");
        assertTrue(done("report", "--out", folder.toString()).contains("details were pruned on "));
        try (Store store = Store.openToRead(folder)) {
            assertNotEquals(
                    List.of(),
                    store.units().standings(store.campaigns().history().get(1).id()),
                    "an unfinished one is whole");
        }
    }

    @Test
    void aBudgetTakesTheOldestFirstAndNoMoreThanItNeeds() throws Exception {
        try (Store store = Store.open(filled())) {
            assertEquals(List.of(), store.prune(Long.MAX_VALUE).campaigns());
            Pruning.Pruned pruned = store.prune(store.info().bytes() - 1);
            assertEquals(List.of(store.campaigns().history().get(0).id()), pruned.campaigns());
            assertTrue(pruned.rows() >= UNITS && pruned.bytesAfter() < pruned.bytesBefore(), pruned.toString());
        }
    }

    @Test
    void aStoreThatIsLedByAnotherIsNotPruned() throws Exception {
        String url = postgres.freshDatabase();
        try (Store old = Store.open(url, "vigil", "");
                Store next = Store.open(url, "vigil", "")) {
            campaign(old, true);
            old.leadership().take("coordinator");
            next.leadership().take("coordinator");
            assertThrows(Deposed.class, () -> old.pruning().keepCampaigns(0));
            assertEquals(UNITS, next.info().rows().get("unit"));
            assertEquals(1, next.prune(1).campaigns().size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "store; say what to do: info, backup, restore or prune",
                "store prune; either --keep-campaigns N or --max-size SIZE",
                "store prune --keep-campaigns 1 --max-size 1G; either --keep-campaigns N or --max-size SIZE",
                "store prune --keep-campaigns -1; must be at least 0, not -1",
                "store prune --max-size lots; such as 500M, not lots",
                "store prune --max-size 999999999999T; more than any disk has",
                "store info --out x --store jdbc:postgresql://h/d; exclude each other",
                "store info --store jdbc:h2:mem:x; --store takes jdbc:postgresql:",
                "store info --store jdbc:postgresql://h/d?password=p; has a password in it",
                "store info --store-password-file f; goes with --store",
                "store info --store jdbc:postgresql://h/d --store-password-file /none/f; cannot be read",
                "store info --store jdbc:postgresql://127.0.0.1:1/d; cannot be reached",
                "store info --out /none; there is no store in /none",
                "store backup; FILE",
            })
    void whatIsWrongIsOneLine(String words, String answer) {
        Typist typist = typist();
        typist.assertRefused(typist.type(words.split(" ", -1)), answer);
    }

    @Test
    void thePasswordComesFromTheEnvironmentOrAFile() throws Exception {
        String url = postgres.freshDatabase();
        Store.open(url, "vigil", "").close();
        Path secret = Files.writeString(work.resolve("secret"), "word\nmore\n");
        assertTrue(storeVerb("info", in(url), "--store-password-file", secret.toString())
                .contains("campaigns 0"));
        Typist typist = typist().with("VIGIL_STORE_PASSWORD", "word");
        assertEquals(Exit.DONE.code(), typist.type("store", "info", "--store", url), typist.err());
        assertFalse(typist.out().contains("word"));
    }
}
