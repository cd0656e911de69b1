package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.Vigil;
import dev.vigil.cli.child.Built;
import dev.vigil.cli.child.Processes;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code vigil run} as the script starts it, in a JVM and a process group of its own, as a terminal gives it one. */
final class RunProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final BufferedReader said;
    private final Path stderr;
    private final List<String> lines = new ArrayList<>();

    private RunProcess(Process process, Path stderr) {
        this.process = process;
        this.said = process.inputReader();
        this.stderr = stderr;
    }

    /**
     * @param folder for its temporary files and its stderr
     */
    static RunProcess start(Path folder, String... arguments) throws IOException {
        Path stderr = folder.resolve("stderr.txt");
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                "env",
                // Whoever started the tests in the background had the signal ignored for all its descendants.
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder,
                "-Dvigil.home=" + Built.home(),
                "-cp",
                Built.home().resolve("cli/target/classes")
                        + File.pathSeparator
                        + Files.readString(Built.home().resolve("cli/target/class-paths/main"))
                                .strip(),
                Vigil.class.getName(),
                "run"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
        builder.environment().put("VIGIL_CACHE", Built.cache().toString());
        return new RunProcess(builder.start(), stderr);
    }

    /** On the command lines of all its children. */
    String mark() {
        return Processes.ofWorkerIn(process.pid());
    }

    /** Reads what it says until a line has this word. */
    void awaitWord(String word) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
            if (line.contains(word)) {
                return;
            }
        }
        throw new AssertionError("it ended before it said " + word + ": " + all());
    }

    void kill() {
        // Not through the Process: that would close the stream.
        process.toHandle().destroyForcibly();
    }

    /** Ctrl-C: the terminal sends the signal to the whole group. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** To the whole group, as a terminal does it, or a service manager. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, "--", "-" + process.pid()).start();
        assertEquals(0, kill.waitFor());
    }

    /** Reads it to its end. */
    int exitCode() throws IOException, InterruptedException {
        said.lines().forEach(lines::add);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return process.exitValue();
    }

    String stderr() throws IOException {
        return Files.readString(stderr);
    }

    /** What it said until now, for messages. */
    String all() throws IOException {
        return String.join("\n", lines) + "\n" + stderr();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
