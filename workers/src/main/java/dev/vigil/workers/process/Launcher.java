package dev.vigil.workers.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts children through the small launcher program, which puts each in a process group of its own and ends it with
 * all its descendants when we end, however we end. Thread-safe.
 */
public final class Launcher {
    private static final String STARTED = "started ";

    private final Path program;

    /**
     * @throws IllegalArgumentException when the program is not there
     */
    public Launcher(Path program) {
        if (!Files.isExecutable(program)) {
            throw new IllegalArgumentException("no launcher program at " + program + "; build the native room first");
        }
        this.program = program.toAbsolutePath();
    }

    /**
     * @throws IOException when the child could not be started, with the launcher's words
     */
    public ChildProcess start(Launch launch) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--stdout",
                launch.stdout().toString(),
                "--stderr",
                launch.stderr().toString(),
                "--cwd",
                launch.folder().toString(),
                "--file-size",
                Long.toString(launch.fileBytesMax()),
                "--"));
        command.addAll(launch.command());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process launcher = builder.start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8));
        String first = said.readLine();
        if (first == null || !first.startsWith(STARTED)) {
            launcher.destroyForcibly();
            throw new IOException("cannot start " + launch.command().get(0) + ": "
                    + (first == null ? "the launcher ended without a word" : first));
        }
        return new ChildProcess(
                launcher, said, Long.parseLong(first.substring(STARTED.length()).trim()));
    }
}
