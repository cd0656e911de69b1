package dev.vigil.probes.race;

import static org.junit.jupiter.api.Assertions.fail;

import dev.vigil.binding.NativePrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run of the race program, to its end.
 *
 * @param exit of the process
 */
record RaceRun(int exit, RaceReport report, String text) {
    private static final Path PROGRAMS = Path.of("target", "programs").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 60;

    static String list() throws Exception {
        return start(List.of("--list"), Map.of()).text();
    }

    static RaceRun start(List<String> arguments, Map<String, String> environment) throws Exception {
        Path program = new NativePrograms(PROGRAMS).extract(NativePrograms.Program.RACE);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Path folder = Files.createTempDirectory(Files.createDirectories(PROGRAMS), "run");
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                fail(command + " has not ended: " + Files.readString(out));
            }
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(out);
        return new RaceRun(process.exitValue(), RaceReport.parse(text), text + Files.readString(folder.resolve("err")));
    }
}
