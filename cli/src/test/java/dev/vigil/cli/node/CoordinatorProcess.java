package dev.vigil.cli.node;

import dev.vigil.cli.Vigil;
import dev.vigil.cli.child.Built;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** {@code vigil coordinator} in a JVM of its own with a small heap; what it says and logs. */
final class CoordinatorProcess implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    private final Path folder;

    private CoordinatorProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Leads a campaign when this returns.
     *
     * @param folder for its files
     */
    static CoordinatorProcess start(Path folder, NodeAddress self, Path certificates) throws Exception {
        Files.createDirectories(folder.resolve("tmp"));
        Files.writeString(folder.resolve("campaign.conf"), """
                minutes = 30
                seed = 11
                ops = ["broadcast_add"]
                """);
        Files.writeString(folder.resolve("vigil.conf"), """
                host = %s
                port = %d
                certificates = "%s"
                campaign = campaign.conf
                out = out
                """.formatted(self.host(), self.port(), certificates));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                        "-Dvigil.home=" + Built.home(),
                        "-cp",
                        Built.home().resolve("cli/target/classes")
                                + File.pathSeparator
                                + Files.readString(Built.home().resolve("cli/target/class-paths/main"))
                                        .strip(),
                        Vigil.class.getName(),
                        "coordinator",
                        "--config",
                        folder.resolve("vigil.conf").toString()))
                .redirectError(folder.resolve("stderr").toFile())
                .redirectOutput(folder.resolve("stdout").toFile());
        builder.environment().put("VIGIL_CACHE", Built.cache().toString());
        CoordinatorProcess made = new CoordinatorProcess(builder.start(), folder);
        try {
            made.await("it leads", any -> made.text("stdout").contains(" leads  campaign "));
            return made;
        } catch (Exception | AssertionError e) {
            made.close();
            throw e;
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it said on its error side. */
    String stderr() {
        return text("stderr");
    }

    /** Lines of its log, those of stack traces left out. */
    List<String> log() {
        return text("out/vigil.log")
                .lines()
                .filter(line -> LINE.matcher(line).matches())
                .toList();
    }

    /** Its log from that line on. */
    List<String> logSince(int line) {
        List<String> all = log();
        return all.subList(Math.min(line, all.size()), all.size());
    }

    void awaitLine(int since, String words) throws InterruptedException {
        await(words, any -> logSince(since).stream().anyMatch(line -> line.contains(words)));
    }

    private void await(String what, Predicate<CoordinatorProcess> condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.test(this)) {
            if (!process.isAlive() || System.nanoTime() - began > PATIENCE_NANOS) {
                throw new AssertionError(
                        "waited for: " + what + "\n" + text("stdout") + stderr() + text("out/vigil.log"));
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private String text(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
