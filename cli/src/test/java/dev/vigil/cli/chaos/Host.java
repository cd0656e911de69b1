package dev.vigil.cli.chaos;

import dev.vigil.cli.Vigil;
import dev.vigil.cli.child.Built;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One host of the cluster: a folder, an address, and the nodes that run there. One thread, except where it says so. */
final class Host {
    private final @Nullable Network network;
    private final int index;
    private final Path folder;
    private final Map<String, String> environment;

    /** A program that is started again when it was killed, as a service manager does. */
    final class Service {
        private final String name;
        private final List<String> arguments;
        private final List<String> faketime = new ArrayList<>();
        private @Nullable Process process;

        private Service(String name, List<String> arguments) {
            this.name = name;
            this.arguments = arguments;
        }

        void start() throws IOException {
            List<String> command = new ArrayList<>(List.of("env"));
            command.addAll(faketime);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                    "-Dvigil.home=" + Built.home(),
                    "-cp",
                    classPath(),
                    Vigil.class.getName()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(network == null ? command : network.on(index, command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(said().toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        }

        /** What it said to a terminal, over all its lives. */
        Path said() {
            return folder.resolve(name + ".out");
        }

        String text() throws IOException {
            return Files.exists(said()) ? Files.readString(said()) : "";
        }

        long pid() {
            return running().pid();
        }

        boolean alive() {
            return process != null && process.isAlive();
        }

        /** As the kernel does it when memory is short. Answers whether it lived before and is gone. */
        boolean kill() {
            Process there = running();
            boolean lived = there.isAlive();
            there.toHandle().destroyForcibly();
            there.toHandle().onExit().join();
            return lived;
        }

        /** SIGTERM, and its exit code; 137 when it took too long and was killed. */
        int stop(int seconds) throws InterruptedException {
            Process there = running();
            there.toHandle().destroy();
            if (!there.waitFor(seconds, TimeUnit.SECONDS)) {
                there.toHandle().destroyForcibly();
                there.waitFor();
            }
            return there.exitValue();
        }

        int await(int seconds) throws InterruptedException {
            Process there = running();
            return there.waitFor(seconds, TimeUnit.SECONDS) ? there.exitValue() : -1;
        }

        /** Its next life is so much ahead of everybody's time. */
        void skew(Path libfaketime, String offset) {
            faketime.addAll(List.of(
                    "LD_PRELOAD=" + libfaketime,
                    "FAKETIME=" + offset,
                    "DONT_FAKE_MONOTONIC=1",
                    "FAKETIME_DONT_FAKE_MONOTONIC=1"));
        }

        void unskew() {
            faketime.clear();
        }

        /** A process of that main class that it started, or one that such a one started. */
        Optional<ProcessHandle> child(String mainClass) {
            return running()
                    .toHandle()
                    .descendants()
                    .filter(p -> commandLine(p.pid()).contains(mainClass))
                    .filter(p -> commandLine(p.pid()).contains("java\0-"))
                    .findFirst();
        }

        private Process running() {
            if (process == null) {
                throw new IllegalStateException(name + " was never started");
            }
            return process;
        }
    }

    Host(@Nullable Network network, int index, Path folder) throws IOException {
        this.network = network;
        this.index = index;
        this.folder = folder;
        this.environment = Map.of("VIGIL_CACHE", folder.resolve("cache").toString());
        Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("cache"));
    }

    /** A host of its own outside any network. */
    Host(Path folder) throws IOException {
        this(null, -1, folder);
    }

    Path folder() {
        return folder;
    }

    int index() {
        return index;
    }

    String address() {
        return network == null ? "127.0.0.1" : network.address(index);
    }

    Service service(String name, List<String> arguments) {
        return new Service(name, arguments);
    }

    /** Command lines of processes that work in the folder of this host. */
    List<String> processes() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(p -> p.getFileName().toString())
                    .filter(p -> p.matches("\\d+"))
                    .map(p -> commandLine(Long.parseLong(p)))
                    .filter(line -> line.contains(folder + "/"))
                    .map(line -> line.replace('\0', ' ').strip())
                    .toList();
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    static String classPath() {
        try {
            return Built.home().resolve("cli/target/classes")
                    + File.pathSeparator
                    + Files.readString(Built.home().resolve("cli/target/class-paths/main"))
                            .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
