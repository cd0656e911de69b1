package dev.vigil.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for a test that must load another build or may die; java by default, of this class path. */
final class Child {

    /** How it ended; -1 for one that had to be killed. */
    record End(int code, String output) {}

    private Child() {}

    static End run(
            Path folder,
            String java,
            Class<?> main,
            Map<String, String> environment,
            long patienceSeconds,
            String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "child", ".txt");
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx128m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(patienceSeconds, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        return new End(ended ? process.exitValue() : -1, Files.readString(output));
    }

    static String thisJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
