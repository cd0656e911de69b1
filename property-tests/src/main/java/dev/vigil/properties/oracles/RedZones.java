package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;

/** Nothing is written right before or right behind the blocks of memory that the library takes for itself. */
public final class RedZones implements Oracle {
    public static final String NAME = "red-zones";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takesSparse() {
        return true;
    }

    /** Every operator turns sparse arrays into dense ones the same way, and takes their indices at their word. */
    @Override
    public boolean applies(Case call, Intent intent) {
        return !SparseInputs.defective(call);
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        for (RunFacts run : ((Observation.Answered) observation).runs()) {
            RunFacts.Damage damage = run.damage();
            if (damage != null) {
                return beside(damage, run.label());
            }
        }
        return Verdict.holds();
    }

    private static Verdict beside(RunFacts.Damage damage, String run) {
        boolean before = damage.from() < 0;
        String place =
                before ? -damage.from() + " bytes before" : damage.from() - damage.size() + " bytes behind the end of";
        return new Verdict.Violated(
                FaultClass.OUT_OF_BOUNDS,
                "writes " + (before ? "before" : "behind") + " a block of memory",
                damage.bytes() + " bytes changed from " + place + " a block of " + damage.size() + " bytes on (run: "
                        + run + ", blocks: " + damage.blocks() + ")",
                "only the block itself is written to");
    }
}
