package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several calls come to the same one after the other, as one graph, bound as a symbol where the build has that, and in
 * bulk: the results of the last and the gradients of all.
 *
 * <p>Values are within {@link Closeness}, whose roundings count once per call. A call that differs as a graph of its own
 * is no fault of the graph of all; {@link TwoPaths} asks about it. Calls that update an array which others take have no
 * order of their own in a graph, and are compared in bulk and each as a graph only.
 */
public final class Graph implements Oracle {
    private static final int SAMPLE = 2;
    private static final int AGAIN_ALONE = 9;

    @Override
    public String name() {
        return "graph";
    }

    @Override
    public boolean sequences() {
        return true;
    }

    /** A graph is trained as a whole or not at all. */
    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE
                && call.steps().size() > 1
                && !Training.trains(call)
                && call.steps().stream().map(Step::train).distinct().count() == 1;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        List<Variation> sample = new ArrayList<>();
        sample.add(new Variation(Variation.AGAIN, call));
        if (sharing(call)) {
            GraphWay.EACH.of(call).ifPresent(sample::add);
        }
        List<Variation> there = whole(call, false);
        long drawn = TwoPaths.structure(call);
        for (int taken = 0; taken < SAMPLE && !there.isEmpty(); taken++) {
            drawn = Seeds.mix(drawn, taken);
            sample.add(there.remove((int) Math.floorMod(drawn, (long) there.size())));
        }
        List<Variation> bound = whole(call, true);
        if (!bound.isEmpty()) {
            GraphWay.added(call).ifPresent(sample::add);
            sample.add(bound.get((int) Math.floorMod(Seeds.mix(drawn, SAMPLE), (long) bound.size())));
        }
        return sample;
    }

    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        List<Variation> all = new ArrayList<>();
        all.addAll(Runs.again(call, AGAIN_ALONE));
        all.addAll(Poison.filled(call, ""));
        // Before the others: what kills the process here is a fault of one call.
        GraphWay.EACH.of(call).ifPresent(all::add);
        all.addAll(whole(call, false));
        GraphWay.added(call).ifPresent(all::add);
        all.addAll(whole(call, true));
        Wide.narrowest(call).ifPresent(narrow -> {
            all.add(Wide.exact(call));
            all.addAll(Wide.nudged(call, narrow));
        });
        return all;
    }

    private static List<Variation> whole(Case call, boolean bound) {
        List<Variation> ways = new ArrayList<>();
        for (GraphWay way : GraphWay.values()) {
            if (way != GraphWay.EACH && way.bound() == bound) {
                way.of(call).ifPresent(ways::add);
            }
        }
        return ways;
    }

    private static boolean sharing(Case call) {
        return call.steps().stream().anyMatch(s -> s.inputs().stream().anyMatch(Input.StepInput.class::isInstance));
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died died) {
            return died.during().startsWith(GraphWay.EACH.label() + "/")
                    ? new Verdict.Inconclusive("the executor died of one call as a graph")
                    : SameAnswer.died(died, List.of(GraphWay.values()));
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        String unfit = SameAnswer.unfit(runs);
        if (!unfit.isEmpty()) {
            return new Verdict.Inconclusive(unfit);
        }
        RunFacts base = runs.get(0);
        for (String fill : List.of(Poison.LOW, Poison.HIGH)) {
            RunFacts filled = Runs.labelled(runs, fill);
            if (filled != null && !base.sameResults(filled)) {
                return new Verdict.Inconclusive("results hang on what fresh memory holds");
            }
        }
        RunFacts each = Runs.labelled(runs, GraphWay.EACH.label());
        if (each != null) {
            Verdict verdict = compare(call, GraphWay.EACH, runs, each, true);
            if (!(verdict instanceof Verdict.Holds)) {
                return updatedBefore(call, base, each)
                        ? verdict
                        : new Verdict.Inconclusive("a call alone differs as a graph");
            }
        }
        boolean updated = sharing(call)
                && base.steps().stream().anyMatch(step -> !step.mutatedInputs().isEmpty());
        Verdict worst = Verdict.holds();
        for (GraphWay way : GraphWay.values()) {
            RunFacts run = Runs.labelled(runs, way.label());
            if (run == null || way == GraphWay.EACH || (way.graph() && updated)) {
                continue;
            }
            Verdict verdict = compare(call, way, runs, run, false);
            if (verdict instanceof Verdict.Violated violated) {
                return way.graph() ? ofUnused(call, base, run, violated) : violated;
            }
            worst = worst instanceof Verdict.Holds ? verdict : worst;
        }
        return worst;
    }

    /**
     * A graph asks a call for nothing but the results that somebody takes, which is a question of its own, and one about
     * that call: some compute what is asked for from what is not.
     */
    private static Verdict ofUnused(Case call, RunFacts base, RunFacts run, Verdict.Violated violated) {
        for (int s = call.steps().size() - 2; s >= 0; s--) {
            int step = s;
            long taken = call.steps().stream()
                    .flatMap(later -> later.inputs().stream())
                    .filter(input -> input instanceof Input.StepOutput output && output.step() == step)
                    .distinct()
                    .count();
            if (taken > 0 && taken < base.steps().get(s).outputs().size()) {
                String what = run.rejected().isPresent() ? "refused" : "another result";
                return new Verdict.Violated(
                        violated.fault(),
                        what + " in a graph that leaves a result of it unused",
                        violated.observed(),
                        violated.expected(),
                        call.steps().get(s).operator());
            }
        }
        return violated;
    }

    /** @param every whether the results of all steps are there and not only of the last */
    private static Verdict compare(Case call, GraphWay way, List<RunFacts> runs, RunFacts run, boolean every) {
        List<RunFacts> joined = runs.stream().map(facts -> joined(facts, every)).toList();
        RunFacts added = way.bound() ? Runs.labelled(joined, GraphWay.ADDED) : null;
        RunFacts plain = added == null ? joined.get(0) : added;
        Verdict verdict = new SameAnswer(way, new Closeness(call, joined)).compare(plain, joined(run, every), true);
        RunFacts exact = Runs.labelled(runs, Wide.EXACT);
        boolean ofValues = verdict instanceof Verdict.Violated violated
                && (violated.fault() == FaultClass.WRONG_VALUE || violated.fault() == FaultClass.GRADIENT);
        return ofValues && exact != null && exact.rejected().isPresent()
                ? new Verdict.Inconclusive("refused in float64, which would tell how much rounding matters")
                : verdict;
    }

    /** All that is compared, as if one step had given it. */
    private static RunFacts joined(RunFacts run, boolean every) {
        if (run.rejected().isPresent()) {
            return run;
        }
        List<ArrayFacts> outputs =
                new ArrayList<>(every ? List.of() : run.last().outputs());
        List<@Nullable ArrayFacts> gradients = new ArrayList<>();
        for (StepFacts step : run.steps()) {
            outputs.addAll(every ? step.outputs() : List.of());
            gradients.addAll(step.gradients());
        }
        StepFacts all = new StepFacts(null, "", null, outputs, gradients, List.of());
        return new RunFacts(run.label(), List.of(all), run.damage());
    }

    /** Whether the first step whose results differ takes an array that an earlier step had updated. */
    private static boolean updatedBefore(Case call, RunFacts base, RunFacts each) {
        for (int s = 0; s < Math.min(base.steps().size(), each.steps().size()); s++) {
            if (!base.steps().get(s).outputs().equals(each.steps().get(s).outputs())) {
                return call.steps().get(s).inputs().stream()
                        .anyMatch(input -> input instanceof Input.StepInput same
                                && base.steps().get(same.step()).mutatedInputs().contains(same.input()));
            }
        }
        return false;
    }
}
