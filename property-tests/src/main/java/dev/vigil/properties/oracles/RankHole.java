package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Variation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One number of axes is refused where one less and one more work. Asked of arrays that are cubes alone: with lengths that
 * are all equal, a call with an axis more or less has no other reason to be refused.
 */
final class RankHole implements StatusLaw {
    private static final String LESS = "with an axis less";
    private static final String MORE = "with an axis more";
    private static final double ELEMENTS_MAX = 1 << 16;

    @Override
    public List<Variation> neighbours(Case call) {
        Cube cube = Cube.of(call);
        if (cube == null
                || cube.rank() < 2
                || Math.pow((double) cube.length(), cube.rank() + 1.0) * cube.arrays() > ELEMENTS_MAX) {
            return List.of();
        }
        return List.of(
                new Variation(LESS, ranked(call, cube, cube.rank() - 1)),
                new Variation(MORE, ranked(call, cube, cube.rank() + 1)));
    }

    private static Case ranked(Case call, Cube cube, int rank) {
        long[] axes = new long[rank];
        Arrays.fill(axes, cube.length());
        return Rewrite.arrays(call, array -> new Input.Array(Shape.of(axes), array.dtype(), array.fill()));
    }

    @Override
    public Verdict judge(Case call, List<RunFacts> runs) {
        Optional<StepFacts> rejected = runs.get(0).rejected();
        Cube cube = Cube.of(call);
        if (rejected.isEmpty() || cube == null || !StatusLaw.accepted(runs, LESS) || !StatusLaw.accepted(runs, MORE)) {
            return Verdict.holds();
        }
        return new Verdict.Violated(
                FaultClass.REJECTED_VALID,
                "one number of axes is refused, and one less and one more work",
                cube.rank() + " axes are refused in " + rejected.get().rejectedIn() + ": "
                        + Survival.shortened(rejected.get().error()),
                "accepted, as the same call is with " + (cube.rank() - 1) + " and with " + (cube.rank() + 1)
                        + " axes of length " + cube.length());
    }
}
