package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Variation;
import java.util.List;
import java.util.Optional;

/**
 * One axis is refused where the same axis counted from the other end and one beside it, counted from the same end, work.
 * Asked of cubes alone, whose axes are all alike.
 */
final class AxisHole implements StatusLaw {
    private static final String OTHER_END = "with the axis counted from the other end";
    private static final String BESIDE = "with the axis beside it";

    @Override
    public List<Variation> neighbours(Case call) {
        Cube cube = Cube.of(call);
        Optional<NamedAxis> found = NamedAxis.only(call);
        if (cube == null || cube.rank() < 2 || found.isEmpty()) {
            return List.of();
        }
        NamedAxis axis = found.get();
        int rank = cube.rank();
        if (axis.number() < -rank || axis.number() >= rank) {
            return List.of();
        }
        long otherEnd = axis.number() < 0 ? axis.number() + rank : axis.number() - rank;
        boolean last = axis.number() == -1 || axis.number() == rank - 1;
        return List.of(
                StatusLaw.with(call, OTHER_END, axis.name(), Long.toString(otherEnd)),
                StatusLaw.with(call, BESIDE, axis.name(), Long.toString(axis.number() + (last ? -1 : 1))));
    }

    @Override
    public Verdict judge(Case call, List<RunFacts> runs) {
        Optional<StepFacts> rejected = runs.get(0).rejected();
        Optional<NamedAxis> axis = NamedAxis.only(call);
        if (rejected.isEmpty()
                || axis.isEmpty()
                || !StatusLaw.accepted(runs, OTHER_END)
                || !StatusLaw.accepted(runs, BESIDE)) {
            return Verdict.holds();
        }
        return new Verdict.Violated(
                FaultClass.REJECTED_VALID,
                "one axis is refused, and it works counted from the other end",
                axis.get().name() + "=" + axis.get().number() + " is refused in "
                        + rejected.get().rejectedIn() + ": "
                        + Survival.shortened(rejected.get().error()),
                "accepted, as it is counted from the other end, and as the axis beside it is");
    }
}
