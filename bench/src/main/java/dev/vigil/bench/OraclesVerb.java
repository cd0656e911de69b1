package dev.vigil.bench;

import dev.vigil.bench.lane.Workload;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.target.Target;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.store.Store;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run oracles}. */
@Command(
        name = "oracles",
        mixinStandardHelpOptions = true,
        description = "What each oracle costs a tiny operator, against survival and repeat alone, and what it finds.")
final class OraclesVerb implements Callable<Integer> {
    private static final String ALONG = "+ ";
    private static final String ALL = "all";
    private static final double SLOWER_MAX = 6;
    private static final double MS_PER_MINUTE = 60_000;
    /** As many as an exploring unit gives to one structure. */
    private static final int USUAL_FILLS = 8;

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(names = "--rounds", paramLabel = "N", description = "of all oracles (default ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--cases", paramLabel = "N", description = "timed cases of a round (default ${DEFAULT-VALUE})")
    private int cases = 20_000;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "cases before them in each fresh executor (default ${DEFAULT-VALUE})")
    private int warmUp = 10_000;

    @Option(
            names = "--campaign",
            paramLabel = "DIR",
            description = "folder of a run, whose latest campaign says how many findings a minute each oracle brought")
    private @Nullable Path campaign;

    OraclesVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = surroundings.out();
        Map<String, Double> findings = campaign == null ? Map.of() : findingsPerMinute(campaign);
        Target target = subject.target(surroundings);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> slower = new LinkedHashMap<>();
        try (Chain chain = Chain.open(surroundings, target, 1)) {
            Workload workload = Workload.of(chain.operator(subject.ops()), USUAL_FILLS, warmUp);
            out.println("library   " + target.library());
            out.println("case      " + workload.name() + " of two 2x3 float32 arrays, " + USUAL_FILLS
                    + " fills a structure, each oracle asked as often as a campaign asks it");
            out.println("rates     cases per second of processor time, all processes and compilers together");
            Map<String, List<String>> panels = panels();
            for (int round = 0; round < rounds; round++) {
                double cheapest = 0;
                for (Map.Entry<String, List<String>> panel : panels.entrySet()) {
                    double rate =
                            chain.steady(0, workload, cases, panel.getValue()).processor();
                    cheapest = cheapest == 0 ? rate : cheapest;
                    rates.computeIfAbsent(panel.getKey(), p -> new ArrayList<>())
                            .add(rate);
                    slower.computeIfAbsent(panel.getKey(), p -> new ArrayList<>())
                            .add(cheapest / rate);
                }
                out.println("round " + (round + 1) + " of " + rounds + " done");
            }
        }
        out.printf("%-28s %-32s %-24s %s%n", "oracles", "cases/s", "times slower", "findings/min");
        for (String panel : rates.keySet()) {
            Double found = findings.get(panel.replace(ALONG, ""));
            out.printf(
                    "%-28s %-32s %-24s %s%n",
                    panel,
                    new Spread(rates.get(panel)).text("%,.0f"),
                    new Spread(Objects.requireNonNull(slower.get(panel))).text("%.2f"),
                    found == null ? "-" : String.format("%.2f", found));
        }
        double all = new Spread(Objects.requireNonNull(slower.get(ALL))).median();
        out.printf("bound     %.0f times slower with all: %s%n", SLOWER_MAX, all <= SLOWER_MAX ? "held" : "missed");
        return all <= SLOWER_MAX ? 0 : 1;
    }

    /** The cheapest, each other along with them, and all together. */
    private static Map<String, List<String>> panels() {
        Map<String, List<String>> panels = new LinkedHashMap<>();
        panels.put(String.join(" and ", Chain.CHEAPEST), Chain.CHEAPEST);
        List<String> all = Oracles.all().names();
        for (String name : all) {
            if (!Chain.CHEAPEST.contains(name)) {
                List<String> panel = new ArrayList<>(Chain.CHEAPEST);
                panel.add(name);
                panels.put(ALONG + name, panel);
            }
        }
        panels.put(ALL, all);
        return panels;
    }

    private static Map<String, Double> findingsPerMinute(Path folder) throws BadInput {
        if (!Files.isRegularFile(folder.resolve("store.mv.db"))) {
            throw new BadInput("--campaign " + folder + " has no store; name the --out folder of a run");
        }
        try (Store store = Store.openToRead(folder)) {
            Campaign latest = store.campaigns()
                    .latest()
                    .orElseThrow(() -> new BadInput("--campaign " + folder + " has no campaign yet"));
            double minutes = latest.spentMs() / MS_PER_MINUTE;
            Map<String, Double> perMinute = new TreeMap<>();
            for (Finding finding : store.ledger().of(latest.id())) {
                if (finding.status() == FindingStatus.PROVEN) {
                    perMinute.merge(finding.oracle(), 1 / minutes, Double::sum);
                    perMinute.merge(ALL, 1 / minutes, Double::sum);
                }
            }
            return perMinute;
        }
    }
}
