package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.binding.NativePrograms;
import dev.vigil.binding.NativePrograms.Program;
import dev.vigil.binding.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Small C++ programs, compiled for a test and run under the library. */
final class Watched {
    private static final long PATIENCE_SECONDS = 60;
    private static final String HEAD = """
            #include <dlfcn.h>
            #include <pthread.h>
            #include <signal.h>
            #include <unistd.h>
            #include <atomic>
            #include <condition_variable>
            #include <cstdio>
            #include <cstdlib>
            #include <cstring>
            #include <mutex>
            #include <thread>
            #include <vector>
            #define NOINLINE __attribute__((noinline))
            // Until another thread has come so far.
            inline void until(std::atomic<int>& step, int value) { while (step.load() < value) std::this_thread::yield(); }
            """;

    private final Path folder;
    private int runs;

    /** How it ended; -1 for one that had to be killed. */
    record End(int code, String output, Path out) {}

    Watched(Path folder) {
        this.folder = folder;
    }

    Path library() {
        return new NativePrograms(folder.resolve("programs")).extract(Program.WATCH);
    }

    Path compile(String name, String source, String... flags) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(name + ".cpp"), HEAD + source);
        Path program = folder.resolve(name);
        List<String> command = new ArrayList<>(
                List.of("g++", "-std=c++17", "-O1", "-g", "-pthread", file.toString(), "-o", program.toString()));
        command.addAll(List.of(flags));
        Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, compiler.waitFor(), said);
        return program;
    }

    /** A place for what a run writes. */
    Path freshOut() {
        return folder.resolve("out" + ++runs);
    }

    End run(Watch watch, Path program, String... arguments) throws IOException, InterruptedException {
        return run(watch, Map.of(), program, arguments);
    }

    End run(Watch watch, Map<String, String> environment, Path program, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(watch.environment(""));
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        return new End(ended ? process.exitValue() : -1, Files.readString(output), watch.out());
    }
}
