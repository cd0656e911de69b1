package dev.vigil.properties.executor;

import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares runs and makes observations small enough to travel. */
final class Observed {
    private Observed() {}

    /** The base run keeps its first elements, the others only digests. */
    static List<RunFacts> bounded(List<RunFacts> runs) {
        return runs.stream()
                .map(run -> trimmed(run, run.label().equals(RunFacts.BASE) ? ArrayFacts.ELEMENTS_MAX : 0))
                .toList();
    }

    static RunFacts trimmed(RunFacts run, int elements) {
        return new RunFacts(
                run.label(),
                run.steps().stream()
                        .map(step -> new StepFacts(
                                step.rejectedIn(),
                                step.error(),
                                step.inferred(),
                                step.outputs().stream()
                                        .map(array -> trimmed(array, elements))
                                        .toList(),
                                gradients(step, elements),
                                step.mutatedInputs()))
                        .toList(),
                run.damage());
    }

    private static List<@Nullable ArrayFacts> gradients(StepFacts step, int elements) {
        List<@Nullable ArrayFacts> gradients = new java.util.ArrayList<>();
        for (ArrayFacts gradient : step.gradients()) {
            gradients.add(gradient == null ? null : trimmed(gradient, elements));
        }
        return gradients;
    }

    private static ArrayFacts trimmed(ArrayFacts array, int elements) {
        byte[] bytes = array.bytes();
        int keep = Math.min(elements, array.known()) * array.dtype().bytes();
        if (bytes == null || elements == 0) {
            return ArrayFacts.withoutBytes(
                    array.shape(), array.dtype(), array.storage(), array.digest(), array.nans(), array.infinities());
        }
        return keep == bytes.length ? array : array.with(Arrays.copyOf(bytes, keep));
    }
}
