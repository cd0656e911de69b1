package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Cases with one thing changed. */
public final class Rewrite {
    private Rewrite() {}

    /** A fresh array of a case and where it stands. */
    public record Place(int step, int input, Input.Array array) {}

    /** In the order of steps and inputs. */
    public static List<Place> places(Case call) {
        List<Place> places = new ArrayList<>();
        for (int s = 0; s < call.steps().size(); s++) {
            List<Input> inputs = call.steps().get(s).inputs();
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i) instanceof Input.Array array) {
                    places.add(new Place(s, i, array));
                }
            }
        }
        return places;
    }

    /** The arrays made for the case, to read from or to write to. */
    public static Stream<Input.Array> arrays(Case call) {
        return Stream.concat(
                places(call).stream().map(Place::array),
                call.steps().stream()
                        .flatMap(step -> step.out().stream())
                        .filter(Output.Array.class::isInstance)
                        .map(place -> ((Output.Array) place).asInput()));
    }

    /** Of all of them together. */
    public static long bytes(Case call) {
        return arrays(call)
                .mapToLong(a -> a.shape().elements() * a.dtype().bytes())
                .sum();
    }

    private static Output changed(Output place, UnaryOperator<Input.Array> change) {
        if (!(place instanceof Output.Array array)) {
            return place;
        }
        Input.Array other = change.apply(array.asInput());
        return new Output.Array(other.shape(), other.dtype(), other.fill());
    }

    public static Case step(Case call, int index, Step step) {
        List<Step> steps = new ArrayList<>(call.steps());
        steps.set(index, step);
        return new Case(call.settings(), steps);
    }

    /** The case with another array at one place. */
    public static Case array(Case call, Place place, Input.Array array) {
        Step step = call.steps().get(place.step());
        List<Input> inputs = new ArrayList<>(step.inputs());
        inputs.set(place.input(), array);
        return step(call, place.step(), step.withInputs(inputs, step.request()));
    }

    /** Every array made for the case changed the same way. */
    public static Case arrays(Case call, UnaryOperator<Input.Array> change) {
        return steps(
                call,
                step -> step.withInputs(
                                step.inputs().stream()
                                        .map(i -> i instanceof Input.Array array ? change.apply(array) : i)
                                        .toList(),
                                step.request())
                        .withOut(step.out().stream()
                                .map(place -> changed(place, change))
                                .toList()));
    }

    /** Every attribute's text changed the same way. */
    public static Case texts(Case call, UnaryOperator<String> change) {
        return steps(call, step -> {
            TreeMap<String, String> changed = new TreeMap<>(step.attributes());
            changed.replaceAll((name, text) -> change.apply(text));
            return step.withAttributes(changed);
        });
    }

    public static Case steps(Case call, UnaryOperator<Step> change) {
        return new Case(call.settings(), call.steps().stream().map(change).toList());
    }

    /** The case with a step of which only the inputs at these positions were kept; who shared one that goes has its own. */
    static Case keep(Case call, int index, Step kept, List<Integer> positions) {
        List<Input> before = call.steps().get(index).inputs();
        List<Step> steps = new ArrayList<>(call.steps());
        steps.set(index, kept);
        for (int s = index + 1; s < steps.size(); s++) {
            List<Input> inputs = new ArrayList<>(steps.get(s).inputs());
            inputs.replaceAll(input -> {
                if (input instanceof Input.StepInput same && same.step() == index) {
                    int now = positions.indexOf(same.input());
                    return now < 0 ? before.get(same.input()) : new Input.StepInput(index, now);
                }
                if (input instanceof Input.StepGradient slope && slope.step() == index) {
                    int now = positions.indexOf(slope.gradient());
                    return now < 0 ? before.get(slope.gradient()) : new Input.StepGradient(index, now);
                }
                return input;
            });
            steps.set(s, steps.get(s).withInputs(inputs, steps.get(s).request()));
        }
        return new Case(call.settings(), steps);
    }

    /** Only the inputs at these positions; a result in place of one that goes is left to the library. */
    static Step keep(Step step, List<Integer> positions) {
        List<Input> inputs = positions.stream().map(step.inputs()::get).toList();
        List<GradRequest> request = step.request().isEmpty()
                ? List.of()
                : positions.stream().map(step.request()::get).toList();
        List<Output> out = new ArrayList<>();
        for (Output place : step.out()) {
            if (!(place instanceof Output.InPlace in)) {
                out.add(place);
            } else if (positions.contains(in.input())) {
                out.add(new Output.InPlace(positions.indexOf(in.input())));
            }
        }
        return new Step(step.operator(), step.attributes(), inputs, request, step.train(), out);
    }
}
