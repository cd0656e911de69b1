package dev.vigil.properties.lane;

import dev.vigil.model.lane.LaneFault;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.generate.CallGenerator;
import dev.vigil.properties.generate.Generated;
import dev.vigil.properties.generate.Mutations;
import dev.vigil.properties.generate.Sizes;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.OperatorKnowledge.Share;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Spends a budget of cases on one operator and adds what was seen to what is known of it. */
final class Exploration {
    private static final int CHUNK = 24;
    private static final int CHUNK_CAREFUL = 6;
    private static final int CORPUS_MAX = 64;
    private static final int REACHED_MAX = 24;
    private static final int DEADLY_MAX = 64;
    private static final int VARIANTS_VALID = 8;

    private final OperatorKnowledge before;
    private final CallGenerator generator;
    private final int cases;
    private final int deathsMax;

    private final Map<String, Call> corpus = new LinkedHashMap<>();
    private final Map<String, Set<String>> reached = new TreeMap<>();
    private final SortedMap<String, Share> outcomes;
    private final Set<String> deadly;
    private long tried;
    private long valid;
    private long meant;
    private long meantValid;
    private int deaths;
    private long found;

    /** Makes tasks. */
    interface Tasks {
        Task of(Call call, Intent intent, int variants);
    }

    /** Runs tasks. */
    interface Runs {
        List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException;
    }

    /** Takes outcomes. */
    interface Ledger {
        void enter(Call call, Outcome outcome);
    }

    Exploration(
            OperatorKnowledge before, Draw.Generators generators, long seed, boolean sparse, int cases, int deathsMax) {
        this.before = before;
        this.generator = new CallGenerator(before, generators, seed, sparse);
        this.cases = cases;
        this.deathsMax = deathsMax;
        before.corpus().forEach(c -> corpus.put(c.key(), c));
        before.reached().forEach((k, v) -> reached.put(k, new LinkedHashSet<>(v)));
        outcomes = new TreeMap<>(before.outcomes());
        deadly = new LinkedHashSet<>(before.deadly());
    }

    OperatorKnowledge run(Tasks tasks, Runs runs, Ledger ledger, BooleanSupplier late)
            throws LaneFault, InterruptedException {
        long spent = 0;
        long index = 0;
        while (spent < cases && !late.getAsBoolean()) {
            List<Generated> made = new ArrayList<>();
            List<Task> chunk = new ArrayList<>();
            int size = deaths > 0 ? CHUNK_CAREFUL : CHUNK;
            for (int i = 0; i < size && spent < cases; i++) {
                Generated generated = generator.call(index++);
                // An operator that kills its executors again and again does not eat the unit.
                if (generated.intent() == Intent.HOSTILE && deaths >= deathsMax) {
                    continue;
                }
                int variants = (int) Math.min(cases - spent, variants(generated));
                chunk.add(tasks.of(generated.call(), generated.intent(), variants));
                made.add(generated);
                spent += variants;
            }
            List<Outcome> results = runs.run(chunk);
            for (int i = 0; i < results.size(); i++) {
                ledger.enter(made.get(i).call(), results.get(i));
                note(made.get(i), results.get(i));
            }
            if (deaths >= 2 * deathsMax) {
                break;
            }
        }
        return after();
    }

    private static int variants(Generated generated) {
        boolean large =
                generated.kind().equals(Sizes.SCALED) || generated.kind().equals(Sizes.MANY);
        return generated.intent() == Intent.VALID && !large ? VARIANTS_VALID : 1;
    }

    private void note(Generated generated, Outcome outcome) {
        long ran = outcome.judged() + outcome.inconclusive();
        tried += ran;
        valid += outcome.accepted();
        deaths += (int) outcome.crashes();
        Call call = generated.call();
        boolean accepted = outcome.accepted() == ran && ran > 0;
        if (outcome.crashes() > 0 && !generated.trait().isEmpty() && deadly.size() < DEADLY_MAX) {
            deadly.add(generated.trait());
        }
        if (generated.intent() == Intent.VALID) {
            meant += ran;
            meantValid += outcome.accepted();
            if (ran > 0 && outcome.accepted() == 0 && generated.kind().isEmpty()) {
                // A known call that fails again depends on luck: the corpus is for calls that can be relied on.
                corpus.remove(call.key());
            }
        }
        if (generated.intent() != Intent.HOSTILE && !generated.kind().isEmpty()) {
            Share share = new Share(1, accepted ? 1 : 0);
            outcomes.merge(generated.kind(), share, (a, b) -> new Share(a.all() + b.all(), a.good() + b.good()));
        }
        if (accepted && generated.intent() != Intent.HOSTILE) {
            boolean dense = call.inputs().stream().allMatch(input -> input.sparse() == null);
            // What is made from a known call is to be asked by all oracles.
            if (dense && !corpus.containsKey(call.key())) {
                found++;
                if (corpus.size() < CORPUS_MAX && Mutations.small(call)) {
                    corpus.put(call.key(), call);
                }
            }
            call.attributes().forEach((k, v) -> {
                Set<String> values = reached.computeIfAbsent(k, x -> new LinkedHashSet<>());
                if (values.size() < REACHED_MAX) {
                    values.add(v);
                }
            });
        }
    }

    private OperatorKnowledge after() {
        TreeMap<String, List<String>> lists = new TreeMap<>();
        reached.forEach((k, v) -> lists.put(k, List.copyOf(v)));
        List<Call> calls = corpus.isEmpty() ? before.corpus() : List.copyOf(corpus.values());
        return new OperatorKnowledge(
                OperatorKnowledge.VERSION,
                before.signature(),
                calls,
                lists,
                before.refused(),
                outcomes,
                List.copyOf(deadly),
                before.tried() + tried,
                before.valid() + valid,
                before.meant() + meant,
                before.meantValid() + meantValid,
                before.deaths() + deaths,
                before.lastError(),
                before.exhausted() && found == 0,
                before.distinct() + found);
    }
}
