package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Variation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A law on which calls are accepted, learned from neighbours of the call that it is asked of. */
interface StatusLaw {
    /** The neighbours; none where the law says nothing of the call. */
    List<Variation> neighbours(Case call);

    /** Those that are worth their time in a campaign: of calls that look as if the law might be broken there. */
    default List<Variation> suggested(Case call) {
        return neighbours(call);
    }

    /**
     * Holds where neighbours are missing.
     *
     * @param runs the call itself first, which gets the same status whenever it is made
     */
    Verdict judge(Case call, List<RunFacts> runs);

    static boolean accepted(List<RunFacts> runs, String label) {
        RunFacts run = Runs.labelled(runs, label);
        return run != null && run.rejected().isEmpty();
    }

    /** What the library said to this run; empty where it was accepted or not made. */
    static String refusal(List<RunFacts> runs, String label) {
        RunFacts run = Runs.labelled(runs, label);
        return run == null ? "" : run.rejected().map(step -> step.error()).orElse("");
    }

    static Variation with(Case call, String label, String attribute, String text) {
        Step step = call.steps().get(0);
        TreeMap<String, String> attributes = new TreeMap<>(step.attributes());
        attributes.put(attribute, text);
        return new Variation(label, new Case(call.settings(), List.of(step.withAttributes(attributes))));
    }

    /** Whether all arrays of the call have one element type, which is not the one that everything is written for. */
    static boolean inOneUnusualType(Case call) {
        List<Input.Array> arrays = arrays(call).orElse(List.of());
        return arrays.stream().map(Input.Array::dtype).distinct().count() == 1
                && arrays.get(0).dtype() != DType.FLOAT32;
    }

    /** The arrays of the call; empty where an input is none or results are placed. */
    static Optional<List<Input.Array>> arrays(Case call) {
        Step step = call.steps().get(0);
        boolean plain = step.out().isEmpty() && step.inputs().stream().allMatch(Input.Array.class::isInstance);
        return plain
                ? Optional.of(
                        step.inputs().stream().map(Input.Array.class::cast).toList())
                : Optional.empty();
    }

    /** A call of arrays that all have as many axes, all of one length, so that whatever must agree does. */
    record Cube(int rank, long length, int arrays) {
        static @Nullable Cube of(Case call) {
            List<Input.Array> arrays = StatusLaw.arrays(call).orElse(List.of());
            if (arrays.isEmpty() || arrays.get(0).shape().rank() == 0) {
                return null;
            }
            Cube cube =
                    new Cube(arrays.get(0).shape().rank(), arrays.get(0).shape().axis(0), arrays.size());
            return arrays.stream().allMatch(cube::like) && cube.length > 0 ? cube : null;
        }

        private boolean like(Input.Array array) {
            long[] axes = array.shape().toArray();
            return axes.length == rank && Arrays.stream(axes).allMatch(axis -> axis == length);
        }
    }
}
