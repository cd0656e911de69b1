package dev.vigil.model.finding;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import java.util.List;
import java.util.Objects;

/**
 * What replaying a candidate in fresh processes gave.
 *
 * @param reproduced how many of the replays showed the same signature
 * @param held replays in which the oracle said that all is well and nothing died: a miss may also be another fault, or
 *     an oracle that could not tell
 * @param history the cases that must run first, minimised; empty when the case alone suffices
 * @param violation of the last hit, or the candidate's own when there was none
 */
public record Proof(
        String signature,
        FindingStatus status,
        Reproduction reproduced,
        int held,
        Case call,
        List<Case> history,
        Verdict.Violated violation,
        Observation observation) {
    /** Of replays whose misses nobody looked into. */
    public Proof(
            String signature,
            FindingStatus status,
            Reproduction reproduced,
            Case call,
            List<Case> history,
            Verdict.Violated violation,
            Observation observation) {
        this(signature, status, reproduced, 0, call, history, violation, observation);
    }

    public Proof {
        Objects.requireNonNull(signature);
        history = List.copyOf(history);
    }
}
