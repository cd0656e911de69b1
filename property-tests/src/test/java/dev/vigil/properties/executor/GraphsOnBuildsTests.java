package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain graphs of real builds give the same in every way; asked alone, the oracle takes them all. */
final class GraphsOnBuildsTests {
    private static final int VARIANTS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static Input array(long... shape) {
        return new Input.Array(Shape.of(shape), DType.FLOAT32, new Fill.Uniform(shape.length, 0.5, 2));
    }

    private static Step step(boolean gradient, String operator, Map<String, String> attributes, Input... inputs) {
        List<GradRequest> requests = new ArrayList<>();
        for (Input input : inputs) {
            GradRequest request = requests.isEmpty() ? GradRequest.ADD : GradRequest.WRITE;
            requests.add(gradient && input instanceof Input.Array ? request : GradRequest.NULL);
        }
        return new Step(
                operator, new TreeMap<>(attributes), List.of(inputs), gradient ? requests : List.of(), gradient);
    }

    /** Two layers, a diamond over a shared array, and updates of one array. */
    private static List<List<Step>> graphs(boolean gradient) {
        List<List<Step>> graphs = new ArrayList<>();
        graphs.add(List.of(
                step(gradient, "FullyConnected", Map.of("num_hidden", "4"), array(3, 5), array(4, 5), array(4)),
                step(gradient, "relu", Map.of(), new Input.StepOutput(0, 0)),
                step(
                        gradient,
                        "FullyConnected",
                        Map.of("num_hidden", "2"),
                        new Input.StepOutput(1, 0),
                        array(2, 4),
                        array(2)),
                step(gradient, "log_softmax", Map.of(), new Input.StepOutput(2, 0))));
        graphs.add(List.of(
                step(gradient, "exp", Map.of(), array(2, 3)),
                step(gradient, "tanh", Map.of(), new Input.StepInput(0, 0)),
                step(gradient, "elemwise_mul", Map.of(), new Input.StepOutput(0, 0), new Input.StepOutput(1, 0)),
                step(gradient, "elemwise_add", Map.of(), new Input.StepOutput(2, 0), new Input.StepInput(1, 0))));
        if (!gradient) {
            Step update =
                    step(false, "sgd_mom_update", Map.of("lr", "0.1", "momentum", "0.9"), array(4), array(4), array(4));
            Step next = update.withInputs(
                    List.of(new Input.StepInput(0, 0), array(4), new Input.StepInput(0, 2)), List.of());
            List<Output> inPlace = List.of(new Output.InPlace(0));
            graphs.add(List.of(update.withOut(inPlace), next.withOut(inPlace), next.withOut(inPlace)));
        }
        return graphs;
    }

    private void silent(Path build) throws Exception {
        List<Task> tasks = new ArrayList<>();
        for (ProcessSettings settings : List.of(ProcessSettings.plain("cpu"), ProcessSettings.userDefaults("cpu"))) {
            for (boolean gradient : List.of(false, true)) {
                for (List<Step> steps : graphs(gradient)) {
                    tasks.add(new Task(
                            tasks.size(),
                            new Case(settings, steps),
                            Intent.VALID,
                            0,
                            VARIANTS,
                            List.of("graph"),
                            true));
                }
            }
        }
        int half = tasks.size() / 2;
        for (List<Task> part : List.of(tasks.subList(0, half), tasks.subList(half, tasks.size()))) {
            try (ExecutorClient client =
                    new ExecutorClient(new LocalContext(folder, build, Map.of()), UnitLimits.USUAL, Oracles.all())) {
                for (Outcome outcome : client.run(part)) {
                    String which = outcome.task().call().steps() + " " + outcome.facts() + " "
                            + outcome.note()
                            + outcome.notable().stream().map(Judged::verdicts).toList();
                    assertEquals(VARIANTS, outcome.accepted(), which);
                    assertEquals(new Tally(VARIANTS, 0, 0), outcome.tallies().get("graph"), which);
                }
                assertTrue(client.takeFaults().isEmpty());
            }
        }
    }

    @Test
    void plainGraphsOfTheDefaultBuildAreSilent() throws Exception {
        silent(Builds.one());
    }

    @Test
    void plainGraphsOfASecondBuildAreSilent() throws Exception {
        silent(Builds.two());
    }
}
