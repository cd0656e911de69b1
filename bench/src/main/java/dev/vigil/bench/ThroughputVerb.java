package dev.vigil.bench;

import dev.vigil.bench.lane.SteadyLane;
import dev.vigil.bench.lane.Workload;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.target.Target;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run throughput}. */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        description = "Distinct cases generated, run and judged per second on one core, against a plain C++ loop.")
final class ThroughputVerb implements Callable<Integer> {
    private static final double RATIO_MIN = 0.5;
    /** As many as an exploring unit gives to one structure. */
    private static final int USUAL_FILLS = 8;

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--rounds", paramLabel = "N", description = "pairs of loop and chain (default ${DEFAULT-VALUE})")
    private int rounds = 7;

    @Option(names = "--seconds", paramLabel = "S", description = "of the loop in a round (default ${DEFAULT-VALUE})")
    private double seconds = 2;

    @Option(names = "--cases", paramLabel = "N", description = "timed cases of a round (default ${DEFAULT-VALUE})")
    private int cases = 60_000;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "cases before them in each fresh executor (default ${DEFAULT-VALUE})")
    private int warmUp = 40_000;

    @Option(names = "--fills", paramLabel = "N", description = "cases of a structure (default ${DEFAULT-VALUE})")
    private int fills = 256;

    ThroughputVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = surroundings.out();
        Target target = subject.target(surroundings);
        try (Chain chain = Chain.open(surroundings, target, 1)) {
            Workload many = Workload.of(chain.operator(subject.ops()), fills, warmUp);
            Workload few = Workload.of(many.operator(), USUAL_FILLS, warmUp);
            ReferenceLoop loop = new ReferenceLoop(surroundings, target, many.name(), Chain.settings());
            out.println("library   " + target.library());
            out.println(
                    "case      " + many.name() + " of two 2x3 float32 arrays with new values, twice, outputs compared");
            out.println("loop      plain C++: inputs made once a case, NaiveEngine, one OpenMP thread");
            out.println(
                    "chain     lane host and executor over a socket, " + Bench.cores() + "; inputs made for each of the"
                            + " two runs, read back and compared; oracles survival and repeat");
            List<Double> loops = new ArrayList<>();
            Series main = new Series(chain, many);
            Series usual = new Series(chain, few);
            for (int round = 1; round <= rounds; round++) {
                double reference = loop.rate(1, seconds);
                loops.add(reference);
                main.add(reference);
                usual.add(reference);
                out.printf(
                        "round %d   loop %,.0f   chain %,.0f (%d fills a structure)   %,.0f (%d)%n",
                        round, reference, main.last(), fills, usual.last(), USUAL_FILLS);
            }
            out.println("loop      " + new Spread(loops).text("%,.0f") + " cases/s");
            main.print(out);
            usual.print(out);
            double ratio = new Spread(main.ratios).median();
            out.printf("bound     %.2f: %s%n", RATIO_MIN, ratio >= RATIO_MIN ? "held" : "missed");
            return ratio >= RATIO_MIN ? 0 : 1;
        }
    }

    /** The rounds of one workload. */
    private final class Series {
        private final Chain chain;
        private final Workload workload;
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> ratios = new ArrayList<>();

        Series(Chain chain, Workload workload) {
            this.chain = chain;
            this.workload = workload;
        }

        void add(double reference) throws Exception {
            double rate = SteadyLane.Times.of(chain.run(
                            0, SteadyLane.NAME, workload, cases, Chain.settings(), List.of("survival", "repeat")))
                    .rate();
            rates.add(rate);
            ratios.add(rate / reference);
        }

        double last() {
            return rates.get(rates.size() - 1);
        }

        void print(PrintStream out) {
            out.println("chain     " + new Spread(rates).text("%,.0f") + " cases/s with " + workload.fills()
                    + " fills a structure; of the loop " + new Spread(ratios).text("%.2f"));
        }
    }
}
