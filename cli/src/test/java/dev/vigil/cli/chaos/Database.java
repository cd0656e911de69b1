package dev.vigil.cli.chaos;

import dev.vigil.testing.TemporaryPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** PostgreSQL on a host of the network, durable, and not as root. */
final class Database implements AutoCloseable {
    private static final int PORT = 5432;

    private final Host host;
    private final Network network;
    private final Path programs;
    private final Path folder;
    private @Nullable Process server;

    private Database(Host host, Network network, Path programs, Path folder) {
        this.host = host;
        this.network = network;
        this.programs = programs;
        this.folder = folder;
    }

    /**
     * @param folder outside those that belong to root alone
     */
    static Database start(Host host, Network network, Path folder) throws IOException, InterruptedException {
        Path programs = TemporaryPostgres.programs()
                .orElseThrow(() -> new IOException("PostgreSQL is not installed (Debian: postgresql)"));
        Database database = new Database(host, network, programs, folder);
        Files.createDirectories(folder);
        Shell.run(List.of("chown", "postgres", folder.toString()));
        database.run("initdb", "-D", database.data(), "-A", "trust", "-U", "vigil", "-E", "UTF8", "--locale=C");
        Files.writeString(folder.resolve("data/pg_hba.conf"), "host all all 10.77.0.0/24 trust\n");
        database.launch();
        database.await();
        database.run("createdb", "-h", host.address(), "-U", "vigil", "vigil");
        return database;
    }

    String url() {
        return "jdbc:postgresql://" + host.address() + ":" + PORT + "/vigil";
    }

    /** Kills the server with all its processes; answers whether it lived. */
    boolean kill() {
        Process there = server;
        if (there == null) {
            return false;
        }
        boolean lived = there.isAlive();
        List<ProcessHandle> all = there.descendants().toList();
        there.toHandle().destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        there.toHandle().onExit().join();
        return lived;
    }

    void restart() throws IOException, InterruptedException {
        launch();
        await();
    }

    /** What a query answers. */
    String ask(String sql) throws IOException {
        return ask(sql, "vigil");
    }

    private void launch() throws IOException {
        List<String> command = as();
        command.addAll(List.of(
                programs.resolve("postgres").toString(),
                "-D",
                data(),
                "-p",
                String.valueOf(PORT),
                "-k",
                folder.toString(),
                "-h",
                host.address()));
        server = new ProcessBuilder(network.on(host.index(), command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        host.folder().resolve("postgres.out").toFile()))
                .directory(Path.of("/").toFile())
                .start();
    }

    private void await() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "PostgreSQL does not start; see " + host.folder().resolve("postgres.out"));
            }
            Process there = server;
            if (there == null || there.waitFor(100, TimeUnit.MILLISECONDS)) {
                // What a killed one left behind goes away with the last of its processes.
                launch();
            }
        }
    }

    private String ask(String sql, String database) throws IOException {
        return Shell.run(network.on(
                host.index(),
                List.of(
                        programs.resolve("psql").toString(),
                        "-h",
                        host.address(),
                        "-U",
                        "vigil",
                        "-At",
                        "-c",
                        sql,
                        database)));
    }

    private boolean answers() {
        try {
            return ask("select 1", "postgres").equals("1");
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> as() {
        return new ArrayList<>(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = as();
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Shell.run(network.on(host.index(), command));
    }

    @Override
    public void close() {
        kill();
    }
}
