package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.oracles.Poison;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in other manners than the plain one, on the real library. */
final class MannerTests {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static Step step(String operator, Map<String, String> attributes, Shape... shapes) {
        List<Input> inputs = new ArrayList<>();
        for (Shape shape : shapes) {
            inputs.add(new Input.Array(shape, DType.FLOAT32, new Fill.Uniform(inputs.size() + 1, 0.5, 2)));
        }
        return Step.of(operator, new TreeMap<>(attributes), inputs);
    }

    private static final List<Step> PLAIN = List.of(
            step("elemwise_add", Map.of(), Shape.of(3, 5), Shape.of(3, 5)),
            step("broadcast_mul", Map.of(), Shape.of(3, 5), Shape.of(1, 5)),
            step("FullyConnected", Map.of("num_hidden", "4"), Shape.of(3, 5), Shape.of(4, 5), Shape.of(4)),
            step("softmax", Map.of(), Shape.of(3, 7)),
            step("sum", Map.of("axis", "1"), Shape.of(3, 7)),
            step("transpose", Map.of(), Shape.of(3, 7)),
            step("take", Map.of(), Shape.of(4, 3), Shape.of(2)),
            step("dot", Map.of(), Shape.of(4, 3), Shape.of(3, 2)),
            step(
                    "Convolution",
                    Map.of("kernel", "(3,3)", "num_filter", "2"),
                    Shape.of(1, 2, 6, 6),
                    Shape.of(2, 2, 3, 3),
                    Shape.of(2)),
            step("Pooling", Map.of("kernel", "(2,2)", "pool_type", "max"), Shape.of(1, 2, 6, 6)));

    @Test
    void plainOperatorsHoldUnderPoison() throws Exception {
        LocalContext context = new LocalContext(folder, Builds.one(), Map.of());
        try (ExecutorClient client = new ExecutorClient(context, UnitLimits.USUAL, Oracles.all())) {
            List<Task> tasks = new ArrayList<>();
            for (Step step : PLAIN) {
                Case call = new Case(ProcessSettings.plain("cpu"), List.of(step));
                tasks.add(new Task(tasks.size(), call, Intent.VALID, 0, 3, List.of(Poison.NAME), true));
            }
            List<Outcome> outcomes = client.run(tasks);
            for (int i = 0; i < PLAIN.size(); i++) {
                assertEquals(3, outcomes.get(i).accepted(), PLAIN.get(i).operator());
                assertEquals(
                        3,
                        outcomes.get(i)
                                .tallies()
                                .getOrDefault(Poison.NAME, Tally.NONE)
                                .holds(),
                        PLAIN.get(i).operator() + " " + outcomes.get(i).notable());
            }
        }
    }
}
