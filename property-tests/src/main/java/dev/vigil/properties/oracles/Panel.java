package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Task;
import dev.vigil.properties.task.Variation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The oracles that a task asks, as far as they apply to its structure. One thread. */
public final class Panel {
    private final Task task;
    private final List<Oracle> oracles;
    private final boolean[] readsValues;

    public Panel(Oracles all, Task task) {
        this.task = task;
        this.oracles = all.named(task.oracles()).stream()
                .filter(oracle -> oracle.asked(task.call(), task.intent()))
                .toList();
        readsValues = new boolean[oracles.size()];
        for (int i = 0; i < readsValues.length; i++) {
            readsValues[i] = oracles.get(i).wantsValues(task.call(), task.intent());
        }
    }

    public int size() {
        return oracles.size();
    }

    public String name(int index) {
        return oracles.get(index).name();
    }

    /** The distinct further runs; an oracle that cannot say which it wants gets none and judges without. */
    public List<Variation> variations() {
        Set<Variation> distinct = new LinkedHashSet<>();
        oracles.forEach(oracle -> distinct.addAll(wanted(oracle)));
        return List.copyOf(distinct);
    }

    public boolean wantsAftermath() {
        return any(oracle -> oracle.wantsAftermath(task.call(), task.intent()));
    }

    public boolean wantsValues() {
        return any(oracle -> oracle.wantsValues(task.call(), task.intent()));
    }

    /**
     * One verdict per oracle, in their order. Never throws for an oracle's sake. An oracle that reads no values is given
     * the structure without the variant's seeds, which it has no use for and which cost more than its judgement.
     */
    public Verdict[] judge(long variant, Observation observation) {
        Verdict[] verdicts = new Verdict[oracles.size()];
        Case drawn = null;
        for (int i = 0; i < verdicts.length; i++) {
            Case call = task.call();
            if (readsValues[i]) {
                drawn = drawn == null ? call.variant(variant) : drawn;
                call = drawn;
            }
            verdicts[i] = judge(oracles.get(i), call, task.intent(), observation);
        }
        return verdicts;
    }

    /** What one oracle says; one that throws is inconclusive. */
    public static Verdict judge(Oracle oracle, Case call, Intent intent, Observation observation) {
        try {
            return oracle.judge(call, intent, observation);
        } catch (RuntimeException e) {
            return new Verdict.Inconclusive("the oracle failed: " + e);
        }
    }

    /** The case in the form that travels and is kept. */
    public Judged judged(long variant, Observation observation, Verdict[] verdicts) {
        SortedMap<String, Verdict> byName = new TreeMap<>();
        for (int i = 0; i < verdicts.length; i++) {
            byName.put(name(i), verdicts[i]);
        }
        return new Judged(variant, observation, byName);
    }

    private List<Variation> wanted(Oracle oracle) {
        try {
            return task.oracles().size() == 1
                    ? oracle.variationsAlone(task.call(), task.intent())
                    : oracle.variations(task.call(), task.intent());
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private boolean any(Predicate<Oracle> question) {
        return oracles.stream().anyMatch(question);
    }
}
