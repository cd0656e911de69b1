package dev.vigil.bench;

import dev.vigil.bench.lane.Workload;
import dev.vigil.binding.NativePrograms.Program;
import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.target.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run watch}. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "What watching locks, or the heap, costs a program: a lock pair, and the loop of tiny operators.")
final class WatchVerb implements Callable<Integer> {
    private static final double PAIR_NS_MAX = 120;
    private static final double RATIO_MAX = 1.25;
    private static final double NS_PER_SECOND = 1e9;

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--rounds", paramLabel = "N", description = "of each loop, in turn (default ${DEFAULT-VALUE})")
    private int rounds = 7;

    @Option(names = "--seconds", paramLabel = "S", description = "of a loop in a round (default ${DEFAULT-VALUE})")
    private double seconds = 1.5;

    WatchVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = surroundings.out();
        Target target = subject.target(surroundings);
        String operator;
        try (Chain chain = Chain.open(surroundings, target, 1)) {
            operator = Workload.of(chain.operator(subject.ops()), 1, 0).name();
        }
        Path folder = Files.createTempDirectory("vigil-bench-watch");
        Path library = ReferenceLoop.program(surroundings, Program.WATCH);
        Watch locks = Watch.of(library, folder.resolve("locks"), Feature.LOCKS);
        Watch heap = Watch.of(library, folder.resolve("heap"), Feature.HEAP);
        ReferenceLoop pairs = ReferenceLoop.ofLocks(surroundings);
        ReferenceLoop calls = ReferenceLoop.of(surroundings, target, operator, Chain.settings());
        List<ReferenceLoop> loops = List.of(pairs, pairs.under(locks), calls, calls.under(locks), calls.under(heap));
        List<List<Double>> ns = new ArrayList<>();
        loops.forEach(loop -> ns.add(new ArrayList<>()));
        try {
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < loops.size(); i++) {
                    ns.get(i).add(NS_PER_SECOND / loops.get(i).rate(1, seconds).processor());
                }
            }
        } finally {
            delete(folder);
        }
        out.println("library   " + target.library());
        out.println("case      " + operator + " of two 2x3 float32 arrays with new values, twice; NaiveEngine");
        out.println("times     of processor, median of " + rounds + " rounds and extremes");
        Spread pair = new Spread(ns.get(1));
        Spread ratio = ratios(ns.get(3), ns.get(2));
        out.println(
                "lock pair " + new Spread(ns.get(0)).text("%.1f") + " ns alone, " + pair.text("%.1f") + " ns watched");
        out.println("case      " + new Spread(ns.get(2)).text("%.0f") + " ns alone, "
                + new Spread(ns.get(3)).text("%.0f") + " ns with locks watched, ratio " + ratio.text("%.2f"));
        out.println("case      " + new Spread(ns.get(4)).text("%.0f") + " ns with the heap watched, ratio "
                + ratios(ns.get(4), ns.get(2)).text("%.2f"));
        boolean held = pair.median() <= PAIR_NS_MAX && ratio.median() <= RATIO_MAX;
        out.printf("bound     %.0f ns and %.2f: %s%n", PAIR_NS_MAX, RATIO_MAX, held ? "held" : "missed");
        return held ? 0 : 1;
    }

    /** Round by round, since the machine's speed changes over minutes. */
    private static Spread ratios(List<Double> times, List<Double> references) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            ratios.add(times.get(i) / references.get(i));
        }
        return new Spread(ratios);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
