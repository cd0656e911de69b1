package dev.vigil.coordinator;

import dev.vigil.model.worker.Capabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign stands, for whoever shows it. Counts include what running units have told so far, except findings.
 *
 * @param casesPerSecond over the last ten seconds or so
 * @param operatorsReached operators of the main lane with at least one valid call
 * @param candidates violations still to be proven
 * @param unitsPlanned of all units so far, done ones included
 * @param doing one per unit out
 * @param faults of our own so far
 * @param unrunnable one line for each lane that has work which no worker here can do
 * @param workers that are here, in the order in which they came
 * @param queues what waits, for each kind of work apart
 */
public record CampaignProgress(
        String campaign,
        Phase phase,
        long elapsedMs,
        long budgetMs,
        long cases,
        double casesPerSecond,
        int operatorsReached,
        int operatorsTotal,
        long crashes,
        int candidates,
        int findingsProven,
        int findingsUnstable,
        int unitsDone,
        int unitsPlanned,
        List<Doing> doing,
        int faults,
        List<String> unrunnable,
        List<Worker> workers,
        List<Queue> queues) {
    /** What the campaign is mostly about. */
    public enum Phase {
        /** Finding out what the target has. */
        DESCRIBING,
        LEARNING,
        EXPLORING,
        /** No new cases any more; what was seen is replayed. */
        PROVING,
        ENDED
    }

    /**
     * A unit that is out.
     *
     * @param worker its address
     * @param text what the lane host says that it does
     */
    public record Doing(String worker, String unit, String lane, String task, String text, long cases) {}

    /**
     * A worker that is here.
     *
     * @param address as the actor system writes it
     * @param capabilities null until it told them
     */
    public record Worker(String address, @Nullable Capabilities capabilities) {}

    /**
     * Units of one kind.
     *
     * @param name of what they have in common, such as the lane
     * @param waiting planned, and with nobody
     * @param out with a worker now
     * @param runnable whether some worker that is here could run them
     */
    public record Queue(String name, int waiting, int out, boolean runnable) {}

    public CampaignProgress {
        doing = List.copyOf(doing);
        unrunnable = List.copyOf(unrunnable);
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
    }
}
