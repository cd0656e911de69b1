package dev.vigil.bench.cluster;

import dev.vigil.bench.Bench;
import dev.vigil.cli.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A process with workers. */
final class Crew implements AutoCloseable {
    private final Process process;

    private Crew(Process process) {
        this.process = process;
    }

    /**
     * @param options of {@link CrewVerb}, without addresses and certificates
     * @param began told each unit that begins, on a thread of its own, when the options ask for it
     */
    static Crew start(Surroundings surroundings, Field field, List<String> options, Consumer<String> began)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                surroundings.java().toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Xss256k",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                CrewVerb.NAME,
                "--self",
                "127.0.0.1:" + freePort(),
                "--join",
                field.door(),
                "--certificates",
                field.workerCertificates().toString()));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(() -> read(process, began), "vigil-bench-crew");
        reader.setDaemon(true);
        reader.start();
        return new Crew(process);
    }

    private static void read(Process process, Consumer<String> began) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(CrewVerb.BEGAN)) {
                    began.accept(line.substring(CrewVerb.BEGAN.length()));
                }
            }
        } catch (IOException e) {
            // The process was killed, which is what some of these benchmarks are about.
            return;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
