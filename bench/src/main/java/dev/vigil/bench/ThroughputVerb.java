package dev.vigil.bench;

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
        description = "Distinct cases generated, run and judged per second and core, against a plain C++ loop.")
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
            ReferenceLoop loop = ReferenceLoop.of(surroundings, target, many.name(), Chain.settings());
            out.println("library   " + target.library());
            out.println(
                    "case      " + many.name() + " of two 2x3 float32 arrays with new values, twice, outputs compared");
            out.println("loop      plain C++: two inputs made once a case, NaiveEngine, one OpenMP thread");
            out.println(
                    "chain     lane host and executor over a socket; inputs made for each of the two runs, read back and"
                            + " compared; oracles survival and repeat");
            out.println(
                    "rates     cases per second of processor time, all processes and compilers together; by the clock"
                            + " in brackets");
            Series reference = new Series("the C++ loop");
            Series main = new Series(fills + " fills a structure");
            Series usual = new Series(USUAL_FILLS + " fills a structure");
            for (int round = 1; round <= rounds; round++) {
                reference.add(loop.rate(1, seconds));
                main.add(steady(chain, many));
                usual.add(steady(chain, few));
                out.println("round " + round + "   " + reference.last() + "   " + main.last() + "   " + usual.last());
            }
            List.of(reference, main, usual).forEach(series -> series.print(out, reference));
            double ratio = main.ratios(reference).median();
            out.printf("bound     %.2f: %s%n", RATIO_MIN, ratio >= RATIO_MIN ? "held" : "missed");
            return ratio >= RATIO_MIN ? 0 : 1;
        }
    }

    private Rate steady(Chain chain, Workload workload) throws Exception {
        return chain.steady(0, workload, cases);
    }

    /** The rounds of one thing measured. */
    private record Series(String name, List<Rate> rates) {
        Series(String name) {
            this(name, new ArrayList<>());
        }

        void add(Rate rate) {
            rates.add(rate);
        }

        String last() {
            Rate rate = rates.get(rates.size() - 1);
            return String.format("%,.0f (%,.0f)", rate.processor(), rate.wall());
        }

        /** Round by round, since the machine's speed changes over minutes. */
        Spread ratios(Series reference) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < rates.size(); i++) {
                ratios.add(rates.get(i).processor() / reference.rates().get(i).processor());
            }
            return new Spread(ratios);
        }

        void print(PrintStream out, Series reference) {
            Spread spread = new Spread(rates.stream().map(Rate::processor).toList());
            out.println(spread.text("%,.0f") + " cases/s: " + name + ", ratio "
                    + ratios(reference).text("%.2f"));
        }
    }
}
