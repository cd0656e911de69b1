package dev.vigil.bench.cluster;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.model.wire.Wire;
import dev.vigil.store.Load;
import dev.vigil.store.Units;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run dispatch}. */
@Command(
        name = "dispatch",
        mixinStandardHelpOptions = true,
        description = "Units a second that do nothing, from a coordinator to two workers in processes of their own and"
                + " back, over TLS, with leases and results in a durable store; and what Pekko alone carries.")
public final class DispatchVerb implements Callable<Integer> {
    private static final double BOUND = 2_000;
    private static final int WORKERS = 2;
    private static final int START_SECONDS_MAX = 120;

    private final Surroundings surroundings;

    @Option(names = "--seconds", paramLabel = "S", description = "timed (default ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--warm-up", paramLabel = "S", description = "before them (default ${DEFAULT-VALUE})")
    private int warmUp = 60;

    @Option(names = "--slots", paramLabel = "N", description = "of each worker (default ${DEFAULT-VALUE})")
    private int slots = 64;

    @Option(names = "--only", paramLabel = "h2|postgresql", description = "one of both")
    private Stores.@Nullable Kind only;

    public DispatchVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || warmUp < 0 || slots < 1) {
            throw new BadInput("--seconds and --slots must be at least 1, and --warm-up not negative");
        }
        PrintStream out = surroundings.out();
        out.println("processes a coordinator, " + WORKERS + " workers of " + slots + " slots; TLS 1.3 on loopback");
        out.println("units     of the real planner, for 600 operators; those who run them do nothing");
        out.println("machine   " + Runtime.getRuntime().availableProcessors() + " cores, of which others take "
                + Machine.load() + " (load average)");
        boolean held = true;
        WorkUnit sample = null;
        for (Stores.Kind kind : Stores.Kind.values()) {
            if (only == null || only == kind) {
                double rate;
                try (Stores stores = Stores.open(kind)) {
                    Measured measured = durable(out, stores);
                    rate = measured.rate;
                    sample = measured.sample;
                }
                held &= rate >= BOUND;
                out.printf(
                        "%-9s %,.0f units/s, ratio to %,.0f: %.2f; %s%n",
                        kind == Stores.Kind.H2 ? "h2" : "postgres",
                        rate,
                        BOUND,
                        rate / BOUND,
                        rate >= BOUND ? "held" : "missed");
            }
        }
        if (sample != null) {
            bare(out, sample);
        }
        return held ? 0 : 1;
    }

    private record Measured(double rate, WorkUnit sample) {}

    private Measured durable(PrintStream out, Stores stores) throws Exception {
        Tally tally = new Tally();
        try (Field field = Field.of(stores.folder())) {
            Campaign campaign = field.lead(stores.store(), WORKERS * slots, tally);
            List<Crew> crews = crews(field, List.of());
            try {
                WorkUnit sample = explored(stores, campaign, tally);
                warm(() -> {
                    tally.requireRunning();
                    return tally.results();
                });
                double processorBefore = Machine.processorSeconds();
                Load before = stores.store().load();
                long resultsBefore = tally.results();
                double rate = rate(() -> {
                    tally.requireRunning();
                    return tally.results();
                });
                Load after = stores.store().load();
                long results = Math.max(1, tally.results() - resultsBefore);
                out.printf(
                        "store     %.2f transactions a result, the last ones %.2f ms each; %d messages wait for the desk%n",
                        (double) (after.transactions() - before.transactions()) / results,
                        after.meanMs(),
                        field.deskQueue());
                out.printf(
                        "processor %.2f ms of the coordinator's process a unit%n",
                        (Machine.processorSeconds() - processorBefore) * 1e3 / results);
                return new Measured(
                        rate,
                        sample.withKnowledge(
                                sample.subjects().stream().map(NoOps::knowledge).toList()));
            } finally {
                for (Crew crew : crews) {
                    crew.close();
                }
            }
        }
    }

    /** One that explores, as soon as there is one: later all of them together would not fit into the heap. */
    private static WorkUnit explored(Stores stores, Campaign campaign, Tally tally) throws Exception {
        while (true) {
            tally.requireRunning();
            Optional<WorkUnit> first = stores.store().units().standings(campaign.id()).stream()
                    .map(Units.Standing::unit)
                    .filter(unit -> unit.task() == WorkUnit.Task.EXPLORE)
                    .findFirst();
            if (first.isPresent()) {
                return first.get();
            }
            Thread.sleep(100);
        }
    }

    private void bare(PrintStream out, WorkUnit sample) throws Exception {
        Lease lease = new Lease(sample, 1, 0);
        LongAdder answered = new LongAdder();
        try (Stores.Folder folder = Stores.Folder.make();
                Field field = Field.of(folder.path())) {
            field.open(Bare.coordinator(lease, slots, answered));
            List<Crew> crews = crews(field, List.of("--bare"));
            try {
                warm(answered::sum);
                double rate = rate(answered::sum);
                out.printf(
                        "bare      %,.0f leases and results/s through Pekko alone, of %,d and %,d bytes%n",
                        rate,
                        Wire.encode(new ToWorker.Leased(lease, NoOps.TARGET, null)).length,
                        Wire.encode(new ToCoordinator.Finished(field.door(), 1, NoOps.result(sample))).length);
            } finally {
                for (Crew crew : crews) {
                    crew.close();
                }
            }
        }
    }

    private List<Crew> crews(Field field, List<String> more) throws IOException {
        List<Crew> crews = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            List<String> options = new ArrayList<>(List.of("--slots", Integer.toString(slots)));
            options.addAll(more);
            crews.add(Crew.start(surroundings, field, options, unit -> {}));
        }
        return crews;
    }

    /** From the first answers on: processes take their time to start. */
    private void warm(LongSupplier count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (count.getAsLong() < WORKERS) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no worker answered within " + START_SECONDS_MAX + " seconds");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        TimeUnit.SECONDS.sleep(warmUp);
    }

    private double rate(LongSupplier count) throws InterruptedException {
        long before = count.getAsLong();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        return (count.getAsLong() - before) * 1e9 / (System.nanoTime() - start);
    }
}
