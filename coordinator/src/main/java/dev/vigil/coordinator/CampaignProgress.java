package dev.vigil.coordinator;

import java.util.List;

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
        List<String> unrunnable) {
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
     * @param text what the lane host says that it does
     */
    public record Doing(String worker, String unit, String lane, String task, String text, long cases) {}

    public CampaignProgress {
        doing = List.copyOf(doing);
        unrunnable = List.copyOf(unrunnable);
    }
}
