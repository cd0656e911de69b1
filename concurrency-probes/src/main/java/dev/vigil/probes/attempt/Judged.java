package dev.vigil.probes.attempt;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt came to.
 *
 * @param oracle the one that has more to say than that all is well; null when none has
 * @param verdict of that oracle
 * @param operator that the fault is seen in, or a C function; null when it is the process's
 * @param signature of the violation; empty when there is none
 * @param observation of an attempt that was not well; null when there is nothing to show
 * @param others attempts that it takes beside this one to show it
 */
public record Judged(
        @Nullable String oracle,
        Verdict verdict,
        @Nullable String operator,
        String signature,
        @Nullable Observation observation,
        List<Case> others) {
    public static final Judged WELL = new Judged(null, Verdict.holds(), null, "", null);

    public Judged {
        others = List.copyOf(others);
    }

    /** What one attempt shows. */
    public Judged(
            @Nullable String oracle,
            Verdict verdict,
            @Nullable String operator,
            String signature,
            @Nullable Observation observation) {
        this(oracle, verdict, operator, signature, observation, List.of());
    }

    public static Judged unclear(String oracle, String why) {
        return new Judged(oracle, new Verdict.Inconclusive(why), null, "", null);
    }

    public boolean violated() {
        return verdict instanceof Verdict.Violated;
    }
}
