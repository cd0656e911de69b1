package dev.vigil.properties.executor;

import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.oracles.Panel;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up the cases of a task. One thread. */
final class OutcomeBuilder {
    private static final int NOTABLE_MAX = 16;
    private static final int NOTABLE_PER_TEMPLATE_MAX = 2;
    private static final int INCONCLUSIVE_MAX = 2;

    private final Task task;
    private final Panel panel;
    private final long[] holds;
    private final long[] violated;
    private final long[] inconclusive;
    private final List<Judged> notable = new ArrayList<>();
    private final Map<String, Integer> templates = new HashMap<>();
    private int inconclusiveKept;
    private long casesJudged;
    private long casesInconclusive;
    private long casesAccepted;
    private long casesUnrun;
    private long casesDead;
    private long invocations;
    private @Nullable RunFacts facts;
    private String note = "";

    OutcomeBuilder(Task task, Panel panel) {
        this.task = task;
        this.panel = panel;
        holds = new long[panel.size()];
        violated = new long[panel.size()];
        inconclusive = new long[panel.size()];
    }

    /** One case with its verdicts. */
    void add(long variant, Observation observation, Verdict[] verdicts, long calls) {
        boolean anyViolated = false;
        boolean anyInconclusive = false;
        boolean worthKeeping = false;
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] instanceof Verdict.Violated fault) {
                violated[i]++;
                anyViolated = true;
                worthKeeping |=
                        templates.merge(panel.name(i) + fault.template(), 1, Integer::sum) <= NOTABLE_PER_TEMPLATE_MAX;
            } else if (verdicts[i] instanceof Verdict.Inconclusive) {
                inconclusive[i]++;
                anyInconclusive = true;
            } else {
                holds[i]++;
            }
        }
        invocations += calls;
        if (observation instanceof Observation.Died) {
            casesDead++;
            worthKeeping = true;
        }
        if (anyViolated || !anyInconclusive) {
            casesJudged++;
        } else {
            casesInconclusive++;
            worthKeeping |= inconclusiveKept++ < INCONCLUSIVE_MAX;
        }
        if (observation instanceof Observation.Answered answered) {
            RunFacts base = answered.runs().get(0);
            if (base.rejected().isEmpty()) {
                casesAccepted++;
            }
            if (task.factsWanted() && variant == task.first()) {
                facts = Observed.trimmed(base, 0);
            }
        }
        if (worthKeeping && notable.size() < NOTABLE_MAX) {
            notable.add(panel.judged(variant, bounded(observation), verdicts));
        }
    }

    /** No case of the task was run, nor will be. */
    Outcome unrun(String why) {
        unrunRest(why);
        return build();
    }

    /** The variants that have not been added stay unrun. */
    void unrunRest(String why) {
        addUnrun(task.count() - casesJudged - casesInconclusive - casesUnrun, why);
    }

    void addUnrun(long cases, String why) {
        if (cases > 0) {
            casesUnrun += cases;
            note = why;
        }
    }

    /** Adds what became of a part of the task elsewhere. */
    void merge(Outcome part) {
        for (int i = 0; i < panel.size(); i++) {
            Tally tally = part.tallies().getOrDefault(panel.name(i), Tally.NONE);
            holds[i] += tally.holds();
            violated[i] += tally.violated();
            inconclusive[i] += tally.inconclusive();
        }
        casesJudged += part.judged();
        casesInconclusive += part.inconclusive();
        casesUnrun += part.unrun();
        casesAccepted += part.accepted();
        casesDead += part.crashes();
        invocations += part.invocations();
        for (Judged judged : part.notable()) {
            if (notable.size() < NOTABLE_MAX) {
                notable.add(judged);
            }
        }
        if (facts == null && part.task().first() == task.first()) {
            facts = part.facts();
        }
        if (note.isEmpty()) {
            note = part.note();
        }
    }

    Outcome build() {
        SortedMap<String, Tally> tallies = new TreeMap<>();
        for (int i = 0; i < panel.size(); i++) {
            tallies.put(panel.name(i), new Tally(holds[i], violated[i], inconclusive[i]));
        }
        return new Outcome(
                task,
                casesJudged,
                casesInconclusive,
                casesUnrun,
                casesAccepted,
                invocations,
                casesDead,
                tallies,
                notable,
                facts,
                note);
    }

    private static Observation bounded(Observation observation) {
        return observation instanceof Observation.Answered answered
                ? new Observation.Answered(Observed.bounded(answered.runs()), answered.aftermath())
                : observation;
    }
}
