package dev.vigil.cli.run;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.Children;
import dev.vigil.cli.Surroundings;
import dev.vigil.coordinator.CampaignEnd;
import dev.vigil.coordinator.CampaignProgress;
import dev.vigil.coordinator.CoordinatorSettings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import dev.vigil.workers.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as {@code run} has it, without a report: in a folder of its own, and ended as soon as its caller has
 * seen enough. One thread; may be used again for another folder.
 */
public final class ShortRun {
    private static final Duration PATIENCE = Duration.ofMillis(4500);

    private final Surroundings surroundings;
    private final InstantSource clock;

    /** A finding, proven or unstable, and how long after the start of the run its replays were done. */
    public record Sighting(Finding finding, Duration after) {
        public boolean proven() {
            return finding.status() == FindingStatus.PROVEN;
        }
    }

    /**
     * @param sightings in the order in which they came
     * @param cut whether the time was over before the work was
     * @param explored new cases of one operator that units which came back were to make, of the operator with the most
     */
    public record Result(CampaignEnd end, List<Sighting> sightings, Duration took, boolean cut, int explored) {
        public Result {
            sightings = List.copyOf(sightings);
        }
    }

    public ShortRun(Surroundings surroundings, InstantSource clock) {
        this.surroundings = surroundings;
        this.clock = clock;
    }

    /**
     * @param settings their minutes are a limit for a fixed plan too
     * @param folder for the store and the log
     * @param enough asked with every proven finding; true ends the run
     * @throws BadInput when no worker or store can be had
     * @throws SittingFault when an actor of ours failed
     */
    public Result run(CampaignSettings settings, Target target, Path folder, Predicate<Finding> enough)
            throws BadInput, SittingFault, InterruptedException {
        Watch watch = new Watch(Duration.ofMillis((long) (settings.minutes() * 60_000)), enough);
        try (OutFolder out = OutFolder.open(folder)) {
            RunLog log = RunLog.open(out.log());
            try (Store store = Store.open(out.path());
                    Workers workers = new Children(surroundings).open(settings.slots())) {
                Campaign campaign = store.campaigns().start(settings, target);
                CampaignEnd end = sit(campaign, store, workers, watch);
                return new Result(end, watch.sightings(), watch.since(), watch.cut(), explored(store, campaign));
            } finally {
                log.close();
            }
        }
    }

    private static int explored(Store store, Campaign campaign) {
        Map<String, Integer> cases = new HashMap<>();
        for (Units.Standing standing : store.units().standings(campaign.id())) {
            WorkUnit unit = standing.unit();
            if (standing.done() && unit.task() == WorkUnit.Task.EXPLORE) {
                unit.subjects()
                        .forEach(one ->
                                cases.merge(one, unit.cases() / unit.subjects().size(), Integer::sum));
            }
        }
        return cases.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private CampaignEnd sit(Campaign campaign, Store store, Workers workers, Watch watch)
            throws BadInput, SittingFault, InterruptedException {
        try (Sitting sitting = Sitting.open(Optional.empty())) {
            sitting.begin(campaign, store, workers, CoordinatorSettings.USUAL, id -> "./vigil replay " + id, watch);
            watch.endWith(sitting::stop);
            Interruption interruption = new Interruption(sitting::stop, PATIENCE, surroundings.err());
            try {
                return sitting.await();
            } finally {
                interruption.close();
            }
        }
    }

    /** Told on the coordinator's thread; ends the sitting from there. */
    private final class Watch implements ProgressView {
        private final Instant start = clock.instant();
        private final Duration limit;
        private final Predicate<Finding> enough;
        private final List<Sighting> sightings = new ArrayList<>();
        private @Nullable Runnable stop;
        private boolean wanted;
        private boolean cut;

        Watch(Duration limit, Predicate<Finding> enough) {
            this.limit = limit;
            this.enough = enough;
        }

        /** The sitting may have seen enough before its starter can say how it is ended. */
        synchronized void endWith(Runnable how) {
            stop = how;
            if (wanted) {
                how.run();
            }
        }

        @Override
        public synchronized void show(CampaignProgress progress) {
            if (!wanted && since().compareTo(limit) > 0) {
                cut = true;
                end();
            }
        }

        @Override
        public synchronized void found(Finding finding) {
            Sighting sighting = new Sighting(finding, since());
            sightings.add(sighting);
            if (sighting.proven() && enough.test(finding)) {
                end();
            }
        }

        @Override
        public void finish() {}

        private void end() {
            wanted = true;
            if (stop != null) {
                stop.run();
            }
        }

        Duration since() {
            return Duration.between(start, clock.instant());
        }

        synchronized List<Sighting> sightings() {
            return List.copyOf(sightings);
        }

        synchronized boolean cut() {
            return cut;
        }
    }
}
