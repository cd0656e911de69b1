package dev.vigil.bench;

import dev.vigil.cli.BadInput;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Debian's PostgreSQL with its usual settings, fsync included, in a folder of its own; never as root, which it refuses. */
public final class PostgresServer implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String USER = "vigil";

    private final Path programs;
    private final Path data;
    private final int port;

    private PostgresServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Starts one whose data lie below a folder that any user may enter. */
    public static PostgresServer start(Path folder) throws IOException, InterruptedException, BadInput {
        Path programs = programs();
        Path data = folder.resolve("postgres");
        Files.createDirectory(data);
        if (root()) {
            run(List.of("chown", "postgres", data.toString()));
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        PostgresServer server = new PostgresServer(programs, data, port);
        server.program("initdb", "-D", data.toString(), "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C");
        server.program(
                "pg_ctl",
                "-w",
                "-D",
                data.toString(),
                "-l",
                data.resolve("server.log").toString(),
                "-o",
                "-p " + port + " -k " + data + " -h 127.0.0.1",
                "start");
        return server;
    }

    private static Path programs() throws IOException, BadInput {
        if (Files.isDirectory(VERSIONS)) {
            try (Stream<Path> versions = Files.list(VERSIONS)) {
                var newest = versions.map(v -> v.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .max(Comparator.comparing(Path::toString));
                if (newest.isPresent()) {
                    return newest.get();
                }
            }
        }
        throw new BadInput(
                "no PostgreSQL under " + VERSIONS + "; install Debian's package postgresql, or say --only h2");
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private void program(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed with " + process.exitValue());
        }
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return USER;
    }

    @Override
    public void close() throws IOException {
        try {
            program("pg_ctl", "-w", "-D", data.toString(), "-m", "fast", "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
