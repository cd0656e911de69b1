package dev.vigil.coordinator.live;

import dev.vigil.coordinator.CampaignProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, at one moment; {@code GET /api/campaign} has these fields by these names. Texts may come from
 * the library under test, so whoever shows them takes them for text and never for markup. Moments are milliseconds
 * since 1970, UTC.
 *
 * @param history cases per second over the last minutes, oldest first
 * @param findings newest first, bounded
 * @param starts null where no lane of the campaign starts processes
 */
public record LiveState(
        Now now,
        List<Rate> history,
        List<Found> findings,
        @Nullable Starts starts) {
    /** While there is no campaign. */
    public static final LiveState EMPTY = new LiveState(
            new Now(0, null, null, 0, 0, 0, List.of(), List.of(), List.of(), List.of(), null),
            List.of(),
            List.of(),
            null);

    public LiveState {
        history = List.copyOf(history);
        findings = List.copyOf(findings);
    }

    /**
     * What changes all the time.
     *
     * @param asOfMs when the coordinator said so
     * @param campaign null while there is none
     * @param figures null until the coordinator told some
     * @param workersHere of which {@code workers} shows the first
     * @param slots of all that are here
     * @param slotsBusy of all that are here
     * @param gone newest first, bounded
     * @param unrunnable one line for each lane that has work which no worker here can do
     * @param ending null until the campaign ended
     */
    public record Now(
            long asOfMs,
            @Nullable About campaign,
            @Nullable Figures figures,
            int workersHere,
            int slots,
            int slotsBusy,
            List<Worker> workers,
            List<Gone> gone,
            List<CampaignProgress.Queue> queues,
            List<String> unrunnable,
            @Nullable Ending ending) {
        public Now {
            workers = List.copyOf(workers);
            gone = List.copyOf(gone);
            queues = List.copyOf(queues);
            unrunnable = List.copyOf(unrunnable);
        }
    }

    /**
     * What never changes.
     *
     * @param build the library's hash
     * @param minutes budget of wall time
     */
    public record About(
            String id, String target, String build, String preset, long seed, double minutes, List<String> lanes) {
        public About {
            lanes = List.copyOf(lanes);
        }
    }

    /** See {@link CampaignProgress}; {@code unitsWaiting} are planned and with nobody. */
    public record Figures(
            CampaignProgress.Phase phase,
            long elapsedMs,
            long budgetMs,
            long cases,
            double casesPerSecond,
            int operatorsReached,
            int operatorsTotal,
            long crashes,
            int faults,
            int candidates,
            int proven,
            int unstable,
            int unitsDone,
            int unitsOut,
            int unitsWaiting,
            int unitsPlanned) {}

    /**
     * A worker that is here.
     *
     * @param name for people
     * @param machine what it said of it, in short; empty until it did
     * @param running bounded by its slots
     */
    public record Worker(String name, String address, String machine, int slots, List<Running> running) {
        public Worker {
            running = List.copyOf(running);
        }
    }

    /** What a slot runs, and the cases that it did of it. */
    public record Running(String unit, String lane, String task, String text, long cases) {}

    /**
     * A worker that was here.
     *
     * @param lost whether it went without a word; one that took its leave is no cause for worry
     */
    public record Gone(String name, String address, long sinceMs, boolean lost) {}

    /**
     * How it ended.
     *
     * @param reason empty where there is nothing to say
     */
    public record Ending(String kind, String reason) {}

    public record Rate(long atMs, double casesPerSecond) {}

    /**
     * A finding.
     *
     * @param seen when it was last seen: ISO 8601, UTC
     * @param operator null when the fault belongs to none
     * @param line what was observed
     */
    public record Found(
            String id,
            String seen,
            String status,
            String state,
            String faultClass,
            String severity,
            @Nullable String operator,
            String oracle,
            String line) {}

    /**
     * How often starts of processes went wrong.
     *
     * @param cellsTried cells with at least one start
     * @param byLoad by what pressed on the machine
     * @param worst cells in which something went wrong, worst first, bounded
     */
    public record Starts(Cell all, int cellsTried, List<Cell> byLoad, List<Cell> worst) {
        public Starts {
            byLoad = List.copyOf(byLoad);
            worst = List.copyOf(worst);
        }
    }

    /**
     * Starts under like conditions.
     *
     * @param atExit hung or died while they left, or left late
     * @param unclear nothing can be said of them, and the rate leaves them out
     * @param bounds of the true rate of what went wrong, at 95 %; null when no start can be judged
     */
    public record Cell(
            String name,
            long starts,
            long hung,
            long died,
            long atExit,
            long unclear,
            @Nullable Bounds bounds) {}

    /** From 0 to 1. */
    public record Bounds(double low, double high) {}
}
