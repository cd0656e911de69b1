package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Variation;
import java.util.List;
import java.util.Optional;

/**
 * An axis that no array of the call has is accepted, where others that none has are refused. One axis more than an input
 * has may be an axis of the result.
 */
final class AxisRange implements StatusLaw {
    private static final List<Long> FAR = List.of(77L, -77L);

    @Override
    public List<Variation> neighbours(Case call) {
        Optional<NamedAxis> axis = outside(call);
        return axis.isEmpty()
                ? List.of()
                : FAR.stream()
                        .map(far -> StatusLaw.with(call, label(far), axis.get().name(), Long.toString(far)))
                        .toList();
    }

    private static Optional<NamedAxis> outside(Case call) {
        List<Input.Array> arrays = StatusLaw.arrays(call).orElse(List.of());
        int most = arrays.stream().mapToInt(array -> array.shape().rank()).max().orElse(0);
        return arrays.isEmpty()
                ? Optional.empty()
                : NamedAxis.all(call).stream()
                        .filter(axis -> axis.number() > most || axis.number() < -most - 1)
                        .findFirst();
    }

    private static String label(long axis) {
        return "with axis " + axis;
    }

    @Override
    public Verdict judge(Case call, List<RunFacts> runs) {
        RunFacts base = runs.get(0);
        Optional<NamedAxis> outside = outside(call);
        if (base.rejected().isPresent() || outside.isEmpty()) {
            return Verdict.holds();
        }
        NamedAxis axis = outside.get();
        int results = base.last().outputs().stream()
                .mapToInt(output -> output.shape().rank())
                .max()
                .orElse(0);
        if (axis.number() < results && axis.number() >= -results) {
            return Verdict.holds();
        }
        for (long far : FAR) {
            String refusal = StatusLaw.refusal(runs, label(far));
            if (!refusal.isEmpty()) {
                return new Verdict.Violated(
                        FaultClass.ACCEPTED_INVALID,
                        "an axis that no array has is accepted, and others are refused",
                        axis.name() + "=" + axis.number() + " is accepted, " + axis.name() + "=" + far + " is refused: "
                                + Survival.shortened(refusal),
                        "an error that speaks of the axis, as for other axes that no array has");
            }
        }
        return Verdict.holds();
    }
}
