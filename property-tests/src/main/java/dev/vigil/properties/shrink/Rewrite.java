package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Cases with one thing changed. */
final class Rewrite {
    private Rewrite() {}

    /** A fresh array of a case and where it stands. */
    record Place(int step, int input, Input.Array array) {}

    static List<Place> places(Case call) {
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

    static Stream<Input.Array> arrays(Case call) {
        return places(call).stream().map(Place::array);
    }

    static Case step(Case call, int index, Step step) {
        List<Step> steps = new ArrayList<>(call.steps());
        steps.set(index, step);
        return new Case(call.settings(), steps);
    }

    static Case array(Case call, Place place, Input.Array array) {
        Step step = call.steps().get(place.step());
        List<Input> inputs = new ArrayList<>(step.inputs());
        inputs.set(place.input(), array);
        return step(call, place.step(), inputs(step, inputs, step.request()));
    }

    /** Every fresh array changed the same way. */
    static Case arrays(Case call, UnaryOperator<Input.Array> change) {
        return steps(
                call,
                step -> inputs(
                        step,
                        step.inputs().stream()
                                .map(i -> i instanceof Input.Array array ? change.apply(array) : i)
                                .toList(),
                        step.request()));
    }

    /** Every attribute's text changed the same way. */
    static Case texts(Case call, UnaryOperator<String> change) {
        return steps(call, step -> {
            TreeMap<String, String> changed = new TreeMap<>(step.attributes());
            changed.replaceAll((name, text) -> change.apply(text));
            return attributes(step, changed);
        });
    }

    static Case steps(Case call, UnaryOperator<Step> change) {
        return new Case(call.settings(), call.steps().stream().map(change).toList());
    }

    static Step attributes(Step step, SortedMap<String, String> attributes) {
        return new Step(step.operator(), attributes, step.inputs(), step.request(), step.train());
    }

    static Step inputs(Step step, List<Input> inputs, List<GradRequest> request) {
        return new Step(step.operator(), step.attributes(), inputs, request, step.train());
    }

    static Step modes(Step step, List<GradRequest> request, boolean train) {
        return new Step(step.operator(), step.attributes(), step.inputs(), request, train);
    }

    /** Only the inputs at these positions. */
    static Step keep(Step step, List<Integer> positions) {
        List<Input> inputs = positions.stream().map(step.inputs()::get).toList();
        List<GradRequest> request = step.request().isEmpty()
                ? List.of()
                : positions.stream().map(step.request()::get).toList();
        return inputs(step, inputs, request);
    }
}
