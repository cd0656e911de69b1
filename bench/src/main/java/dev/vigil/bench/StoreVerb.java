package dev.vigil.bench;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Lease;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.Wire;
import dev.vigil.store.Results;
import dev.vigil.store.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run store}. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description =
                "Kept cases a second that the store takes in, as results of leased units, on H2 and on PostgreSQL.")
final class StoreVerb implements Callable<Integer> {
    private static final double H2_MIN = 20_000;
    private static final double POSTGRES_MIN = 10_000;
    private static final int ROWS_PER_UNIT = 1_000;
    /** As many as the store keeps of one operator and reason. */
    private static final int ROWS_PER_SUBJECT = 20;

    private static final int DOUBLE_EVERY = 100;
    private static final int UNITS_PLANNED = 50;
    private static final int BYTES = 300;
    private static final double NS_PER_SECOND = 1e9;

    private enum Only {
        H2,
        POSTGRESQL
    }

    private final Surroundings surroundings;

    @Option(names = "--rows", paramLabel = "N", description = "handed in, doubles included (default ${DEFAULT-VALUE})")
    private int rows = 1_000_000;

    @Option(names = "--only", paramLabel = "h2|postgresql", description = "one of both")
    private @Nullable Only only;

    StoreVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        if (rows < ROWS_PER_UNIT) {
            throw new BadInput("--rows must be at least " + ROWS_PER_UNIT + ", not " + rows);
        }
        PrintStream out = surroundings.out();
        out.println("rows      " + rows + " in units of " + ROWS_PER_UNIT + ", 1 of " + DOUBLE_EVERY + " a double, "
                + content() + " bytes of content each");
        out.println("counted   plan, lease, accept, each committed; results are made beforehand");
        Path folder = Files.createTempDirectory(
                "vigil-bench-store",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        boolean held = true;
        try {
            if (only != Only.POSTGRESQL) {
                try (Store store = Store.open(folder.resolve("h2"))) {
                    held &= measured(out, "h2        ", store, H2_MIN);
                }
            }
            if (only != Only.H2) {
                try (PostgresServer server = PostgresServer.start(folder);
                        Store store = Store.open(server.url(), server.user(), "")) {
                    held &= measured(out, "postgresql", store, POSTGRES_MIN);
                }
            }
        } finally {
            delete(folder);
        }
        return held ? 0 : 1;
    }

    private boolean measured(PrintStream out, String name, Store store, double bound) {
        Campaign campaign = store.campaigns()
                .start(
                        new CampaignSettings(
                                "quick",
                                new TargetSpec("bench", List.of()),
                                5,
                                1,
                                "cpu",
                                1,
                                List.of(),
                                List.of(),
                                null,
                                CampaignSettings.PlanMode.FIXED,
                                10),
                        new Target("bench", "0".repeat(64), "/nowhere/libmxnet.so", List.of()));
        int units = rows / ROWS_PER_UNIT;
        long ns = 0;
        long handedIn = 0;
        for (int i = 0; i < units; i++) {
            UnitResult result = result(campaign.id(), i);
            long start = System.nanoTime();
            if (i % UNITS_PLANNED == 0) {
                plan(store, campaign.id(), i, Math.min(units, i + UNITS_PLANNED));
            }
            Lease lease = store.units()
                    .lease(
                            campaign.id(),
                            "bench",
                            CampaignSettings.USUAL_LANE,
                            Set.of(WorkUnit.Task.EXPLORE),
                            1,
                            60_000)
                    .get(0);
            Results.Acceptance accepted = store.results().accept(result, lease.attempt(), NO_FINDINGS);
            ns += System.nanoTime() - start;
            if (!(accepted instanceof Results.Acceptance.Counted)) {
                throw new IllegalStateException("not counted: " + accepted);
            }
            handedIn += result.kept().size();
        }
        long there = store.info().rows().getOrDefault("kept", 0L);
        long doubles = units * (long) (ROWS_PER_UNIT / DOUBLE_EVERY);
        if (there != handedIn - doubles) {
            throw new IllegalStateException(there + " rows are there instead of " + (handedIn - doubles));
        }
        double rate = handedIn / (ns / NS_PER_SECOND);
        out.printf(
                "%s %,d rows/s, ratio to %,.0f: %.2f; %,d rows are there, %,d doubles are not; a unit %.1f ms, %s%n",
                name,
                (long) rate,
                bound,
                rate / bound,
                there,
                doubles,
                ns / 1e6 / units,
                rate >= bound ? "held" : "missed");
        return rate >= bound;
    }

    private static final Results.FindingMaker NO_FINDINGS = (proof, candidate, earlier) -> {
        throw new IllegalStateException("nothing is proven here");
    };

    private static void plan(Store store, String campaign, int from, int to) {
        List<WorkUnit> units = new ArrayList<>();
        for (int i = from; i < to; i++) {
            units.add(new WorkUnit(
                    unit(campaign, i),
                    campaign,
                    CampaignSettings.USUAL_LANE,
                    WorkUnit.Task.EXPLORE,
                    1,
                    i,
                    List.of("s" + i),
                    List.of(),
                    ROWS_PER_UNIT,
                    ProcessSettings.plain("cpu"),
                    List.of(),
                    UnitLimits.USUAL,
                    null));
        }
        store.units().plan(units);
    }

    private static String unit(String campaign, int index) {
        return campaign + "/1/" + index;
    }

    private static UnitResult result(String campaign, int index) {
        List<KeptCase> kept = new ArrayList<>();
        for (int i = 0; i < ROWS_PER_UNIT; i++) {
            // The last of every hundred is the one before it once more.
            boolean twice = i % DOUBLE_EVERY == DOUBLE_EVERY - 1;
            kept.add(twice ? kept.get(i - 1) : kept(index, i));
        }
        return new UnitResult(
                unit(campaign, index),
                new Totals(ROWS_PER_UNIT, ROWS_PER_UNIT, 0, 0, ROWS_PER_UNIT, 0),
                List.of(),
                List.of(),
                List.of(),
                kept,
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                List.of());
    }

    private static KeptCase kept(int unit, int i) {
        TreeMap<String, String> attributes = new TreeMap<>();
        attributes.put("n", unit + "." + i);
        Case call = new Case(ProcessSettings.plain("cpu"), List.of(Step.of("some", attributes, List.of())));
        return new KeptCase(
                "s" + unit + "." + i / ROWS_PER_SUBJECT,
                i,
                KeptCase.Reason.VIOLATED,
                call,
                new Observation.Answered(List.of(), null),
                null);
    }

    private static int content() {
        int bytes = Wire.toJson(kept(1, 1)).getBytes(StandardCharsets.UTF_8).length;
        if (bytes < BYTES) {
            throw new IllegalStateException("a kept case has " + bytes + " bytes, fewer than " + BYTES);
        }
        return bytes;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
