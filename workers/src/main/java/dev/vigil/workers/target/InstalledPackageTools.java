package dev.vigil.workers.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code mvn} and {@code python3 -m pip} as they are on this machine. */
public final class InstalledPackageTools implements PackageTools {
    private static final String COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
    private static final Duration DOWNLOAD_MAX = Duration.ofMinutes(30);
    private static final int WORDS_MAX = 300;

    @Override
    public void mavenArtifact(String artifact, Path into) throws TargetException, InterruptedException {
        // In the folder itself: no pom of the place where the user stands may take part.
        run(
                "mvn",
                "maven",
                artifact,
                into,
                List.of("mvn", "-B", "-q", COPY_GOAL, "-Dartifact=" + artifact, "-DoutputDirectory=" + into));
    }

    @Override
    public void pythonWheel(String requirement, Path into) throws TargetException, InterruptedException {
        run(
                "python3 with pip",
                "pypi",
                requirement,
                into,
                List.of(
                        "python3",
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--disable-pip-version-check",
                        "--no-input",
                        "-q",
                        "-d",
                        into.toString(),
                        requirement));
    }

    private static void run(String program, String kind, String what, Path folder, List<String> command)
            throws TargetException, InterruptedException {
        try {
            Path words = Files.createTempFile("vigil-fetch", ".log");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(words.toFile())
                        .start();
                await(process, kind + ":" + what);
                if (process.exitValue() != 0) {
                    throw new TargetException(kind + ":" + what + " could not be fetched: " + gist(words));
                }
            } finally {
                Files.deleteIfExists(words);
            }
        } catch (IOException e) {
            throw new TargetException(
                    kind + ":" + what + " needs " + program + ", which does not start here: " + e.getMessage(), e);
        }
    }

    private static void await(Process process, String what) throws TargetException, InterruptedException {
        try {
            if (!process.waitFor(DOWNLOAD_MAX.toSeconds(), TimeUnit.SECONDS)) {
                throw new TargetException(what + " was not fetched within " + DOWNLOAD_MAX.toMinutes() + " minutes");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The first line that reads like an error, else the last one. */
    private static String gist(Path words) throws IOException {
        List<String> lines = Files.readString(words)
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .toList();
        String line = lines.stream()
                .filter(l -> l.contains("ERROR"))
                .findFirst()
                .orElse(lines.isEmpty() ? "no word why" : lines.get(lines.size() - 1));
        String plain = line.replaceAll("\u001b\\[[0-9;]*m", "")
                .replaceFirst("^\\[?ERROR]?:? *", "")
                .replaceFirst(" -> \\[Help 1]$", "");
        return plain.length() > WORDS_MAX ? plain.substring(0, WORDS_MAX) + "…" : plain;
    }
}
