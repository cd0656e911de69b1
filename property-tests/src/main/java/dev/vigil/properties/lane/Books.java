package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.observation.Frame;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.oracles.Survival;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that a unit's result says, gathered outcome by outcome; no case is lost between here and the store. */
final class Books {
    private static final int KEPT_PER_SUBJECT = 3;
    private static final int INCONCLUSIVE_PER_SUBJECT = 1;
    private static final int NOTES_MAX = 50;
    /** In the place of a type, for what an earlier call gave. */
    private static final String GIVEN = "given";

    private final long seed;
    private Totals totals = Totals.NONE;
    private final Map<Key, Long> counters = new TreeMap<>();
    private final Map<String, Reach> reached = new TreeMap<>();
    private final Map<String, Candidate> candidates = new TreeMap<>();
    private final List<KeptCase> kept = new ArrayList<>();
    private final Map<String, Integer> keptBySubject = new TreeMap<>();
    private final Map<String, Sample> samples = new TreeMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();

    private record Key(String subject, String dtypes, String oracle, String verdict) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = subject.compareTo(other.subject);
            order = order != 0 ? order : dtypes.compareTo(other.dtypes);
            order = order != 0 ? order : oracle.compareTo(other.oracle);
            return order != 0 ? order : verdict.compareTo(other.verdict);
        }
    }

    /** What was reached of one subject. */
    private static final class Reach {
        long meantValid;
        long valid;
        long hostile;
        boolean exhausted;
        final Set<String> marks = new LinkedHashSet<>();
    }

    /** A case that was drawn to be kept, whatever came of it; the lowest rank stays. */
    private record Sample(long rank, KeptCase kept) {}

    Books(long seed) {
        this.seed = seed;
    }

    Totals totals() {
        return totals;
    }

    /** Enters one outcome. */
    void enter(Signature signature, Call call, Outcome outcome, CaseRunner runner) {
        String subject = signature.operator();
        account(subject, call.dtypes(), outcome);
        Reach reach = reached.computeIfAbsent(subject, s -> new Reach());
        Intent intent = outcome.task().intent();
        if (intent == Intent.VALID) {
            reach.meantValid += outcome.task().count() - outcome.unrun();
            reach.valid += outcome.accepted();
        } else if (intent == Intent.HOSTILE) {
            reach.hostile += outcome.task().count() - outcome.unrun();
        }
        if (outcome.accepted() > 0) {
            mark(signature, call, reach);
        }
        for (Judged judged : outcome.notable()) {
            notable(subject, outcome, judged, runner);
        }
        sample(subject, call, outcome);
    }

    /** Enters an outcome of several calls, which is about the last one's operator and says nothing of how much of it was reached. */
    void enter(Outcome outcome, CaseRunner runner) {
        Case call = outcome.task().call();
        account(call.operator(), dtypes(call), outcome);
        for (Judged judged : outcome.notable()) {
            notable(call.operator(), outcome, judged, runner);
        }
    }

    private static String dtypes(Case call) {
        List<Input> taken = call.steps().get(call.steps().size() - 1).inputs();
        return taken.stream()
                .map(call::origin)
                .map(input -> input instanceof Input.Array array ? array.dtype().text() : GIVEN)
                .collect(Collectors.joining(","));
    }

    private void account(String subject, String dtypes, Outcome outcome) {
        long generated = outcome.task().count();
        totals = totals.plus(new Totals(
                generated,
                outcome.judged(),
                outcome.inconclusive(),
                outcome.unrun(),
                outcome.invocations(),
                outcome.crashes()));
        if (outcome.unrun() > 0) {
            note(subject + ": " + outcome.unrun() + " not run: " + outcome.note());
        }
        for (Map.Entry<String, Tally> entry : outcome.tallies().entrySet()) {
            Tally tally = entry.getValue();
            count(subject, dtypes, entry.getKey(), "holds", tally.holds());
            count(subject, dtypes, entry.getKey(), "violated", tally.violated());
            count(subject, dtypes, entry.getKey(), "inconclusive", tally.inconclusive());
        }
    }

    /** One case of each subject, so that a reader can see what the judged and unsuspicious ones look like. */
    private void sample(String subject, Call call, Outcome outcome) {
        RunFacts facts = outcome.facts();
        if (facts == null) {
            return;
        }
        long rank = Seeds.mix(seed, call.mark());
        Sample best = samples.get(subject);
        if (best == null || rank < best.rank()) {
            Case first = outcome.task().call().variant(outcome.task().first());
            Observation seen = new Observation.Answered(List.of(facts), null);
            samples.put(
                    subject, new Sample(rank, new KeptCase(subject, seed, KeptCase.Reason.SAMPLED, first, seen, null)));
        }
    }

    private static void mark(Signature signature, Call call, Reach reach) {
        reach.marks.add(call.mark());
        for (Attribute attribute : signature.attributes()) {
            String value = call.attributes().get(attribute.name());
            if (value == null && !attribute.required()) {
                value = attribute.standard();
            }
            if (value != null) {
                reach.marks.add("attr:" + attribute.name() + "=" + value);
            }
        }
    }

    private void notable(String subject, Outcome outcome, Judged judged, CaseRunner runner) {
        Case call = outcome.task().call().variant(judged.variant());
        for (Map.Entry<String, Verdict> entry : judged.verdicts().entrySet()) {
            if (entry.getValue() instanceof Verdict.Violated violated) {
                String atFault = Objects.requireNonNullElse(violated.function(), subject);
                String signature = signature(atFault, entry.getKey(), violated, judged.observation());
                if (!candidates.containsKey(signature)) {
                    candidates.put(
                            signature,
                            new Candidate(
                                    signature,
                                    atFault,
                                    entry.getKey(),
                                    violated,
                                    call,
                                    seed,
                                    runner.historyOf(outcome.task().id(), judged.variant()),
                                    judged.observation()));
                    keep(subject, reason(judged.observation()), call, judged.observation(), signature);
                }
            }
        }
        boolean violated = judged.verdicts().values().stream().anyMatch(v -> v instanceof Verdict.Violated);
        if (!violated && judged.verdicts().values().stream().anyMatch(v -> v instanceof Verdict.Inconclusive)) {
            keep(subject, KeptCase.Reason.INCONCLUSIVE, call, judged.observation(), null);
        }
    }

    private static KeptCase.Reason reason(Observation observation) {
        return observation instanceof Observation.Died ? KeptCase.Reason.CRASHED : KeptCase.Reason.VIOLATED;
    }

    private void keep(
            String subject, KeptCase.Reason reason, Case call, Observation observation, @Nullable String signature) {
        int max = reason == KeptCase.Reason.INCONCLUSIVE ? INCONCLUSIVE_PER_SUBJECT : KEPT_PER_SUBJECT;
        if (keptBySubject.merge(subject + "|" + reason, 1, Integer::sum) <= max) {
            kept.add(new KeptCase(subject, seed, reason, call, observation, signature));
        }
    }

    /** Operator, oracle, template and first frame inside a library, joined; see {@link Frame#plain}. */
    static String signature(String subject, String oracle, Verdict.Violated violated, Observation observation) {
        String frame = "";
        // Where a broken heap is noticed, or a loop without end is looked at, says nothing of the fault.
        if (observation instanceof Observation.Died died
                && died.end().kind() != ProcessEnd.Kind.HANG
                && !violated.template().equals(Survival.HEAP_CORRUPTION)) {
            frame = Frame.first(died.end().frames());
        }
        return subject + "|" + oracle + "|" + violated.template() + "|" + frame;
    }

    private void count(String subject, String dtypes, String oracle, String verdict, long count) {
        if (count > 0) {
            counters.merge(new Key(subject, dtypes, oracle, verdict), count, Long::sum);
        }
    }

    void exhausted(String subject) {
        reached.computeIfAbsent(subject, s -> new Reach()).exhausted = true;
    }

    void note(String text) {
        if (notes.size() < NOTES_MAX) {
            notes.add(text);
        }
    }

    void fault(String text) {
        faults.add(text);
    }

    UnitResult result(
            String unit, List<Knowledge> knowledge, List<Subject> subjects, @Nullable Fingerprint fingerprint) {
        return new UnitResult(
                unit,
                totals,
                counters.entrySet().stream()
                        .map(e -> new Counter(
                                e.getKey().subject(),
                                e.getKey().dtypes(),
                                e.getKey().oracle(),
                                e.getKey().verdict(),
                                e.getValue()))
                        .toList(),
                reached.entrySet().stream()
                        .map(e -> new Coverage(
                                e.getKey(),
                                e.getValue().meantValid,
                                e.getValue().valid,
                                e.getValue().hostile,
                                List.copyOf(e.getValue().marks),
                                e.getValue().exhausted))
                        .toList(),
                knowledge,
                Stream.concat(kept.stream(), samples.values().stream().map(Sample::kept))
                        .toList(),
                List.copyOf(candidates.values()),
                subjects,
                fingerprint,
                null,
                faults,
                List.copyOf(notes));
    }
}
