package dev.vigil.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The machine as the checks see it: programs on the PATH, files, and what short commands print. */
final class Machine {
    private static final int SECONDS_MAX = 20;
    private final Map<String, String> environment;

    Machine(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<Path> program(String name) {
        for (String folder :
                environment.getOrDefault("PATH", "").split(Pattern.quote(java.io.File.pathSeparator), -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** First line that the command prints; empty when it does not start, fails or takes too long. */
    Optional<String> firstLine(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try {
                // A version fits into the pipe; what does not fit ends at the deadline.
                if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(l -> l.replaceAll("\u001b\\[[0-9;]*m", "").strip())
                        .filter(l -> !l.isEmpty())
                        .findFirst();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
