package dev.vigil.workers.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Programs of this machine that are not ours: whether they are there, and the few lines that they print. */
public final class OutsidePrograms {
    private static final int SECONDS_MAX = 20;
    private static final int LINES_MAX = 64;
    private final String path;

    /**
     * @param environment whose PATH is searched
     */
    public OutsidePrograms(Map<String, String> environment) {
        this.path = environment.getOrDefault("PATH", "");
    }

    public Optional<Path> find(String name) {
        for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** The lines that a command prints, without colours; none when it does not start, fails or takes too long. */
    public List<String> lines(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try {
                // A few lines fit into the pipe; what does not fit ends at the deadline.
                if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return List.of();
                }
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(l -> l.replaceAll("\u001b\\[[0-9;]*m", "").strip())
                        .filter(l -> !l.isEmpty())
                        .limit(LINES_MAX)
                        .toList();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return List.of();
        }
    }
}
