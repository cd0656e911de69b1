package dev.vigil.bench;

import dev.vigil.bench.lane.StartsLane;
import dev.vigil.binding.NativePrograms;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.target.Target;
import dev.vigil.workers.process.ScratchRoot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run coldstart}. */
@Command(
        name = "coldstart",
        mixinStandardHelpOptions = true,
        description =
                "Supervised starts of the probe on one slot, against a C loop of fork, exec and wait over the same probe.")
final class ColdstartVerb implements Callable<Integer> {
    private static final double SHARE_MIN = 0.95;
    private static final Pattern LINE = Pattern.compile("starts (\\d+) seconds (\\S+)");

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--rounds", paramLabel = "N", description = "of both, in turn (default ${DEFAULT-VALUE})")
    private int rounds = 9;

    @Option(names = "--starts", paramLabel = "N", description = "in a round of each (default ${DEFAULT-VALUE})")
    private int starts = 20;

    ColdstartVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = surroundings.out();
        Target target = subject.target(surroundings);
        Path folder = Files.createTempDirectory("vigil-bench");
        try (Chain chain = Chain.open(surroundings, target, 1)) {
            NativePrograms programs = new NativePrograms(folder);
            String operator = chain.operator(subject.ops()).signature().operator();
            List<String> probe = SmallStart.command(programs, folder, target.library(), operator);
            out.println("library   " + target.library());
            out.println("probe     loads it, calls " + operator + " on two 2x3 float32 arrays, waits and returns");
            Path loop = programs.extract(NativePrograms.Program.BENCH_STARTS);
            // The first starts fill caches.
            loop(loop, folder, target, probe);
            ours(chain, probe);
            List<Double> loops = new ArrayList<>();
            List<Double> supervised = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                double before = loop(loop, folder, target, probe);
                double own = ours(chain, probe);
                double after = loop(loop, folder, target, probe);
                loops.add((before + after) / 2);
                supervised.add(own);
                shares.add(own / ((before + after) / 2));
            }
            Spread share = new Spread(shares);
            out.println("loop      " + new Spread(loops).text("%.2f") + " starts a second");
            out.println("probe     " + new Spread(supervised).text("%.2f") + " starts a second, supervised");
            out.println("share     " + share.text("%.3f"));
            out.printf("bound     %.2f: %s%n", SHARE_MIN, share.median() >= SHARE_MIN ? "held" : "missed");
            return share.median() >= SHARE_MIN ? 0 : 1;
        } finally {
            ScratchRoot.delete(folder);
        }
    }

    private double ours(Chain chain, List<String> probe) throws IOException, InterruptedException {
        StartsLane.Times times = StartsLane.Times.of(chain.starts(probe, starts));
        return times.starts() / times.seconds();
    }

    private double loop(Path loop, Path folder, Target target, List<String> probe)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(loop.toString(), Integer.toString(starts)));
        command.addAll(probe);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("MXNET_ENGINE_TYPE", Chain.settings().engine());
        builder.environment()
                .put("OMP_NUM_THREADS", Integer.toString(Chain.settings().ompThreads()));
        builder.environment().put("LD_LIBRARY_PATH", String.join(":", target.libPath()));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Matcher matcher = LINE.matcher(said);
        if (process.waitFor() != 0 || !matcher.find()) {
            throw new IOException("the loop failed: " + said);
        }
        return Double.parseDouble(matcher.group(1)) / Double.parseDouble(matcher.group(2));
    }
}
