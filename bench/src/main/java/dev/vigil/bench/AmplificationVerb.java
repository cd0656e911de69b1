package dev.vigil.bench;

import dev.vigil.bench.lane.DelayedLane;
import dev.vigil.bench.lane.DelayedLane.Counts;
import dev.vigil.binding.Fault;
import dev.vigil.binding.FaultProxy;
import dev.vigil.binding.NativePrograms;
import dev.vigil.binding.NativePrograms.Program;
import dev.vigil.binding.PlantedRace;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.target.Target;
import dev.vigil.probes.watch.Amplification;
import dev.vigil.workers.process.ScratchRoot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run amplification}. */
@Command(
        name = "amplification",
        mixinStandardHelpOptions = true,
        description =
                "How much oftener planted faults show with delays than without. "
                        + "The bound holds when short delays amplify each of them beyond doubt and nothing shows where none is planted.")
final class AmplificationVerb implements Callable<Integer> {
    /** Of one unit, whose time is limited. */
    private static final int BATCH = 10;

    private static final String FORMAT = "%-20s %-8s %9s %9s  %-28s %s%n";

    private final Surroundings surroundings;

    @Mixin
    private SubjectOptions subject = new SubjectOptions();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "of each fault without delays, and with those of each style (default ${DEFAULT-VALUE})")
    private int runs = 40;

    AmplificationVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * A program that shows a planted fault by a rare chance.
     *
     * @param control whether nothing is planted
     */
    private record Planted(String name, boolean control, List<String> command, Map<String, String> environment) {}

    @Override
    public Integer call() throws Exception {
        if (runs < 1) {
            throw new BadInput("--runs must be at least 1, not " + runs);
        }
        PrintStream out = surroundings.out();
        Target target = subject.target(surroundings);
        Path folder = Files.createTempDirectory("vigil-bench-amplification");
        boolean held = true;
        try (Chain chain = Chain.open(surroundings, target, 1)) {
            String operator = chain.operator(subject.ops()).signature().operator();
            out.println("library   " + target.library());
            out.printf(FORMAT, "planted", "delays", "without", "with", "difference", "ratio");
            for (Planted planted : planted(folder, target, operator)) {
                Counts counts = count(chain, planted);
                for (int s = 1; s < DelayedLane.STYLES.size(); s++) {
                    Amplification found = new Amplification(
                            counts.hits().get(0), counts.runs(), counts.hits().get(s), counts.runs());
                    out.print(line(planted.name(), DelayedLane.STYLES.get(s).word(), found));
                    held &= planted.control() ? found.hits() + found.plainHits() == 0 : s > 1 || found.amplified();
                }
            }
        } finally {
            ScratchRoot.delete(folder);
        }
        out.println("bound     short delays amplify beyond doubt, and plant nothing: " + (held ? "held" : "missed"));
        return held ? 0 : 1;
    }

    private static String line(String planted, String delays, Amplification found) {
        return String.format(
                Locale.ROOT,
                FORMAT,
                planted,
                delays,
                found.plainHits() + "/" + found.plainRuns(),
                found.hits() + "/" + found.runs(),
                String.format(Locale.ROOT, "%+.3f (%+.3f to %+.3f)", found.difference(), found.low(), found.high()),
                ratio(found));
    }

    /** Where nothing showed without delays the ratio has a least value, and where nothing showed at all none. */
    private static String ratio(Amplification found) {
        if (found.hits() == 0) {
            return "-";
        }
        return found.plainHits() == 0
                ? String.format(Locale.ROOT, "%.1f at least", found.ratioLow())
                : String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", found.ratio(), found.ratioLow(), found.ratioHigh());
    }

    private Counts count(Chain chain, Planted planted) throws IOException, InterruptedException {
        TreeMap<String, String> environment = new TreeMap<>(planted.environment());
        ProcessSettings settings =
                new ProcessSettings(ProcessSettings.THREADED_ENGINE, 1, true, false, "cpu", environment);
        Counts sum = new Counts(0, DelayedLane.STYLES.stream().map(style -> 0).toList());
        while (sum.runs() < runs) {
            sum = sum.plus(Counts.of(chain.delayed(planted.command(), Math.min(BATCH, runs - sum.runs()), settings)));
        }
        return sum;
    }

    private List<Planted> planted(Path folder, Target target, String operator) throws IOException {
        Path real = Path.of(target.library());
        Path races = FaultProxy.installRaces(real, folder.resolve("races"));
        Path faults = FaultProxy.install(real, folder.resolve("faults"));
        List<Planted> planted = new ArrayList<>();
        planted.add(race(PlantedRace.NARROW_ORDER, "wait-to-read", races));
        planted.add(race(PlantedRace.NARROW_ANSWERS, "own-answers", races));
        planted.add(race(PlantedRace.NONE, "wait-to-read", races));
        List<String> start = SmallStart.command(new NativePrograms(folder), folder, faults.toString(), operator);
        planted.add(new Planted(
                Fault.Kind.START_NARROW_ORDER.proxyName(),
                false,
                start,
                new Fault(Fault.Kind.START_NARROW_ORDER, "*", 0, 1, "").environment()));
        planted.add(new Planted("start-none", true, start, Fault.none().environment()));
        return planted;
    }

    /** Each thread is in danger at its first visits alone, so that few rounds are enough. */
    private Planted race(PlantedRace race, String probe, Path proxy) {
        return new Planted(
                race.proxyName(),
                race == PlantedRace.NONE,
                List.of(
                        ReferenceLoop.program(surroundings, Program.RACE).toString(),
                        proxy.toString(),
                        probe,
                        "--rounds",
                        "20",
                        "--stall",
                        "1",
                        "--patience",
                        "60",
                        "--report",
                        ProgramStart.REPORT),
                race.environment());
    }
}
