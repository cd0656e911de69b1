package dev.vigil.coordinator;

import dev.vigil.model.unit.Totals;
import java.util.Optional;

/**
 * How a campaign, or one sitting of it, ended.
 *
 * @param totals sum over the accepted results
 * @param unreproduced candidates that no replay showed again
 * @param unproven candidates that time did not suffice for
 * @param refused results that came late or twice
 * @param reason one line for every kind but FINISHED; empty there
 */
public record CampaignEnd(
        String campaign,
        Kind kind,
        Totals totals,
        int proven,
        int unstable,
        int unreproduced,
        int unproven,
        long refused,
        String reason) {
    /** Why it ended. */
    public enum Kind {
        FINISHED,
        /** Stopped from outside; can be resumed. */
        INTERRUPTED,
        /** What a person asked for cannot be done, such as an operator that the target lacks. */
        BAD_INPUT,
        /** A fault of ours or of the machine; can be resumed. */
        FAULT
    }

    /** The check of the books; empty when no case was lost. */
    public Optional<String> imbalance() {
        return totals.balanced()
                ? Optional.empty()
                : Optional.of("the books do not balance: " + totals.generated() + " cases generated, "
                        + totals.judged() + " judged, " + totals.inconclusive() + " inconclusive, " + totals.unrun()
                        + " unrun");
    }
}
