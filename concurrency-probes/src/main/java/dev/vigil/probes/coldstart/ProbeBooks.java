package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a unit of attempts came to, attempt by attempt. */
final class ProbeBooks {
    private static final int NOTES_MAX = 20;

    private final WorkUnit unit;
    private long attempts;
    private long judged;
    private long unclear;
    private long invocations;
    private long hits;
    private final Map<List<String>, Long> counters = new TreeMap<>(ProbeBooks::compare);
    private final Map<String, Coverage> coverage = new TreeMap<>();
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<KeptCase> kept = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();

    ProbeBooks(WorkUnit unit) {
        this.unit = unit;
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    long attempts() {
        return attempts;
    }

    long hits() {
        return hits;
    }

    /** How often a signature was seen here. */
    int seen(String signature) {
        return seen.getOrDefault(signature, 0);
    }

    void enter(Case attempt, ProgramEnd end, Judge.Judged outcome) {
        attempts++;
        invocations += Phases.parse(end.report()).count(Phases.INVOKE);
        boolean clear = !(outcome.verdict() instanceof Verdict.Inconclusive);
        judged += clear ? 1 : 0;
        unclear += clear ? 0 : 1;
        for (String oracle : Judge.ORACLES) {
            String word = oracle.equals(outcome.oracle())
                    ? outcome.verdict().word()
                    // What went wrong before an oracle's question leaves that open.
                    : outcome.oracle() == null ? Verdict.holds().word() : new Verdict.Inconclusive("").word();
            counters.merge(List.of(Cells.first(attempt), Cells.cell(attempt), oracle, word), 1L, Long::sum);
        }
        cover(attempt, outcome.oracle() == null);
        if (outcome.verdict() instanceof Verdict.Inconclusive unknown) {
            note(Cells.first(attempt) + ": " + unknown.reason());
        }
        if (outcome.verdict() instanceof Verdict.Violated violated) {
            hits++;
            violated(attempt, outcome, violated);
        }
    }

    private void cover(Case attempt, boolean well) {
        String first = Cells.first(attempt);
        Coverage before = coverage.getOrDefault(first, new Coverage(first, 0, 0, 0, List.of(), false));
        Set<String> marks = new LinkedHashSet<>(before.marks());
        marks.add("call:" + Long.toHexString(Seeds.mix(0, Cells.cell(attempt))));
        coverage.put(
                first,
                new Coverage(
                        first, before.meantValid() + 1, before.valid() + (well ? 1 : 0), 0, List.copyOf(marks), false));
    }

    private void violated(Case attempt, Judge.Judged outcome, Verdict.Violated violated) {
        int before = seen.merge(outcome.signature(), 1, Integer::sum);
        if (before > 1) {
            return;
        }
        String when = " (attempt " + attempts + " of its unit, under "
                + (Cells.load(attempt) == Load.NONE
                        ? "no load"
                        : Cells.load(attempt).text() + " load") + ")";
        Verdict.Violated first = new Verdict.Violated(
                violated.fault(), violated.template(), violated.observed() + when, violated.expected());
        String oracle = Objects.requireNonNull(outcome.oracle());
        Candidate candidate = new Candidate(
                outcome.signature(),
                outcome.operator(),
                oracle,
                first,
                attempt,
                unit.seed(),
                List.of(),
                Objects.requireNonNull(outcome.observation()));
        candidates.put(outcome.signature(), candidate);
        kept.add(new KeptCase(
                Cells.first(attempt),
                unit.seed(),
                KeptCase.Reason.CRASHED,
                attempt,
                candidate.observation(),
                candidate.signature()));
    }

    void note(String line) {
        if (notes.size() < NOTES_MAX) {
            notes.add(line);
        }
    }

    void fault(String line) {
        faults.add(line);
    }

    UnitResult result(@Nullable Proof proof) {
        // The attempts of a proof are no cases of their own: what they say is in the proof.
        Totals totals = proof != null ? Totals.NONE : new Totals(attempts, judged, unclear, 0, invocations, hits);
        String proving = proof == null ? "" : proof.signature();
        return new UnitResult(
                unit.id(),
                totals,
                counters.entrySet().stream()
                        .map(e -> new Counter(
                                e.getKey().get(0),
                                e.getKey().get(1),
                                e.getKey().get(2),
                                e.getKey().get(3),
                                e.getValue()))
                        .toList(),
                List.copyOf(coverage.values()),
                List.of(),
                kept,
                candidates.values().stream()
                        .filter(c -> !c.signature().equals(proving))
                        .toList(),
                List.of(),
                null,
                proof,
                faults,
                List.copyOf(notes));
    }
}
