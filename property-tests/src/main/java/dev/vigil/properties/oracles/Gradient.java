package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradients are the slopes of the results ({@link GradientDifferences}), and backward passes treat the arrays that
 * gradients go to as they are asked to ({@link GradientRequests}). That narrower types give the gradients that float64 gives is asked by {@link CrossDtype}.
 */
public final class Gradient implements Oracle {
    public static final String NAME = "gradient";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE && call.steps().stream().anyMatch(Step::wantsGradient);
    }

    /** Some fifteen runs of a case, of the quarter of all cases that want a gradient. */
    @Override
    public double share(Intent intent) {
        return 0.5;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return variations(call, false);
    }

    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        return variations(call, true);
    }

    private static List<Variation> variations(Case call, boolean all) {
        long chosen = TwoPaths.structure(call);
        List<Variation> variations = new ArrayList<>();
        variations.add(new Variation(Variation.AGAIN, call));
        variations.addAll(GradientRequests.variations(call, chosen, all));
        variations.addAll(GradientRuns.variations(call, chosen, all));
        return variations;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        if (runs.get(0).rejected().isPresent()) {
            return Verdict.holds();
        }
        String unfit = SameAnswer.unfit(runs);
        if (!unfit.isEmpty()) {
            return new Verdict.Inconclusive(unfit);
        }
        if (!call.settings().numpyShape()
                && runs.get(0).last().outputs().stream()
                        .anyMatch(result -> result.shape().elements() == 0)) {
            return new Verdict.Inconclusive("an array without elements needs numpy shape semantics");
        }
        Verdict requests = new GradientRequests(call, runs).judge();
        if (requests instanceof Verdict.Violated || !GradientRuns.possible(call)) {
            return requests;
        }
        Verdict differences = new GradientDifferences(call, runs).judge();
        return differences instanceof Verdict.Holds ? requests : differences;
    }
}
