package dev.vigil.reports;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Totals;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that the reports of one campaign are made of, read from the store. The same data gives the same reports.
 *
 * @param counts per operator and oracle, dtypes summed up
 * @param coverage one entry per operator that the library lists, excluded ones included
 * @param findings of this campaign: seen or replayed in it
 * @param ledger all findings of the store
 * @param observations by id of the finding, for as many findings of this campaign as the store kept one
 * @param unstable candidates of this campaign that were shown again, but not often enough
 * @param unreproduced candidates of this campaign that no replay showed again
 * @param faults of our own, never findings
 * @param notes why cases stayed unrun, and the like
 * @param previous campaigns of the store that began before this one, oldest first
 */
public record ReportData(
        Campaign campaign,
        Totals totals,
        List<OracleCount> counts,
        List<OperatorCoverage> coverage,
        List<Finding> findings,
        List<Finding> ledger,
        Map<String, Observation> observations,
        long unstable,
        long unreproduced,
        List<HarnessFault> faults,
        List<String> notes,
        List<PastCampaign> previous) {
    public ReportData {
        Objects.requireNonNull(campaign);
        Objects.requireNonNull(totals);
        counts = List.copyOf(counts);
        coverage = List.copyOf(coverage);
        findings = List.copyOf(findings);
        ledger = List.copyOf(ledger);
        observations = Map.copyOf(observations);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
        previous = List.copyOf(previous);
    }

    /** What an oracle said of an operator, how often. */
    public record OracleCount(String operator, String oracle, long holds, long violated, long inconclusive) {
        public OracleCount plus(OracleCount other) {
            return new OracleCount(
                    operator,
                    oracle,
                    holds + other.holds,
                    violated + other.violated,
                    inconclusive + other.inconclusive);
        }
    }

    /**
     * A fault of our own.
     *
     * @param text one line
     * @param times how often it was met
     */
    public record HarnessFault(String text, long times) {}

    /** An earlier campaign in numbers. {@code startedMs} is milliseconds since 1970, UTC. */
    public record PastCampaign(
            String id, long startedMs, String target, long cases, long invocations, int proven, int unstable) {}
}
