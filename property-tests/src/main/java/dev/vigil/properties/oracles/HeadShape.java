package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.Arrays;
import java.util.List;

/**
 * A head gradient that has not the shape of its result is refused. The library takes heads for every operator in one
 * place, so what goes wrong is a fault of that C function.
 */
public final class HeadShape implements Oracle {
    private static final String LONGER = "a longer head gradient";
    private static final String FUNCTION = "MXAutogradBackwardEx";

    @Override
    public String name() {
        return "head-shape";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent == Intent.VALID
                && call.steps().size() == 1
                && call.steps().get(0).wantsGradient()
                && call.steps().get(0).out().isEmpty();
    }

    /** One structure tells as much as many, and an operator that takes such a head may break the heap for later cases. */
    @Override
    public double share(Intent intent) {
        return 0.005;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return List.of(new Variation(LONGER, call, Manner.PLAIN.with(Manner.Heads.LONGER)));
    }

    /** Whether the process ended in such a run, which says nothing of the operator. */
    static boolean ended(Observation.Died died) {
        return died.during().startsWith(LONGER + "/");
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died died) {
            return ended(died) ? ended(died.end(), died.during()) : new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts longer = Runs.labelled(runs, LONGER);
        if (longer == null || runs.get(0).rejected().isPresent()) {
            return new Verdict.Inconclusive("no backward pass to compare");
        }
        if (zero(longer.last())) {
            return new Verdict.Inconclusive("no gradient comes of the head gradient");
        }
        return longer.rejected().isPresent()
                ? Verdict.holds()
                : violated(
                        FaultClass.ACCEPTED_INVALID,
                        "a head gradient longer than its result is accepted",
                        "accepted with one row more than the result, which is "
                                + runs.get(0).last().outputs().get(0).shape());
    }

    /** An operator whose gradients are nothing has no use for a head gradient. */
    private static boolean zero(StepFacts step) {
        return step.ok()
                && step.gradients().stream()
                        .allMatch(gradient -> gradient == null
                                || Arrays.stream(Doubles.of(gradient)).allMatch(g -> g == 0));
    }

    private static Verdict ended(ProcessEnd end, String during) {
        return end.blamesBuild() && !end.endless()
                ? violated(
                        end.kind() == ProcessEnd.Kind.ABORT ? FaultClass.ABORT : FaultClass.CRASH,
                        "a head gradient longer than its result ends the process",
                        Survival.words(end.kind()) + " during " + during + ": " + end.detail())
                : new Verdict.Inconclusive("the executor was not ended by the build: " + end.detail());
    }

    private static Verdict violated(FaultClass fault, String template, String observed) {
        return new Verdict.Violated(
                fault, template, observed, "an error that tells the shape of the head gradient is wrong", FUNCTION);
    }
}
