package dev.vigil.reports;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Totals;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that the reports of one campaign are made of, read from the store. The same data gives the same reports.
 *
 * @param lanes of the campaign, in its order
 * @param counts per lane, operator and oracle, dtypes summed up
 * @param coverage of the campaign's main lane: one entry per operator that the library lists, excluded ones included
 * @param findings of this campaign: seen or replayed in it, those that are fixed now included
 * @param ledger all findings of the store
 * @param observations by id of the finding: what the replays of its proof saw in this campaign
 * @param unjudged by operator: a case that some oracle could not tell anything of
 * @param candidates of this campaign, by what became of them
 * @param replays what became of findings of earlier campaigns
 * @param losses units that were out and never had a result
 * @param baseline what the findings of this campaign are compared with; null when nobody asked for that
 * @param faults of our own, never findings
 * @param notes why cases stayed unrun, and the like
 * @param previous campaigns of the store that began before this one, oldest first
 * @param cells of starts of fresh processes: how often each was tried and what came of it; empty for a campaign without
 *     them
 */
public record ReportData(
        Campaign campaign,
        Totals totals,
        List<LaneSum> lanes,
        List<OracleCount> counts,
        List<OperatorCoverage> coverage,
        List<Finding> findings,
        List<Finding> ledger,
        Map<String, Observation> observations,
        Map<String, KeptCase> unjudged,
        Candidates candidates,
        Replays replays,
        Losses losses,
        @Nullable Baseline baseline,
        List<HarnessFault> faults,
        List<String> notes,
        List<PastCampaign> previous,
        List<CellCount> cells) {
    public ReportData {
        Objects.requireNonNull(campaign);
        Objects.requireNonNull(totals);
        lanes = List.copyOf(lanes);
        counts = List.copyOf(counts);
        coverage = List.copyOf(coverage);
        findings = List.copyOf(findings);
        ledger = List.copyOf(ledger);
        observations = Map.copyOf(observations);
        unjudged = Map.copyOf(unjudged);
        Objects.requireNonNull(candidates);
        Objects.requireNonNull(replays);
        Objects.requireNonNull(losses);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
        previous = List.copyOf(previous);
        cells = List.copyOf(cells);
    }

    /**
     * A lane in numbers.
     *
     * @param part of the campaign's time that is its own, from 0 to 1
     * @param units with a result
     * @param tookMs time of slots that they took
     * @param reached subjects with at least one call
     * @param subjects that it can be asked about on this target
     */
    public record LaneSum(
            String lane,
            double part,
            long units,
            long tookMs,
            long cases,
            long reached,
            long subjects,
            long proven,
            long unstable) {}

    /**
     * A cell of probes.
     *
     * @param operator the first one that the process calls
     * @param cell the rest of it, as {@code NAME=VALUE} words
     * @param hung attempts that hung before they left
     * @param died attempts that something else than themselves ended
     * @param atExit attempts that hung or died while they left, or left late
     * @param unclear attempts of which nothing can be said
     */
    public record CellCount(
            String operator, String cell, long attempts, long hung, long died, long atExit, long unclear) {
        public long hits() {
            return hung + died + atExit;
        }

        /** The value of one of the cell's words; {@code ?} when it has none of that name. */
        public String word(String name) {
            for (String word : cell.split(" ", -1)) {
                if (word.startsWith(name + "=")) {
                    return word.substring(name.length() + 1);
                }
            }
            return "?";
        }
    }

    /**
     * Violations by what became of them, without the proven ones.
     *
     * @param unstable shown again, but not often enough
     * @param unreproduced no replay showed them again
     * @param unproven time did not suffice for their proofs
     * @param failed their proofs failed for a fault of ours
     * @param dropped over the bounds of the campaign or of their operator, and never replayed
     */
    public record Candidates(long unstable, long unreproduced, long unproven, long failed, long dropped) {}

    /**
     * Findings of earlier campaigns that this one replayed before it looked for others.
     *
     * @param there were open and showed again
     * @param fixed were open and held in every replay
     * @param regressed were fixed and showed again
     * @param stillFixed were fixed and held again
     * @param undecided could not be told
     */
    public record Replays(long there, long fixed, long regressed, long stillFixed, long undecided) {
        public static final Replays NONE = new Replays(0, 0, 0, 0, 0);

        public long all() {
            return there + fixed + regressed + stillFixed + undecided;
        }
    }

    /**
     * Units that were out and never had a result.
     *
     * @param cases the most that they can have run
     */
    public record Losses(long units, long cases) {
        public static final Losses NONE = new Losses(0, 0);
    }

    /**
     * The reference of a campaign; its findings say themselves whether they are new against it.
     *
     * @param name of a campaign or a target, as the user gave it
     * @param unseen its proven findings whose signature this campaign did not see at all, which does not say that they
     *     are fixed
     */
    public record Baseline(String name, long unseen) {}

    /** What an oracle said of an operator in a lane, how often. */
    public record OracleCount(
            String lane, String operator, String oracle, long holds, long violated, long inconclusive) {
        /** The same, and what the other says; of this lane, operator and oracle. */
        public OracleCount plus(OracleCount other) {
            return new OracleCount(
                    lane,
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
