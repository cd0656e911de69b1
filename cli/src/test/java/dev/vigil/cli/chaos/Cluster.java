package dev.vigil.cli.chaos;

import dev.vigil.cli.Vigil;
import dev.vigil.cli.child.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Three hosts: a coordinator on each of the first two, PostgreSQL on the third, and a worker of one slot everywhere. All of
 * it real, over mutual TLS.
 */
final class Cluster implements AutoCloseable {
    static final int HOSTS = 3;
    private static final Pattern STAMP = Pattern.compile("(?m)^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)");
    private static final int PORT = 7355;
    private static final int SMALL_DISK_MEGABYTES = 300;

    private final Network network;
    private final Path folder;
    private final List<Host> hosts = new ArrayList<>();
    private final List<Host.Service> coordinators = new ArrayList<>();
    private final List<Host.Service> workers = new ArrayList<>();
    private final Database database;

    private Cluster(Network network, Path folder, Database database, List<Host> hosts) {
        this.network = network;
        this.folder = folder;
        this.database = database;
        this.hosts.addAll(hosts);
    }

    /**
     * @param network of three hosts, which ends with the cluster
     * @param folder goes with the test
     * @param campaign text of the campaign file
     */
    static Cluster start(Network network, Path folder, String campaign) throws IOException, InterruptedException {
        try {
            List<Host> hosts = new ArrayList<>();
            for (int i = 0; i < HOSTS; i++) {
                hosts.add(new Host(network, i, folder.resolve("host" + i)));
            }
            mountSmallDisk(hosts.get(2).folder().resolve("tmp"));
            Path pg = Files.createTempDirectory(Path.of("/tmp"), "vigil-chaos-pg");
            Database database = Database.start(hosts.get(2), network, pg);
            Cluster cluster = new Cluster(network, folder, database, hosts);
            cluster.configure(campaign);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static void mountSmallDisk(Path where) throws IOException {
        Shell.run(
                List.of("mount", "-t", "tmpfs", "-o", "size=" + SMALL_DISK_MEGABYTES + "m", "tmpfs", where.toString()));
    }

    private void configure(String campaign) throws IOException {
        vigil("certs", "init", "--dir", folder.resolve("ca").toString());
        String members = "[\"" + hosts.get(0).address() + ":" + PORT + "\", \""
                + hosts.get(1).address() + ":" + PORT + "\"]";
        for (Host host : hosts) {
            boolean coordinates = host.index() < 2;
            issue(host, "worker");
            copy(Built.cache().resolve("classes"), host.folder().resolve("cache/classes"));
            copy(Built.cache().resolve("programs"), host.folder().resolve("cache/programs"));
            if (coordinates) {
                issue(host, "coordinator");
                Files.writeString(host.folder().resolve("campaign.conf"), campaign);
                Files.writeString(
                        host.folder().resolve("vigil.conf"), """
                        host = %s
                        coordinators = %s
                        certificates = coordinator
                        out = out
                        store { url = "%s" }
                        campaign = campaign.conf
                        """.formatted(host.address(), members, database.url()));
                coordinators.add(host.service("coordinator", List.of("coordinator", "--config", "vigil.conf")));
            }
            workers.add(host.service(
                    "worker",
                    List.of(
                            "worker",
                            "--join",
                            hosts.get(0).address() + ":" + PORT + ","
                                    + hosts.get(1).address() + ":" + PORT,
                            "--certificates",
                            "worker",
                            "--slots",
                            "1",
                            "--name",
                            "worker" + host.index(),
                            "--drain",
                            "5")));
        }
    }

    private void issue(Host host, String role) throws IOException {
        vigil(
                "certs",
                "issue",
                role + host.index(),
                "--role",
                role,
                "--host",
                host.address(),
                "--dir",
                folder.resolve("ca").toString(),
                "--out",
                host.folder().resolve(role).toString());
    }

    private void vigil(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dvigil.home=" + Built.home(),
                "-cp",
                Host.classPath(),
                Vigil.class.getName()));
        command.addAll(List.of(arguments));
        Shell.run(command);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    Network network() {
        return network;
    }

    List<Host> hosts() {
        return hosts;
    }

    List<Host.Service> coordinators() {
        return coordinators;
    }

    List<Host.Service> workers() {
        return workers;
    }

    Database database() {
        return database;
    }

    /** Where the third host's worker keeps what it needs for a while. */
    Path smallDisk() {
        return hosts.get(2).folder().resolve("tmp");
    }

    Path libfaketime() throws IOException {
        try (Stream<Path> all = Files.find(
                Path.of("/usr/lib"), 4, (path, attributes) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
            return all.findFirst()
                    .orElseThrow(() -> new IOException("libfaketime is not installed (Debian: libfaketime)"));
        }
    }

    /** Index of the coordinator that said last that it leads. */
    int leader() throws IOException, InterruptedException {
        for (int tries = 0; tries < 400; tries++) {
            long[] last = {lastLead(0), lastLead(1)};
            if (last[0] != last[1]) {
                return last[0] > last[1] ? 0 : 1;
            }
            Thread.sleep(100);
        }
        throw new IOException("nobody leads");
    }

    /** Until the campaign explores: before that there is little to break. */
    void awaitWork(int seconds) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (lines(coordinators.get(0).said(), " exploring ").findAny().isEmpty()
                && lines(coordinators.get(1).said(), " exploring ").findAny().isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the campaign explores nothing after " + seconds + " s: "
                        + coordinators.get(0).text() + coordinators.get(1).text());
            }
            Thread.sleep(200);
        }
    }

    boolean awaitLeaderOtherThan(int host, int seconds) throws IOException, InterruptedException {
        long before = lastLead(1 - host);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < deadline) {
            if (lastLead(1 - host) > before) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    /** When that coordinator took up a campaign last, by its log; 0 when it never did. */
    private long lastLead(int host) throws IOException {
        return lines(log(host), " takes the lead")
                .reduce((first, second) -> second)
                .map(Cluster::millis)
                .orElse(0L);
    }

    Path log(int host) {
        return hosts.get(host).folder().resolve("out/vigil.log");
    }

    /** Lines of a coordinator's log with these words. */
    static Stream<String> lines(Path log, String words) throws IOException {
        return Files.exists(log)
                ? Files.readAllLines(log).stream().filter(line -> line.contains(words))
                : Stream.empty();
    }

    static long millis(String logLine) {
        Matcher stamp = STAMP.matcher(logLine);
        return stamp.find() ? Instant.parse(stamp.group(1)).toEpochMilli() : 0;
    }

    /** Whether the worker of that host soon writes lines that are a day ahead at least. */
    boolean awaitLogAhead(int host, int seconds) throws IOException, InterruptedException {
        Path log = hosts.get(host).folder().resolve("vigil-worker.log");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < deadline) {
            if (Files.exists(log)
                    && Files.readAllLines(log).stream()
                            .anyMatch(line -> millis(line)
                                    > Instant.now().plus(Duration.ofDays(1)).toEpochMilli())) {
                return true;
            }
            Thread.sleep(200);
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        for (Host.Service service :
                Stream.concat(coordinators.stream(), workers.stream()).toList()) {
            if (service.alive()) {
                service.kill();
            }
        }
        database.close();
        network.close();
        Shell.run(List.of("umount", "-l", smallDisk().toString()));
    }
}
