package dev.vigil.bench;

import dev.vigil.binding.NativePrograms;
import dev.vigil.binding.NativePrograms.Program;
import dev.vigil.binding.Watch;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plain C++ loop.
 *
 * @param command without the seconds, which come last
 * @param environment beside this process's own
 */
record ReferenceLoop(List<String> command, Map<String, String> environment) {
    private static final Pattern LINE = Pattern.compile("cases (\\d+) seconds (\\S+) processor (\\S+)");

    ReferenceLoop {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The cases of the chain, over the same library, operator and settings as the chain's executor. */
    static ReferenceLoop of(Surroundings surroundings, Target target, String operator, ProcessSettings settings) {
        return new ReferenceLoop(
                List.of(program(surroundings, Program.BENCH_LOOP).toString(), target.library(), operator),
                Map.of(
                        "MXNET_ENGINE_TYPE",
                        settings.engine(),
                        "OMP_NUM_THREADS",
                        Integer.toString(settings.ompThreads()),
                        "LD_LIBRARY_PATH",
                        String.join(":", target.libPath())));
    }

    /** Takes and gives back a mutex. */
    static ReferenceLoop ofLocks(Surroundings surroundings) {
        return new ReferenceLoop(
                List.of(program(surroundings, Program.BENCH_LOCKS).toString()), Map.of());
    }

    static Path program(Surroundings surroundings, Program program) {
        return new NativePrograms(surroundings.cache().resolve("programs")).extract(program);
    }

    /** The same loop, watched. */
    ReferenceLoop under(Watch watch) {
        Map<String, String> both = new TreeMap<>(environment);
        both.putAll(watch.environment(""));
        return new ReferenceLoop(command, both);
    }

    /** What so many loops at once did; the rates are summed. */
    Rate rate(int processes, double seconds) throws IOException, InterruptedException {
        List<Process> loops = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            loops.add(start(seconds));
        }
        Rate sum = Rate.NONE;
        for (Process loop : loops) {
            String said = new String(loop.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            Matcher matcher = LINE.matcher(said);
            if (loop.waitFor() != 0 || !matcher.find()) {
                throw new IOException("the C++ loop failed: " + said);
            }
            double cases = Double.parseDouble(matcher.group(1));
            sum = sum.plus(new Rate(
                    cases / Double.parseDouble(matcher.group(2)), cases / Double.parseDouble(matcher.group(3))));
        }
        return sum;
    }

    private Process start(double seconds) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.add(String.format(Locale.ROOT, "%.3f", seconds));
        ProcessBuilder builder = new ProcessBuilder(whole);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).start();
    }
}
