package dev.vigil.bench;

import dev.vigil.binding.NativePrograms;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plain C++ loop over the same library, operator and settings as the chain's executor. */
final class ReferenceLoop {
    private static final Pattern LINE = Pattern.compile("cases (\\d+) seconds (\\S+) processor (\\S+)");

    private final Path program;
    private final Target target;
    private final String operator;
    private final ProcessSettings settings;

    ReferenceLoop(Surroundings surroundings, Target target, String operator, ProcessSettings settings) {
        program =
                new NativePrograms(surroundings.cache().resolve("programs")).extract(NativePrograms.Program.BENCH_LOOP);
        this.target = target;
        this.operator = operator;
        this.settings = settings;
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
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(), target.library(), operator, String.format(Locale.ROOT, "%.3f", seconds));
        builder.environment().put("MXNET_ENGINE_TYPE", settings.engine());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(settings.ompThreads()));
        builder.environment().put("LD_LIBRARY_PATH", String.join(":", target.libPath()));
        return builder.redirectErrorStream(true).start();
    }
}
