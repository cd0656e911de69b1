package dev.vigil.model.finding;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A violated verdict that has not been proven yet.
 *
 * @param signature stable text: operator, oracle, template and first library frame, joined by {@code |}
 * @param operator null when the fault belongs to none
 * @param history the cases that the same process ran before, oldest first, or, of a probe, those of other processes that it
 *     takes to show the fault; bounded
 */
public record Candidate(
        String signature,
        @Nullable String operator,
        String oracle,
        Verdict.Violated violation,
        Case call,
        long seed,
        List<Case> history,
        Observation observation) {
    /**
     * What a replay of a finding proves again. Replays are compared by signature, so the observation, which a finding does
     * not keep, is an empty one.
     */
    public static Candidate of(Finding finding) {
        return new Candidate(
                finding.signature(),
                finding.operator(),
                finding.oracle(),
                new Verdict.Violated(finding.fault(), finding.template(), finding.observed(), finding.expected()),
                finding.call(),
                finding.seed(),
                finding.history(),
                new Observation.Answered(List.of(), null));
    }

    public Candidate {
        Objects.requireNonNull(signature);
        Objects.requireNonNull(call);
        history = List.copyOf(history);
    }
}
