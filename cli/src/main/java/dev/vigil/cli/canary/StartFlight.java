package dev.vigil.cli.canary;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.run.ShortRun;
import dev.vigil.cli.run.SittingFault;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.workers.process.ScratchRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The runs in which a canary of probes meets a build: the clean twin first, which also learns the calls; then the spoiled one. */
final class StartFlight {
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
    record Landed(StartCanary canary, String operator, long seed, ShortRun.Result spoiled, ShortRun.Result clean) {
        Optional<ShortRun.Sighting> found() {
            return spoiled.sightings().stream()
                    .filter(s -> s.proven() && canary.is(s.finding()))
                    .findFirst();
        }

        /** Other findings of the clean run are faults of the build. */
        boolean twinSilent() {
            return !clean.cut() && twinSightings().findFirst().isEmpty();
        }

        private Stream<ShortRun.Sighting> twinSightings() {
            return clean.sightings().stream().filter(s -> canary.is(s.finding()));
        }

        /** What is to be found is, and what is to be passed over is. */
        boolean judgedWell() {
            return canary.silent() ? !spoiled.cut() && found().isEmpty() : found().isPresent();
        }

        boolean good() {
            return judgedWell() && twinSilent();
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-20s %3d  %-18s %-34s %5.0f s  %s",
                    canary.name(),
                    canary.row(),
                    operator,
                    found().map(s -> by(s.finding())).orElse(nothing()),
                    found().map(ShortRun.Sighting::after).orElse(spoiled.took()).toMillis() / 1000.0,
                    twinSilent()
                            ? "silent"
                            : twinSightings()
                                    .findFirst()
                                    .map(s -> by(s.finding()))
                                    .orElse("time over"));
        }

        private String nothing() {
            String word = canary.silent() ? "silent, as it must be" : "missed";
            return spoiled.cut() ? word + ", time over" : word;
        }

        private static String by(Finding finding) {
            return finding.oracle() + " (" + finding.fault().text() + ", "
                    + finding.reproduced().hits() + " of "
                    + finding.reproduced().runs() + ")";
        }
    }

    /**
     * @param subject the operator that the processes call first, or the probe that they play
     * @param duration the most that each of the two runs may take
     * @param cleanAttempts of the clean twin
     * @throws CanaryFault when one of them tells nothing for a reason of our own
     */
    Landed fly(StartCanary canary, String subject, long seed, Duration duration, int cleanAttempts)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        Path folder = out.resolve(canary.name() + "-" + seed);
        ScratchRoot.delete(folder);
        ShortRun.Result clean =
                run(canary.clean(), settings(canary, subject, seed, duration, cleanAttempts), folder, finding -> false);
        // In the same store, where the calls are known: learning makes calls in executors, which would hang as well.
        ShortRun.Result spoiled =
                run(canary.spoiled(), settings(canary, subject, seed, duration, canary.attempts()), folder, canary::is);
        return new Landed(canary, subject, seed, spoiled, clean);
    }

    private CampaignSettings settings(StartCanary canary, String subject, long seed, Duration duration, int attempts) {
        return new CampaignSettings(
                "canary",
                new TargetSpec(target.library(), target.libPath()),
                duration.toMillis() / 60_000.0,
                seed,
                "cpu",
                1,
                List.of(subject),
                List.of(),
                null,
                CampaignSettings.PlanMode.FIXED,
                attempts,
                List.of(LaneShare.whole(canary.lane())));
    }

    private ShortRun.Result run(
            Map<String, String> switches, CampaignSettings settings, Path folder, Predicate<Finding> enough)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        ShortRun.Result result = new ShortRun(surroundings.with(switches), clock).run(settings, target, folder, enough);
        CampaignEnd end = result.end();
        if (end.kind() == CampaignEnd.Kind.FAULT || end.kind() == CampaignEnd.Kind.BAD_INPUT) {
            throw new BadInput("the build does not serve: " + end.reason());
        }
        if (end.imbalance().isPresent()) {
            throw new CanaryFault(end.imbalance().get());
        }
        if (end.totals().generated() == 0) {
            throw new CanaryFault("nothing was started with " + switches + ", see " + folder.resolve("vigil.log")
                    + (result.cut() ? "; give more --seconds" : ""));
        }
        return result;
    }
}
