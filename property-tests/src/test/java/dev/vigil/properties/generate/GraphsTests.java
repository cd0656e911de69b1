package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is put together without having run: joints fit, and few calls suffice for long graphs. */
final class GraphsTests {
    /** Of the graphs that a short unit makes of one operator. */
    private static final int GRAPHS = 60;

    private static final ProcessSettings SETTINGS = ProcessSettings.plain("cpu");
    /** "turned" transposes, all others keep the shape of their first input. */
    private static Shape result(String operator, Shape shape) {
        if (!operator.equals("turned")) {
            return shape;
        }
        long[] lengths = shape.toArray();
        return Shape.of(lengths[1], lengths[0]);
    }

    private static Accepted accepted(String operator, int inputs, long... lengths) {
        Shape shape = Shape.of(lengths);
        List<Input.Array> arrays = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            arrays.add(new Input.Array(shape, DType.FLOAT32, new Fill.Uniform(i, 0, 1)));
        }
        Shape result = result(operator, shape);
        return new Accepted(
                operator,
                new Call(new TreeMap<>(), arrays, false, false, false),
                List.of(ArrayFacts.withoutBytes(result, DType.FLOAT32, "default", 0, 0, 0)),
                List.of());
    }

    private static final List<Accepted> POOL = List.of(
            accepted("same", 1, 2, 3),
            accepted("same", 1, 4, 1),
            accepted("pair", 2, 2, 3),
            accepted("pair", 2, 5, 5),
            accepted("turned", 1, 2, 3),
            accepted("turned", 1, 3, 2));

    private static List<Case> drawn(long seed) {
        Graphs graphs = new Graphs(SETTINGS, POOL);
        Draw draw = new Draw(new Draw.Generators(), seed);
        List<Case> made = new ArrayList<>();
        for (int i = 0; i < GRAPHS; i++) {
            Optional<Graphs.Plan> plan = graphs.plan(draw);
            // Where inference must be asked whether the last call fits, the graph before it is looked at.
            plan.ifPresent(p -> made.add(
                    p.inquiry() == null
                            ? graphs.made(p, null, draw).orElseThrow()
                            : p.before().call()));
        }
        return made;
    }

    private static Shape shape(Case call, Input input) {
        if (input instanceof Input.StepOutput output) {
            Step step = call.steps().get(output.step());
            return result(step.operator(), shape(call, step.inputs().get(0)));
        }
        if (input instanceof Input.StepInput same) {
            return shape(call, call.steps().get(same.step()).inputs().get(same.input()));
        }
        return ((Input.Array) input).shape();
    }

    @Test
    void longGraphsComeBeforeOneHasRun() {
        Map<Integer, Long> counts = drawn(1).stream()
                .collect(Collectors.groupingBy(call -> call.steps().size(), TreeMap::new, Collectors.counting()));

        long atLeastThree = counts.entrySet().stream()
                .filter(e -> e.getKey() >= 3)
                .mapToLong(Map.Entry::getValue)
                .sum();
        assertTrue(atLeastThree >= GRAPHS / 6, counts::toString);
        assertTrue(counts.keySet().stream().allMatch(n -> n <= Graphs.STEPS_MAX), counts::toString);
    }

    @Test
    void everyCallTakesShapesThatItWasSeenToTake() {
        for (Case call : drawn(2)) {
            for (Step step : call.steps()) {
                List<Shape> shapes =
                        step.inputs().stream().map(input -> shape(call, input)).toList();
                assertTrue(
                        POOL.stream()
                                .filter(seen -> seen.operator().equals(step.operator()))
                                .anyMatch(seen -> seen.call().inputs().stream()
                                        .map(Input.Array::shape)
                                        .toList()
                                        .equals(shapes)),
                        call::toString);
            }
        }
    }

    @Test
    void sameSeedMakesTheSameGraphs() {
        assertEquals(drawn(3), drawn(3));
    }
}
