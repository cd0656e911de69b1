package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What other operators may be to a first one, where all take nothing but arrays. */
public enum PairKind {
    /** A second takes what the first took, and gives what that gave. */
    EQUIVALENT(1),
    /** A second takes the first one's result in the place of its first input, and gives that input. */
    INVERSE(1),
    /** A second takes what the first took; a third takes its result in that place, and gives what the first gave. */
    COMPOSED(2);

    private final int others;

    PairKind(int others) {
        this.others = others;
    }

    /** All calls, in a row. Gradients that the first asks for are those of its own arrays. */
    public Case of(ProcessSettings settings, Step first, String... behind) {
        List<Step> steps = new ArrayList<>(List.of(first));
        for (String operator : behind) {
            steps.add(Step.of(
                    operator,
                    new TreeMap<>(),
                    inputs(steps.size(), first.inputs().size())));
        }
        return new Case(settings, steps);
    }

    private List<Input> inputs(int step, int count) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean passed = i == 0 && (this == INVERSE || step > 1);
            inputs.add(passed ? new Input.StepOutput(step - 1, 0) : new Input.StepInput(0, i));
        }
        return inputs;
    }

    /** What a case of such calls asks; empty for all others. */
    static Optional<PairKind> in(Case call) {
        Step first = call.steps().get(0);
        boolean bare = call.steps().stream()
                        .allMatch(step ->
                                step.attributes().isEmpty() && step.out().isEmpty() && !step.train())
                && !first.inputs().isEmpty()
                && first.inputs().stream().allMatch(Input.Array.class::isInstance);
        return bare
                ? Arrays.stream(values()).filter(kind -> kind.has(call.steps())).findFirst()
                : Optional.empty();
    }

    private boolean has(List<Step> steps) {
        Step first = steps.get(0);
        boolean fits = steps.size() == 1 + others && !(this == INVERSE && first.wantsGradient());
        for (int s = 1; fits && s < steps.size(); s++) {
            fits = !steps.get(s).wantsGradient()
                    && steps.get(s).inputs().equals(inputs(s, first.inputs().size()));
        }
        return fits;
    }

    /** The first call by itself, whose gradients are to be those that all calls have. */
    static Case alone(Case call) {
        return new Case(call.settings(), call.steps().subList(0, 1));
    }

    /** The last result and what it is to be; empty where a run refused a call or one gave more than an array. */
    public Optional<Agreement> compared(Case call, RunFacts run) {
        if (!whole(run, call.steps().size())) {
            return Optional.empty();
        }
        ArrayFacts expected = this == INVERSE
                ? given((Input.Array) call.steps().get(0).inputs().get(0))
                : run.steps().get(0).outputs().get(0);
        return Agreement.of(expected, run.last().outputs().get(0));
    }

    /**
     * The gradients of all calls and what they are to be; empty where one of the runs refused a call, or has no gradient.
     *
     * @param alone the first call by itself
     */
    static List<Agreement> gradients(Case call, RunFacts run, RunFacts alone) {
        List<Agreement> both = new ArrayList<>();
        if (!whole(run, call.steps().size()) || !whole(alone, 1)) {
            return both;
        }
        List<@Nullable ArrayFacts> expected = alone.steps().get(0).gradients();
        List<@Nullable ArrayFacts> given = run.steps().get(0).gradients();
        for (int i = 0; i < Math.min(expected.size(), given.size()); i++) {
            ArrayFacts one = expected.get(i);
            ArrayFacts other = given.get(i);
            Optional<Agreement> agreement = one == null || other == null ? Optional.empty() : Agreement.of(one, other);
            if (agreement.isEmpty()) {
                return List.of();
            }
            both.add(agreement.get());
        }
        return both;
    }

    private static boolean whole(RunFacts run, int steps) {
        return run.steps().size() == steps
                && run.steps().stream()
                        .allMatch(step -> step.ok()
                                && step.outputs().size() == 1
                                && step.mutatedInputs().isEmpty());
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
