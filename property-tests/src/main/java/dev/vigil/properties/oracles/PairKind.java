package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a second operator may be to a first one, where both take nothing but arrays. */
public enum PairKind {
    /** The second takes what the first took, and gives what that gave. */
    EQUIVALENT,
    /** The second takes the first one's result in the place of its first input, and gives that input. */
    INVERSE;

    /** Both calls, in a row. */
    public Case of(ProcessSettings settings, Step first, String second) {
        Step follows = Step.of(second, new TreeMap<>(), inputs(first.inputs().size()));
        return new Case(settings, List.of(first, follows));
    }

    private List<Input> inputs(int count) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.add(i == 0 && this == INVERSE ? new Input.StepOutput(0, 0) : new Input.StepInput(0, i));
        }
        return inputs;
    }

    /** What a case of two such calls asks; empty for all others. */
    static Optional<PairKind> in(Case call) {
        List<Step> steps = call.steps();
        boolean bare = steps.size() == 2
                && steps.stream()
                        .allMatch(step -> step.attributes().isEmpty()
                                && step.out().isEmpty()
                                && !step.train()
                                && !step.wantsGradient())
                && !steps.get(0).inputs().isEmpty()
                && steps.get(0).inputs().stream().allMatch(Input.Array.class::isInstance);
        return bare
                ? Arrays.stream(values())
                        .filter(kind -> kind.inputs(steps.get(0).inputs().size())
                                .equals(steps.get(1).inputs()))
                        .findFirst()
                : Optional.empty();
    }

    /** The second result and what it is to be; empty where a run refused a call or one gave more than an array. */
    public Optional<Agreement> compared(Case call, RunFacts run) {
        List<StepFacts> steps = run.steps();
        boolean whole = steps.size() == 2
                && steps.stream()
                        .allMatch(step -> step.ok()
                                && step.outputs().size() == 1
                                && step.mutatedInputs().isEmpty());
        if (!whole) {
            return Optional.empty();
        }
        ArrayFacts expected = this == EQUIVALENT
                ? steps.get(0).outputs().get(0)
                : given((Input.Array) call.steps().get(0).inputs().get(0));
        return Agreement.of(expected, steps.get(1).outputs().get(0));
    }

    /** An input as if it had come out. */
    public static ArrayFacts given(Input.Array array) {
        int elements = Math.toIntExact(array.shape().elements());
        ByteBuffer bytes = ByteBuffer.allocate(elements * array.dtype().bytes()).order(ByteOrder.nativeOrder());
        Values.write(array.fill(), array.dtype(), elements, bytes);
        return new ArrayFacts(
                array.shape(), array.dtype(), "default", Arrays.hashCode(bytes.array()), 0, 0, bytes.array());
    }
}
