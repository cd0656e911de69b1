package dev.vigil.cli.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.chaos.History.Event;
import dev.vigil.cli.chaos.History.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign of a fixed number of cases on a cluster that somebody breaks, and the same undisturbed. Takes root, some six
 * minutes, and a command: {@code bash .ci/chaos}.
 */
@Tag("chaos")
class ChaosTests {
    private static final long SEED = Long.getLong("vigil.chaos.seed", 1);
    private static final int ROUNDS = Integer.getInteger("vigil.chaos.rounds", 1);
    private static final int CASES = Integer.getInteger("vigil.chaos.cases", 200);
    /** Otherwise differing findings are printed only: on a busy machine a proof may not show what one at rest does. */
    private static final boolean SAME_FINDINGS =
            !System.getProperty("vigil.chaos.findings", "same").equals("printed");

    private static final Pattern UNIT = Pattern.compile("unit (\\S+) attempt (\\d+) (leased|accepted)");

    private static final String CANDIDATES =
            "select state || ' ' || hits || '/' || runs || ' ' || oracle || ' ' || signature from candidate order by 1";

    private static final String PROVEN =
            "select oracle || ' ' || operator || ' ' || signature from candidate where state = 'PROVEN'";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path work;

    /**
     * Operators whose faults show in every run of the same cases; not transpose of 1.9.1, which writes behind its memory:
     * undisturbed, six findings were proven in one run and seven in the next.
     */
    private static String campaign() {
        return """
                minutes = 30
                seed = 11
                plan = fixed
                cases-per-operator = %d
                slots = 3
                ops = [broadcast_maximum, broadcast_minimum, elemwise_add, elemwise_mul, elemwise_div, sum, mean, slice,
                  slice_axis, take, topk, sort, Concat, stack, "_contrib_index_array"]
                """.formatted(CASES);
    }

    @Test
    void aClusterThatIsBrokenAgainAndAgainLosesNothing() throws Exception {
        Network network = network();
        Set<String> undisturbed = undisturbed();
        try (Cluster cluster = Cluster.start(network, work, campaign())) {
            History history = new History(work.resolve("history.jsonl"));
            long began = System.currentTimeMillis();
            for (Host.Service each : cluster.coordinators()) {
                each.start();
            }
            for (Host.Service each : cluster.workers()) {
                each.start();
            }
            cluster.awaitWork(180);
            Nemesis nemesis = new Nemesis(cluster, history, SEED);
            for (int round = 0; round < ROUNDS; round++) {
                nemesis.round(() -> cluster.coordinators().stream().noneMatch(Host.Service::alive));
            }
            System.out.println("faults that took effect: " + nemesis.effects());
            for (Host.Service each : cluster.coordinators()) {
                assertEquals(0, each.await(600), () -> text(each));
            }
            for (Host.Service each : cluster.workers()) {
                assertEquals(130, each.stop(30), () -> text(each));
            }
            Set<String> found = proven(cluster);
            String candidates = cluster.database().ask(CANDIDATES);
            record(cluster, history, began);
            List<String> wrong = HistoryChecker.judge(
                    History.read(work.resolve("history.jsonl")), new HashSet<>(Nemesis.KINDS), Cluster.HOSTS);
            assertEquals(List.of(), wrong);
            compare(undisturbed, found, candidates);
        }
    }

    private static Network network() throws InterruptedException {
        try {
            return Network.open(Cluster.HOSTS);
        } catch (IOException e) {
            return Assumptions.abort(
                    "no network of several hosts can be made here (that takes root): " + e.getMessage());
        }
    }

    /** What the same campaign proves where nobody breaks anything. */
    private Set<String> undisturbed() throws Exception {
        Path folder = Files.createDirectories(work.resolve("plain"));
        Files.writeString(folder.resolve("campaign.conf"), campaign());
        Host host = new Host(folder);
        Host.Service run = host.service("run", List.of("run", "campaign.conf", "--out", "out"));
        run.start();
        assertEquals(0, run.await(600), () -> text(run));
        Set<String> proven = new TreeSet<>();
        try (Connection store = DriverManager.getConnection(
                        "jdbc:h2:file:" + folder.resolve("out/store")
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;ACCESS_MODE_DATA=r",
                        "vigil",
                        "");
                Statement statement = store.createStatement();
                ResultSet rows = statement.executeQuery(PROVEN)) {
            while (rows.next()) {
                proven.add(rows.getString(1));
            }
        }
        return proven;
    }

    private static String text(Host.Service service) {
        try {
            return service.text();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Set<String> proven(Cluster cluster) throws IOException, InterruptedException {
        return new TreeSet<>(cluster.database().ask(PROVEN).lines().toList());
    }

    /** Of these, what lies in memory has a say. */
    private static boolean ofMemory(String proven) {
        return Stream.of("survival ", "red-zones ", "poison ").anyMatch(proven::startsWith);
    }

    /** Findings that need no luck are the same; of those of memory, nineteen in twenty are. */
    private static void compare(Set<String> undisturbed, Set<String> disturbed, String candidates) {
        Set<String> missing = new TreeSet<>(undisturbed);
        missing.removeAll(disturbed);
        Set<String> more = new TreeSet<>(disturbed);
        more.removeAll(undisturbed);
        System.out.println("proven undisturbed: " + undisturbed.size() + ", disturbed: " + disturbed.size()
                + "; missing " + missing + "; more " + more);
        if (!missing.isEmpty() || !more.isEmpty()) {
            System.out.println("what became of all candidates of the disturbed run:\n" + candidates);
        }
        if (!SAME_FINDINGS) {
            return;
        }
        Predicate<String> crash = ChaosTests::ofMemory;
        assertEquals(
                List.of(),
                Stream.concat(missing.stream(), more.stream())
                        .filter(crash.negate())
                        .toList());
        long crashes = undisturbed.stream().filter(crash).count();
        long differing =
                Stream.concat(missing.stream(), more.stream()).filter(crash).count();
        assertTrue(differing <= 0.05 * crashes, () -> differing + " of " + crashes + " findings of memory differ");
    }

    private static void record(Cluster cluster, History history, long began) throws IOException, InterruptedException {
        for (int host = 0; host < 2; host++) {
            for (String line : Cluster.lines(cluster.log(host), " attempt ").toList()) {
                Matcher unit = UNIT.matcher(line);
                if (unit.find()) {
                    history.add(Event.ofUnit(
                            unit.group(3).equals("leased") ? Kind.LEASED : Kind.ACCEPTED,
                            Cluster.millis(line) - began,
                            unit.group(1),
                            Integer.parseInt(unit.group(2)),
                            null,
                            null));
                }
            }
        }
        for (String[] row : rows(cluster, "select id, attempt, state, replace(fault, chr(10), ' ') from unit", 4)) {
            history.add(Event.ofUnit(Kind.UNIT, 0, row[0], Integer.parseInt(row[1]), row[2], row[3]));
        }
        for (String[] row : rows(cluster, "select unit, attempt from result", 2)) {
            history.add(Event.ofUnit(Kind.RESULT, 0, row[0], Integer.parseInt(row[1]), null, null));
        }
        for (String[] row : rows(cluster, "select id, state from campaign", 2)) {
            history.add(Event.ofUnit(Kind.CAMPAIGN, 0, row[0], 0, row[1], null));
        }
        for (Host host : cluster.hosts()) {
            List<String> left = left(host);
            left.forEach(line -> history.add(Event.ofHost(Kind.ORPHAN, 0, host.index(), line, "", true)));
            history.add(Event.ofHost(Kind.LOOKED_THROUGH, 0, host.index(), "processes", "", true));
        }
    }

    private static List<String[]> rows(Cluster cluster, String sql, int columns)
            throws IOException, InterruptedException {
        return cluster.database()
                .ask(sql)
                .lines()
                .map(line -> line.split("\\|", columns))
                .filter(row -> row.length == columns)
                .toList();
    }

    /** Processes of that host that do not end by themselves within seconds. */
    private static List<String> left(Host host) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        List<String> left = host.processes();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(200);
            left = host.processes();
        }
        return left;
    }
}
