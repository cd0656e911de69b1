package dev.vigil.bench;

import dev.vigil.bench.lane.CrashLane;
import dev.vigil.bench.lane.Workload;
import dev.vigil.binding.Fault;
import dev.vigil.binding.FaultProxy;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import dev.vigil.workers.process.ScratchRoot;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run recovery}. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description = "From a case that kills its executor to the next case, when every call is made to kill.")
final class RecoveryVerb implements Callable<Integer> {
    private static final double BOUND_MS = 1000;

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--crashes", paramLabel = "N", description = "in a row, of each kind (default ${DEFAULT-VALUE})")
    private int crashes = 21;

    RecoveryVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = surroundings.out();
        Target real = subject.target(surroundings);
        Path folder = Files.createTempDirectory("vigil-bench");
        try {
            Path proxy = FaultProxy.install(Path.of(real.library()), folder);
            Target dying = new Target("fault proxy", real.sha256(), proxy.toString(), real.libPath());
            double worst = 0;
            try (Chain chain = Chain.open(surroundings, dying, 1)) {
                Workload workload = Workload.of(chain.operator(subject.ops()), 1, 0);
                out.println("library   " + real.library() + " behind the fault proxy");
                out.println("case      " + workload.name() + ", each of which kills its executor at its first call");
                for (Fault.Kind kind : List.of(Fault.Kind.SEGV, Fault.Kind.ABORT)) {
                    CrashLane.Gaps gaps = CrashLane.Gaps.of(chain.run(
                            0,
                            CrashLane.NAME,
                            workload,
                            crashes,
                            dying(new Fault(kind, workload.name(), 0)),
                            List.of("survival")));
                    Spread spread = new Spread(gaps.milliseconds());
                    out.println(kind.proxyName() + "      " + spread.text("%.0f") + " ms from one case to the next, "
                            + gaps.milliseconds().size() + " times");
                    worst = Math.max(worst, spread.max());
                }
            }
            out.printf("bound     %.0f ms: %s%n", BOUND_MS, worst < BOUND_MS ? "held" : "missed");
            return worst < BOUND_MS ? 0 : 1;
        } finally {
            ScratchRoot.delete(folder);
        }
    }

    private static ProcessSettings dying(Fault fault) {
        ProcessSettings plain = Chain.settings();
        return plain.withEnvironment(new TreeMap<>(fault.environment()));
    }
}
