package dev.vigil.model.finding;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What replaying a candidate in fresh processes gave.
 *
 * @param reproduced how many of the replays showed the same signature
 * @param held replays in which the oracle said that all is well and nothing died: a miss may also be another fault, or
 *     an oracle that could not tell
 * @param history the cases that must run first, minimised, or, of a probe, beside it; empty when the case alone suffices
 * @param violation of the last hit, or the candidate's own when there was none
 * @param factors what was replaced in the case to see whether the fault needs it; empty when nothing was
 * @param cut whether time ended before enough replays had run to tell anything: then one with more time is due
 */
public record Proof(
        String signature,
        FindingStatus status,
        Reproduction reproduced,
        int held,
        Case call,
        List<Case> history,
        Verdict.Violated violation,
        Observation observation,
        @Nullable List<Factor> factors,
        boolean cut) {
    public Proof {
        Objects.requireNonNull(signature);
        history = List.copyOf(history);
        // Jackson passes null for a list that the text leaves out, as stored proofs of earlier versions do.
        factors = factors == null ? List.of() : List.copyOf(factors);
    }

    /** Of replays whose misses nobody looked into, and of which no factor is known. */
    public Proof(
            String signature,
            FindingStatus status,
            Reproduction reproduced,
            Case call,
            List<Case> history,
            Verdict.Violated violation,
            Observation observation) {
        this(signature, status, reproduced, 0, call, history, violation, observation, List.of(), false);
    }

    @Override
    public List<Factor> factors() {
        return Objects.requireNonNull(factors);
    }

    /** The same proof, with more said of what was seen. */
    public Proof withViolation(Verdict.Violated said) {
        return new Proof(signature, status, reproduced, held, call, history, said, observation, factors, cut);
    }

    /** The same proof, with what was learned of the case's factors. */
    public Proof withFactors(List<Factor> known) {
        return new Proof(signature, status, reproduced, held, call, history, violation, observation, known, cut);
    }
}
