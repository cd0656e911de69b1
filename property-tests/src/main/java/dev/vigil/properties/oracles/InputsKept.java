package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.List;

/**
 * Inputs keep their bits, but for those that the library itself lists as changed and those that a result is put in place of.
 * A change that is gone when all true-or-false attributes are switched is one that the caller asks for.
 */
public final class InputsKept implements Oracle {
    static final String SWITCHED = "with flags switched";

    @Override
    public String name() {
        return "inputs-kept";
    }

    @Override
    public boolean takesSparse() {
        return true;
    }

    /** Beside other oracles it looks at the runs that they ask for. */
    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        return List.of(
                new Variation("from slices", call, Manner.PLAIN.with(Manner.Layout.SLICED)),
                new Variation("before a guard", call, Manner.PLAIN.with(Manner.Layout.GUARD_BEHIND)),
                new Variation("in a cached op", call, Manner.PLAIN.with(Manner.Path.CACHED_OP)),
                new Variation(SWITCHED, call, Manner.PLAIN.with(Manner.Path.FLAGS_SWITCHED)));
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts switched = Runs.labelled(runs, SWITCHED);
        for (RunFacts run : runs) {
            for (StepFacts step : run.steps()) {
                if (!run.label().equals(SWITCHED) && !step.mutatedInputs().isEmpty()) {
                    if (switched != null && keeps(switched)) {
                        return new Verdict.Inconclusive("an attribute asks for the change");
                    }
                    return new Verdict.Violated(
                            FaultClass.WRONG_VALUE,
                            "an input is overwritten",
                            "inputs " + step.mutatedInputs() + " do not hold what they held before the call (run: "
                                    + run.label() + ")",
                            "the same bits as before: the library lists no such input as changed, and no result is put there");
                }
            }
        }
        return Verdict.holds();
    }

    private static boolean keeps(RunFacts run) {
        return run.rejected().isEmpty()
                && run.steps().stream().allMatch(step -> step.mutatedInputs().isEmpty());
    }
}
