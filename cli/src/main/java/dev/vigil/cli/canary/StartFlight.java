package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.run.ShortRun;
import dev.vigil.cli.run.SittingFault;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.workers.process.ScratchRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The runs in which a canary of starts meets a build: the clean twin first, which also learns the calls; then the spoiled one. */
final class StartFlight {
    /** Of which three in four are under load: 52 loaded starts miss what strikes one in eight once in a thousand times. */
    private static final int STARTS = 70;

    static final String HEADER = String.format(
            Locale.ROOT,
            "%-20s %3s  %-18s %-34s %7s  %s",
            "canary",
            "row",
            "operator",
            "found by",
            "after",
            "clean twin");

    private final Surroundings surroundings;
    private final Path out;
    private final InstantSource clock;
    private final Target target;

    StartFlight(Surroundings surroundings, Path out, InstantSource clock, Target target) {
        this.surroundings = surroundings;
        this.out = out;
        this.clock = clock;
        this.target = target;
    }

    /** What came of the two runs. */
    record Landed(StartCanary canary, String operator, ShortRun.Result spoiled, ShortRun.Result clean) {
        Optional<ShortRun.Sighting> found() {
            return spoiled.sightings().stream()
                    .filter(s -> s.proven() && is(canary, s.finding()))
                    .findFirst();
        }

        boolean twinSilent() {
            return !clean.cut() && clean.sightings().isEmpty();
        }

        boolean good() {
            return found().isPresent() && twinSilent();
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-20s %3d  %-18s %-34s %5.0f s  %s",
                    canary.name(),
                    canary.row(),
                    operator,
                    found().map(s -> by(s.finding())).orElse(spoiled.cut() ? "missed, time over" : "missed"),
                    found().map(ShortRun.Sighting::after).orElse(spoiled.took()).toMillis() / 1000.0,
                    twinSilent()
                            ? "silent"
                            : clean.sightings().stream()
                                    .findFirst()
                                    .map(s -> by(s.finding()))
                                    .orElse("time over"));
        }

        private static String by(Finding finding) {
            return finding.oracle() + " (" + finding.fault().text() + ", "
                    + finding.reproduced().hits() + " of "
                    + finding.reproduced().runs() + ")";
        }
    }

    /**
     * @param operator that the processes call first
     * @param duration the most that each of the two runs may take
     * @throws CanaryFault when one of them tells nothing for a reason of our own
     */
    Landed fly(StartCanary canary, String operator, long seed, Duration duration)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        CampaignSettings settings = new CampaignSettings(
                "canary",
                new TargetSpec(target.library(), target.libPath()),
                duration.toMillis() / 60_000.0,
                seed,
                "cpu",
                1,
                java.util.List.of(operator),
                java.util.List.of(),
                null,
                CampaignSettings.PlanMode.FIXED,
                STARTS,
                ColdStartLane.NAME);
        Path folder = out.resolve(canary.name() + "-" + seed);
        ScratchRoot.delete(folder);
        ShortRun.Result clean = run(Fault.none(), settings, folder, finding -> false);
        // In the same store, where the calls are known: learning makes calls in executors, which would hang as well.
        ShortRun.Result spoiled = run(canary.fault(), settings, folder, finding -> is(canary, finding));
        return new Landed(canary, operator, spoiled, clean);
    }

    private static boolean is(StartCanary canary, Finding finding) {
        return finding.oracle().equals(canary.oracle()) && finding.fault() == FaultClass.HANG;
    }

    private ShortRun.Result run(Fault fault, CampaignSettings settings, Path folder, Predicate<Finding> enough)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        ShortRun.Result result =
                new ShortRun(surroundings.with(fault.environment()), clock).run(settings, target, folder, enough);
        CampaignEnd end = result.end();
        if (end.kind() == CampaignEnd.Kind.FAULT || end.kind() == CampaignEnd.Kind.BAD_INPUT) {
            throw new BadInput("the build does not serve: " + end.reason());
        }
        if (end.imbalance().isPresent()) {
            throw new CanaryFault(end.imbalance().get());
        }
        if (end.totals().generated() == 0) {
            throw new CanaryFault("nothing was started for " + fault.kind().proxyName() + ", see "
                    + folder.resolve("vigil.log") + (result.cut() ? "; give more --seconds" : ""));
        }
        return result;
    }
}
