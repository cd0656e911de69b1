package dev.vigil.probes.attempt;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a unit of attempts came to, attempt by attempt. One thread. */
public final class AttemptBooks {
    private static final int NOTES_MAX = 20;

    private final WorkUnit unit;
    private final List<String> oracles;
    private long attempts;
    private long judged;
    private long unclear;
    private long invocations;
    private long hits;
    private long deaths;
    private final Map<List<String>, Long> counters = new TreeMap<>(AttemptBooks::compare);
    private final Map<String, Coverage> coverage = new TreeMap<>();
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<KeptCase> kept = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Knowledge> learned = new ArrayList<>();

    /**
     * @param oracles that every attempt is asked by
     */
    public AttemptBooks(WorkUnit unit, List<String> oracles) {
        this.unit = unit;
        this.oracles = List.copyOf(oracles);
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

    /**
     * What the unit brings of its subjects, in its order; what cannot be read is a fault.
     *
     * @param <T> what the lane makes knowledge of
     */
    public <T> Map<String, T> known(Class<T> type) {
        Map<String, T> known = new LinkedHashMap<>();
        for (Knowledge knowledge : unit.knowledge()) {
            try {
                if (unit.subjects().contains(knowledge.subject())) {
                    known.put(knowledge.subject(), Wire.fromJson(knowledge.json(), type));
                }
            } catch (IOException e) {
                fault("knowledge of " + knowledge.subject() + " cannot be read: " + e.getMessage());
            }
        }
        return known;
    }

    public long attempts() {
        return attempts;
    }

    public long hits() {
        return hits;
    }

    /** How often a signature was seen here. */
    public int seen(String signature) {
        return seen.getOrDefault(signature, 0);
    }

    /** Enters an attempt and all that was found in it. */
    public void enter(Entry entry, List<Judged> found) {
        attempts++;
        invocations += entry.invocations();
        boolean clear = found.stream().noneMatch(one -> one.verdict() instanceof Verdict.Inconclusive);
        judged += clear ? 1 : 0;
        unclear += clear ? 0 : 1;
        boolean well = found.stream().allMatch(one -> one.oracle() == null);
        for (String oracle : oracles) {
            counters.merge(List.of(entry.subject(), entry.cell(), oracle, word(oracle, found, well)), 1L, Long::sum);
        }
        cover(entry, well);
        for (Judged one : found) {
            if (one.verdict() instanceof Verdict.Inconclusive unknown) {
                note(entry.subject() + ": " + unknown.reason());
            }
            if (one.verdict() instanceof Verdict.Violated violated) {
                String when = " (attempt " + attempts + " of its unit"
                        + (entry.circumstances().isEmpty() ? "" : ", " + entry.circumstances()) + ")";
                violated(entry.subject(), entry.attempt(), one, violated, when);
            }
        }
        hits += found.stream().anyMatch(Judged::violated) ? 1 : 0;
        deaths += found.stream().anyMatch(one -> one.violated() && died(one)) ? 1 : 0;
    }

    /** Not every fault ends the process that shows it: one that exits by itself died where that was told to be a crash. */
    private static boolean died(Judged one) {
        return one.observation() instanceof Observation.Died died
                && (died.end().kind() != ProcessEnd.Kind.EXIT
                        || (one.verdict() instanceof Verdict.Violated violated
                                && violated.fault() == FaultClass.CRASH));
    }

    private static String word(String oracle, List<Judged> found, boolean well) {
        return found.stream()
                .filter(one -> oracle.equals(one.oracle()))
                .findFirst()
                .map(one -> one.verdict().word())
                // What went wrong before an oracle's question leaves that open.
                .orElse(well ? Verdict.holds().word() : new Verdict.Inconclusive("").word());
    }

    private void cover(Entry entry, boolean well) {
        String subject = entry.subject();
        Coverage before = coverage.getOrDefault(subject, new Coverage(subject, 0, 0, 0, List.of(), false));
        Set<String> marks = new LinkedHashSet<>(before.marks());
        marks.add("call:" + Long.toHexString(Seeds.mix(0, entry.cell())));
        coverage.put(
                subject,
                new Coverage(
                        subject,
                        before.meantValid() + 1,
                        before.valid() + (well ? 1 : 0),
                        0,
                        List.copyOf(marks),
                        false));
    }

    /**
     * Enters what no attempt of this unit shows, but earlier ones together.
     *
     * @param attempt one of these
     */
    public void enterEarlier(String subject, Case attempt, Judged outcome) {
        if (outcome.verdict() instanceof Verdict.Violated violated) {
            violated(subject, attempt, outcome, violated, "");
        }
    }

    private void violated(String subject, Case attempt, Judged outcome, Verdict.Violated violated, String when) {
        int before = seen.merge(outcome.signature(), 1, Integer::sum);
        if (before > 1) {
            return;
        }
        Verdict.Violated first = new Verdict.Violated(
                violated.fault(), violated.template(), violated.observed() + when, violated.expected());
        Candidate candidate = new Candidate(
                outcome.signature(),
                outcome.operator(),
                Objects.requireNonNull(outcome.oracle()),
                first,
                attempt,
                unit.seed(),
                outcome.others(),
                Objects.requireNonNull(outcome.observation()));
        candidates.put(outcome.signature(), candidate);
        kept.add(new KeptCase(
                subject,
                unit.seed(),
                died(outcome) ? KeptCase.Reason.CRASHED : KeptCase.Reason.VIOLATED,
                attempt,
                candidate.observation(),
                candidate.signature()));
    }

    public void note(String line) {
        if (notes.size() < NOTES_MAX) {
            notes.add(line);
        }
    }

    public void fault(String line) {
        faults.add(line);
    }

    /** What later units are to know. */
    public void learn(Knowledge knowledge) {
        learned.add(knowledge);
    }

    public UnitResult result(@Nullable Proof proof) {
        // The attempts of a proof are no cases of their own: what they say is in the proof.
        Totals totals = proof != null ? Totals.NONE : new Totals(attempts, judged, unclear, 0, invocations, deaths);
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
                learned,
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
