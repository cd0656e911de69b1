package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plain operators of real builds give the same on every path, and slopes as gradients; asked alone, an oracle takes all of
 * its runs.
 */
final class PathsOnBuildsTests {
    private static final int VARIANTS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static Case call(boolean gradient, String operator, Map<String, String> attributes, Shape... shapes) {
        List<Input> inputs = new ArrayList<>();
        for (Shape shape : shapes) {
            inputs.add(new Input.Array(shape, DType.FLOAT32, new Fill.Uniform(inputs.size() + 1, 0.5, 2)));
        }
        Step step = Step.of(operator, new TreeMap<>(attributes), inputs);
        List<GradRequest> requests = inputs.stream().map(i -> GradRequest.WRITE).toList();
        return new Case(ProcessSettings.plain("cpu"), List.of(gradient ? step.withInputs(inputs, requests) : step));
    }

    private static List<Case> plain() {
        Shape square = Shape.of(3, 3);
        Shape image = Shape.of(2, 3, 6, 6);
        List<Case> calls = new ArrayList<>();
        for (boolean gradient : List.of(false, true)) {
            calls.add(call(gradient, "elemwise_add", Map.of(), square, square));
            calls.add(call(gradient, "broadcast_mul", Map.of(), Shape.of(3, 1), Shape.of(1, 4)));
            calls.add(call(gradient, "exp", Map.of(), square));
            calls.add(call(gradient, "sum", Map.of("axis", "1"), Shape.of(3, 5)));
            calls.add(call(gradient, "softmax", Map.of("axis", "0"), Shape.of(3, 5)));
            calls.add(call(gradient, "dot", Map.of("transpose_b", "False"), Shape.of(3, 4), Shape.of(4, 5)));
            calls.add(call(gradient, "transpose", Map.of("axes", "(1,0)"), Shape.of(3, 5)));
            calls.add(call(gradient, "Concat", Map.of("dim", "1"), Shape.of(2, 3), Shape.of(2, 4)));
            if (!gradient) {
                // Its gradient overwrites what it is to be added to.
                calls.add(call(false, "clip", Map.of("a_min", "0.7", "a_max", "1.5"), square));
            }
            calls.add(call(gradient, "LayerNorm", Map.of("axis", "1"), Shape.of(3, 5), Shape.of(5), Shape.of(5)));
            calls.add(call(
                    gradient,
                    "FullyConnected",
                    Map.of("num_hidden", "4"),
                    Shape.of(3, 5),
                    Shape.of(4, 5),
                    Shape.of(4)));
            calls.add(call(
                    gradient,
                    "Convolution",
                    Map.of("kernel", "(3,3)", "num_filter", "4", "pad", "(1,1)"),
                    image,
                    Shape.of(4, 3, 3, 3),
                    Shape.of(4)));
        }
        return calls;
    }

    private void silent(String oracle, Path build) throws Exception {
        List<Task> tasks = new ArrayList<>();
        for (Case call : plain()) {
            if (Oracles.all().byName(oracle).orElseThrow().applies(call, Intent.VALID)) {
                tasks.add(new Task(tasks.size(), call, Intent.VALID, 0, VARIANTS, List.of(oracle), false));
            }
        }
        LocalContext context = new LocalContext(folder, build, Map.of());
        try (ExecutorClient client = new ExecutorClient(context, UnitLimits.USUAL, Oracles.all())) {
            for (Outcome outcome : client.run(tasks)) {
                String which = outcome.task().call().steps() + " "
                        + outcome.notable().stream().map(Judged::verdicts).toList();
                assertEquals(VARIANTS, outcome.accepted(), which);
                assertEquals(new Tally(VARIANTS, 0, 0), outcome.tallies().get(oracle), which);
            }
            assertTrue(client.takeFaults().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-paths", "gradient"})
    void plainOperatorsOfTheDefaultBuildAreSilent(String oracle) throws Exception {
        silent(oracle, Builds.one());
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-paths", "gradient"})
    void plainOperatorsOfASecondBuildAreSilent(String oracle) throws Exception {
        silent(oracle, Builds.two());
    }
}
