package dev.vigil.model.unit;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.target.Fingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that comes back from one unit, written in one transaction.
 *
 * @param subjects for DESCRIBE
 * @param candidates violated or crashed cases, at most one per signature
 * @param proof for PROVE
 * @param faults of our own while running or judging, in one line each; never findings
 * @param notes why cases stayed unrun, and what else a reader of the books needs
 */
public record UnitResult(
        String unit,
        Totals totals,
        List<Counter> counters,
        List<Coverage> coverage,
        List<Knowledge> knowledge,
        List<KeptCase> kept,
        List<Candidate> candidates,
        List<Subject> subjects,
        @Nullable Fingerprint fingerprint,
        @Nullable Proof proof,
        List<String> faults,
        List<String> notes) {
    public UnitResult {
        counters = List.copyOf(counters);
        coverage = List.copyOf(coverage);
        knowledge = List.copyOf(knowledge);
        kept = List.copyOf(kept);
        candidates = List.copyOf(candidates);
        subjects = List.copyOf(subjects);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
        if (!totals.balanced()) {
            throw new IllegalArgumentException("unit " + unit + " lost a case: " + totals);
        }
    }

    /** The same result, with other subjects. */
    public UnitResult withSubjects(List<Subject> others) {
        return new UnitResult(
                unit,
                totals,
                counters,
                coverage,
                knowledge,
                kept,
                candidates,
                others,
                fingerprint,
                proof,
                faults,
                notes);
    }

    /** The same result, with other knowledge, and these subjects counted as met. */
    public UnitResult withKnowledge(List<Knowledge> others, List<Coverage> met) {
        return new UnitResult(
                unit, totals, counters, met, others, kept, candidates, subjects, fingerprint, proof, faults, notes);
    }
}
