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

    /** What a lane learned of a unit's subjects, which judged nothing meanwhile. */
    public static UnitResult learned(
            WorkUnit unit, Totals totals, List<Knowledge> knowledge, List<String> faults, List<String> notes) {
        return new UnitResult(
                unit.id(),
                totals,
                List.of(),
                unit.subjects().stream()
                        .map(subject -> new Coverage(subject, 0, 0, 0, List.of(), false))
                        .toList(),
                knowledge,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                faults,
                notes);
    }

    /** What this says of the target, for a lane whose subjects are others. */
    public UnitResult describing(List<Subject> others) {
        return new UnitResult(
                unit,
                totals,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                others,
                fingerprint,
                null,
                faults,
                notes);
    }
}
