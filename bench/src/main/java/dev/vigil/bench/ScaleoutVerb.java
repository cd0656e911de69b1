package dev.vigil.bench;

import dev.vigil.bench.lane.Workload;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.target.Target;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run slots}, which was called {@code scaleout}. */
@Command(
        name = "scaleout",
        aliases = "slots",
        mixinStandardHelpOptions = true,
        description = "What a second slot gains, against what a second C++ loop gains on the same cores.")
final class ScaleoutVerb implements Callable<Integer> {
    private static final double SHARE_MIN = 0.9;
    private static final int SLOTS = 2;
    /** With less, other loads on the machine decide the outcome. */
    private static final double LOOP_GAIN_MIN = 1.5;

    private static final int UNDECIDED = 4;

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--rounds", paramLabel = "N", description = "of all four (default ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "S", description = "of the loops in a round (default ${DEFAULT-VALUE})")
    private double seconds = 2;

    @Option(names = "--cases", paramLabel = "N", description = "timed cases of a slot (default ${DEFAULT-VALUE})")
    private int cases = 100_000;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "cases before them in each fresh executor (default ${DEFAULT-VALUE})")
    private int warmUp = 40_000;

    ScaleoutVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = surroundings.out();
        Target target = subject.target(surroundings);
        ExecutorService threads = Executors.newFixedThreadPool(SLOTS);
        try (Chain chain = Chain.open(surroundings, target, SLOTS)) {
            Workload workload = Workload.of(chain.operator(subject.ops()), 256, warmUp);
            ReferenceLoop loop = ReferenceLoop.of(surroundings, target, workload.name(), Chain.settings());
            out.println("library   " + target.library());
            out.println("case      " + workload.name() + " of two 2x3 float32 arrays, as in throughput");
            out.println("machine   " + Runtime.getRuntime().availableProcessors() + " cores");
            List<Double> loopGains = new ArrayList<>();
            List<Double> chainGains = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                double loopOne = loop.rate(1, seconds).wall();
                double loopTwo = loop.rate(SLOTS, seconds).wall();
                double one = chain(threads, chain, workload, 1);
                double two = chain(threads, chain, workload, SLOTS);
                loopGains.add(loopTwo / loopOne);
                chainGains.add(two / one);
                shares.add(two / one / (loopTwo / loopOne));
                out.printf(
                        "round %d   loop %,.0f then %,.0f   chain %,.0f then %,.0f%n",
                        round, loopOne, loopTwo, one, two);
            }
            out.println("loop      gains " + new Spread(loopGains).text("%.2f"));
            out.println("chain     gains " + new Spread(chainGains).text("%.2f"));
            Spread share = new Spread(shares);
            out.println("share     " + share.text("%.2f"));
            if (new Spread(loopGains).median() < LOOP_GAIN_MIN) {
                out.printf(
                        "bound     undecided: the loop itself gains too little, so these cores are not ours alone%n");
                return UNDECIDED;
            }
            out.printf("bound     %.2f: %s%n", SHARE_MIN, share.median() >= SHARE_MIN ? "held" : "missed");
            return share.median() >= SHARE_MIN ? 0 : 1;
        } finally {
            threads.shutdown();
        }
    }

    private double chain(ExecutorService threads, Chain chain, Workload workload, int slots) throws Exception {
        List<Future<Rate>> running = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            int number = slot;
            running.add(threads.submit(() -> chain.steady(number, workload, cases)));
        }
        double rate = 0;
        for (Future<Rate> one : running) {
            rate += one.get().wall();
        }
        return rate;
    }
}
