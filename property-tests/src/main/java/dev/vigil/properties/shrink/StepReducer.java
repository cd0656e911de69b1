package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fewer steps. Whoever took from a step that goes takes what that step took. The last stays, for the case is about it, but
 * where steps take gradients: those are about all of them, and the last ones go first.
 */
final class StepReducer implements Reducer {
    private static final Input SOMETHING = new Input.Array(Shape.of(1), DType.FLOAT32, new Fill.Constant(1));

    @Override
    public Stream<Case> reduce(Case call) {
        int last = call.steps().size() - 1;
        if (last == 0) {
            return Stream.empty();
        }
        if (call.steps().stream().anyMatch(Step::takesGradient)) {
            IntStream bold = IntStream.iterate(1, length -> length <= last, length -> 2 * length);
            return IntStream.concat(bold, IntStream.rangeClosed(1, last))
                    .mapToObj(length -> new Case(call.settings(), call.steps().subList(0, length)));
        }
        Case lastOnly = call;
        for (int s = last - 1; s >= 0; s--) {
            lastOnly = without(lastOnly, s);
        }
        return Stream.concat(Stream.of(lastOnly), IntStream.range(0, last).mapToObj(s -> without(call, last - 1 - s)));
    }

    private static Case without(Case call, int gone) {
        List<Input> taken = call.steps().get(gone).inputs();
        Map<Integer, Input> homes = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < call.steps().size(); s++) {
            Step step = call.steps().get(s);
            if (s == gone) {
                continue;
            }
            List<Input> inputs = new ArrayList<>();
            Map<Integer, Input> here = new HashMap<>();
            for (Input input : step.inputs()) {
                if (input instanceof Input.StepInput same && same.step() == gone) {
                    // Whoever shared the array goes on sharing it with the first of them.
                    Input home = homes.get(same.input());
                    here.putIfAbsent(same.input(), new Input.StepInput(steps.size(), inputs.size()));
                    inputs.add(home == null ? taken.get(same.input()) : home);
                } else {
                    inputs.add(moved(input, gone, taken));
                }
            }
            here.forEach(homes::putIfAbsent);
            steps.add(step.withInputs(inputs, step.request()));
        }
        return new Case(call.settings(), steps);
    }

    private static Input moved(Input input, int gone, List<Input> taken) {
        if (input instanceof Input.StepGradient slope) {
            // Where the array itself stands in for it, it is no gradient any more.
            return slope.step() == gone
                    ? taken.get(slope.gradient())
                    : slope.step() < gone ? slope : new Input.StepGradient(slope.step() - 1, slope.gradient());
        }
        if (input instanceof Input.StepInput same) {
            return same.step() < gone ? same : new Input.StepInput(same.step() - 1, same.input());
        }
        if (!(input instanceof Input.StepOutput output) || output.step() < gone) {
            return input;
        }
        if (output.step() > gone) {
            return new Input.StepOutput(output.step() - 1, output.output());
        }
        return taken.isEmpty() ? SOMETHING : taken.get(Math.min(output.output(), taken.size() - 1));
    }
}
