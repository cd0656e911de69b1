package dev.vigil.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of our own in a temporary folder, for as long as the test JVM needs it. The driver is on the class
 * path of whoever uses it.
 */
public final class TemporaryPostgres implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final Path dir;
    private final List<String> command;
    private final int port;
    private Process server;
    private int databases;

    private TemporaryPostgres(Path dir, List<String> command, int port) throws IOException {
        this.dir = dir;
        this.command = List.copyOf(command);
        this.port = port;
        this.server = launch();
    }

    /** The folder with {@code initdb} and {@code postgres} of the newest version installed. */
    public static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(v -> v.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        }
    }

    public static TemporaryPostgres start(Path programs) throws IOException, InterruptedException, SQLException {
        Path dir = Files.createTempDirectory("vigil-postgres");
        List<String> as = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // The server refuses to run as root.
            run(List.of("chown", "postgres", dir.toString()));
            as.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        Path data = dir.resolve("data");
        List<String> init = new ArrayList<>(as);
        init.addAll(List.of(
                programs.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-A",
                "trust",
                "-U",
                "vigil",
                "-N",
                "-E",
                "UTF8",
                "--locale=C"));
        run(init);
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        List<String> start = new ArrayList<>(as);
        start.addAll(List.of(
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-k",
                dir.toString(),
                "-h",
                "127.0.0.1",
                "-F"));
        TemporaryPostgres postgres = new TemporaryPostgres(dir, start, port);
        postgres.awaitConnections();
        return postgres;
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
                .start();
    }

    private void awaitConnections() throws IOException, InterruptedException, SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                connect("postgres").close();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    close();
                    throw e;
                }
                if (!server.isAlive()) {
                    // What a killed one left behind goes away with the last of its processes.
                    server = launch();
                }
                server.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Ends the server and all its processes as an outage does. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> all = server.descendants().toList();
        server.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        server.waitFor();
    }

    /** Starts a killed one again, at the same address and with what it had; returns when it takes connections. */
    public void restart() throws IOException, InterruptedException, SQLException {
        server = launch();
        awaitConnections();
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .directory(Path.of("/").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + " failed");
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "vigil", "");
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    /** URL of a database that nobody used before. */
    public String freshDatabase() throws SQLException {
        String name = "t" + databases++;
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return url(name);
    }

    @Override
    public void close() throws IOException {
        server.destroy();
        try {
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
