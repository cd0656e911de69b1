package dev.vigil.bench.cluster;

import dev.vigil.bench.Spread;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run lost}. */
@Command(
        name = "lost",
        mixinStandardHelpOptions = true,
        description = "From kill -9 of a worker until its units have begun with another one, with every core busy.")
public final class LostVerb implements Callable<Integer> {
    private static final double BOUND_SECONDS = 10;
    private static final long PATIENCE_SECONDS = 60;
    private static final long SURVIVOR_UNIT_MS = 500;
    /** Never over while it is measured. */
    private static final long VICTIM_UNIT_MS = 3_600_000;

    private final Surroundings surroundings;

    @Option(names = "--rounds", paramLabel = "N", description = "workers killed (default ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--slots", paramLabel = "N", description = "of each worker (default ${DEFAULT-VALUE})")
    private int slots = 2;

    @Option(names = "--store", paramLabel = "h2|postgresql", description = "default ${DEFAULT-VALUE}")
    private Stores.Kind kind = Stores.Kind.POSTGRESQL;

    public LostVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    @SuppressWarnings("try") // what keeps the cores busy is there, and that is all
    public Integer call() throws Exception {
        if (rounds < 1 || slots < 1) {
            throw new BadInput("--rounds and --slots must be at least 1");
        }
        PrintStream out = surroundings.out();
        int cores = Runtime.getRuntime().availableProcessors();
        out.println("workers   2 of " + slots + " slots, one of which is killed; " + cores
                + " cores, each with a loop of" + " its own");
        Tally tally = new Tally();
        List<Double> seconds = new ArrayList<>();
        try (Stores stores = Stores.open(kind);
                Field field = Field.of(stores.folder());
                Busy busy = Busy.start(cores)) {
            field.lead(stores.store(), 2 * slots, tally);
            Map<String, Long> again = new ConcurrentHashMap<>();
            try (Crew survivor = crew(field, SURVIVOR_UNIT_MS, unit -> again.putIfAbsent(unit, System.nanoTime()))) {
                for (int round = 1; round <= rounds; round++) {
                    double worst = round(field, again);
                    seconds.add(worst);
                    out.printf("round %d   %.1f s until the last of %d units had begun again%n", round, worst, slots);
                }
            }
        }
        Spread spread = new Spread(seconds);
        boolean held = spread.max() < BOUND_SECONDS;
        out.printf(
                "lost      %s s, ratio to %.0f: %.2f at worst; %s%n",
                spread.text("%.1f"), BOUND_SECONDS, spread.max() / BOUND_SECONDS, held ? "held" : "missed");
        return held ? 0 : 1;
    }

    /** The longest time of a unit of the one that is killed. */
    private double round(Field field, Map<String, Long> again) throws Exception {
        Map<String, Long> taken = new ConcurrentHashMap<>();
        long killedNanos;
        try (Crew victim = crew(field, VICTIM_UNIT_MS, unit -> taken.put(unit, System.nanoTime()))) {
            await(() -> taken.size() >= slots, "the worker that is to be killed has no units");
            victim.kill();
            killedNanos = System.nanoTime();
        }
        await(() -> again.keySet().containsAll(taken.keySet()), "its units did not go out again");
        return taken.keySet().stream()
                        .mapToLong(unit -> again.getOrDefault(unit, Long.MAX_VALUE) - killedNanos)
                        .max()
                        .orElseThrow()
                / 1e9;
    }

    private Crew crew(Field field, long unitMs, Consumer<String> began) throws IOException {
        return Crew.start(
                surroundings,
                field,
                List.of("--tell", "--slots", Integer.toString(slots), "--unit-ms", Long.toString(unitMs)),
                began);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, String otherwise) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException(otherwise + " after " + PATIENCE_SECONDS + " seconds");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Processes that keep a core busy each. */
    private record Busy(List<Process> loops) implements AutoCloseable {
        static Busy start(int cores) throws IOException {
            List<Process> loops = new ArrayList<>();
            for (int i = 0; i < cores; i++) {
                // Ends by itself when this process goes without a word.
                loops.add(new ProcessBuilder("timeout", "600", "sh", "-c", "while :; do :; done").start());
            }
            return new Busy(loops);
        }

        @Override
        public void close() {
            loops.forEach(loop -> {
                loop.descendants().forEach(ProcessHandle::destroyForcibly);
                loop.destroyForcibly();
            });
        }
    }
}
