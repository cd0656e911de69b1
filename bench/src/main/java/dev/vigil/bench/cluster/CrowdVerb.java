package dev.vigil.bench.cluster;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.store.Load;
import dev.vigil.store.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run crowd}. */
@Command(
        name = "crowd",
        mixinStandardHelpOptions = true,
        description = "Very many workers, each an actor with its own heartbeat and leases, in three processes, on one"
                + " coordinator: what it weighs, and what waits in its queues.")
public final class CrowdVerb implements Callable<Integer> {
    private static final int PROCESSES = 3;
    private static final long RESIDENT_MAX = 1L << 30;
    private static final long SAMPLE_MS = 100;
    private static final int LINE_EVERY_SAMPLES = 100;
    private static final long ARRIVAL_MS_MAX = 120_000;
    private static final double KIB_PER_MIB = 1024;

    private final Surroundings surroundings;

    @Option(names = "--minutes", paramLabel = "M", description = "once all are there (default ${DEFAULT-VALUE})")
    private double minutes = 10;

    @Option(names = "--workers", paramLabel = "N", description = "of one slot each (default ${DEFAULT-VALUE})")
    private int workers = 1_000;

    @Option(names = "--unit-seconds", paramLabel = "S", description = "the mean (default ${DEFAULT-VALUE})")
    private int unitSeconds = 20;

    @Option(names = "--store", paramLabel = "h2|postgresql", description = "default ${DEFAULT-VALUE}")
    private Stores.Kind kind = Stores.Kind.POSTGRESQL;

    public CrowdVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        if (workers < PROCESSES || unitSeconds < 1 || !(minutes > 0)) {
            throw new BadInput("--workers must be at least " + PROCESSES + ", --unit-seconds at least 1, and --minutes"
                    + " positive");
        }
        Heard.listen();
        Tally tally = new Tally();
        try (Stores stores = Stores.open(kind);
                Field field = Field.of(stores.folder())) {
            Campaign campaign = field.lead(stores.store(), workers, tally);
            List<Crew> crews = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    int some = workers / PROCESSES + (i < workers % PROCESSES ? 1 : 0);
                    crews.add(Crew.start(
                            surroundings,
                            field,
                            List.of(
                                    "--workers",
                                    Integer.toString(some),
                                    "--unit-ms",
                                    Long.toString(unitSeconds * 1000L)),
                            unit -> {}));
                }
                return watched(field, stores.store(), campaign, tally);
            } finally {
                for (Crew crew : crews) {
                    crew.close();
                }
            }
        }
    }

    private int watched(Field field, Store store, Campaign campaign, Tally tally)
            throws IOException, InterruptedException {
        PrintStream out = surroundings.out();
        out.println("workers   " + workers + " of one slot in " + PROCESSES + " processes, units of " + unitSeconds
                + " s; TLS 1.3 on loopback; store " + kind);
        long startNanos = System.nanoTime();
        awaitArrival(tally);
        out.printf("arrived   all have a unit %.1f s after the first process was started%n", since(startNanos));
        Sight begun = sight(field, store, tally);
        Sight last = begun;
        int queueMax = 0;
        int samples = (int) Math.max(1, minutes * 60_000 / SAMPLE_MS);
        for (int i = 1; i <= samples; i++) {
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MS);
            tally.requireRunning();
            queueMax = Math.max(queueMax, field.deskQueue());
            if (i % LINE_EVERY_SAMPLES == 0 || i == samples) {
                Sight now = sight(field, store, tally);
                out.printf(
                        "%6.0f s  resident %,.0f MiB, units %,.1f/s, heard %,.0f/s, desk's queue %d (most %d), store %.2f ms (longest %.0f), %d wait for it%n",
                        (now.atNanos - begun.atNanos) / 1e9,
                        now.residentMib,
                        (now.results - last.results) * 1e9 / (now.atNanos - last.atNanos),
                        (now.heard - last.heard) * 1e9 / (now.atNanos - last.atNanos),
                        now.queue,
                        queueMax,
                        now.load.meanMs(),
                        now.load.maxMs(),
                        now.load.waiting());
                last = now;
            }
        }
        return judged(out, begun, last, queueMax, store.campaigns().refused(campaign.id()), tally);
    }

    private int judged(PrintStream out, Sight begun, Sight last, int queueMax, long refused, Tally tally)
            throws IOException {
        CampaignProgress progress = Objects.requireNonNull(tally.newest());
        double seconds = (last.atNanos - begun.atNanos) / 1e9;
        double peakMib = status("VmHWM:");
        long late = progress.faults() + refused;
        out.printf(
                "rates     units %,.1f/s, heard %,.0f/s (%.2f a worker), store %,.0f transactions/s%n",
                (last.results - begun.results) / seconds,
                (last.heard - begun.heard) / seconds,
                (last.heard - begun.heard) / seconds / workers,
                (last.load.transactions() - begun.load.transactions()) / seconds);
        out.printf("queue     at most %d messages waited for the desk%n", queueMax);
        out.printf(
                "late      %d units came back or results were refused, %d workers taken for lost%n",
                late, tally.workersLost());
        boolean held = peakMib * KIB_PER_MIB * KIB_PER_MIB < RESIDENT_MAX && late == 0 && tally.workersLost() == 0;
        out.printf(
                "bound     resident at most %,.0f MiB, ratio to 1,024: %.2f; nothing late, nobody lost: %s%n",
                peakMib, peakMib / 1024, held ? "held" : "missed");
        return held ? 0 : 1;
    }

    private void awaitArrival(Tally tally) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (true) {
            tally.requireRunning();
            CampaignProgress progress = tally.newest();
            if (progress != null && progress.doing().size() >= workers) {
                return;
            }
            if (since(startNanos) * 1000 > ARRIVAL_MS_MAX) {
                throw new IllegalStateException("after two minutes only "
                        + (progress == null ? 0 : progress.doing().size()) + " workers have a unit");
            }
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MS);
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** What can be seen of the coordinator at one moment. */
    private record Sight(long atNanos, double residentMib, long results, long heard, int queue, Load load) {}

    private static Sight sight(Field field, Store store, Tally tally) throws IOException {
        return new Sight(
                System.nanoTime(),
                status("VmRSS:"),
                tally.results(),
                Heard.messages(),
                field.deskQueue(),
                store.load());
    }

    /** Of this process, in MiB. */
    private static double status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status says nothing of " + field));
    }
}
