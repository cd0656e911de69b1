package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
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

/** Sparse arrays reach real builds, and come back with their zeros. */
final class SparseOnBuildsTests {
    private static final Shape SHAPE = Shape.of(4, 3);
    private static final int VARIANTS = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static Input.Array array(Sparse sparse) {
        long run = sparse.storage() == Sparse.Storage.CSR ? 1 : 3;
        return new Input.Array(SHAPE, DType.FLOAT32, new Fill.Masked(new Fill.Uniform(1, 1, 2), 5, 0.5, run), sparse);
    }

    private static Case call(String operator, Map<String, String> attributes, Input... inputs) {
        return new Case(
                ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(attributes), List.of(inputs))));
    }

    private static Case withGradient(Case call) {
        Step step = call.steps().get(0);
        List<GradRequest> requests =
                step.inputs().stream().map(i -> GradRequest.WRITE).toList();
        return new Case(call.settings(), List.of(step.withInputs(step.inputs(), requests)));
    }

    private List<Outcome> run(Path build, List<String> oracles, List<Case> calls) throws Exception {
        List<Task> tasks = new ArrayList<>();
        for (Case call : calls) {
            tasks.add(new Task(tasks.size(), call, Intent.PROBE, 0, VARIANTS, oracles, true));
        }
        LocalContext context = new LocalContext(folder, build, Map.of());
        try (ExecutorClient client = new ExecutorClient(context, UnitLimits.USUAL, Oracles.all())) {
            List<Outcome> outcomes = client.run(tasks);
            assertEquals(List.of(), client.takeFaults());
            return outcomes;
        }
    }

    private void silent(Path build) throws Exception {
        List<Case> calls = new ArrayList<>();
        Input.Array dense = new Input.Array(SHAPE, DType.FLOAT32, new Fill.Uniform(9, 1, 2));
        for (Sparse.Storage storage : Sparse.Storage.values()) {
            Input.Array array = array(Sparse.of(storage));
            calls.add(call("cast_storage", Map.of("stype", "default"), array));
            calls.add(call("cast_storage", Map.of("stype", storage.text()), array));
            calls.add(call("cast_storage", Map.of("stype", storage.text()), array.dense()));
            calls.add(call("square", Map.of(), array));
            calls.add(call("exp", Map.of(), array));
            calls.add(call("elemwise_add", Map.of(), array, array));
            calls.add(call("elemwise_add", Map.of(), array, dense));
            calls.add(withGradient(call("square", Map.of(), array)));
            calls.add(call("square", Map.of(), array.with(new Fill.Constant(0))));
        }
        for (Outcome outcome : run(build, List.of("sparse", "inputs-kept", "repeat"), calls)) {
            String which = outcome.task().call().steps() + " "
                    + outcome.notable().stream().map(Judged::verdicts).toList() + outcome.note();
            assertEquals(VARIANTS, outcome.accepted(), which);
            if (outcome.task().call().holdsSparse()) {
                assertEquals(new Tally(VARIANTS, 0, 0), outcome.tallies().get("sparse"), which);
            }
            assertEquals(new Tally(VARIANTS, 0, 0), outcome.tallies().get("inputs-kept"), which);
        }
    }

    @Test
    void theDefaultBuildIsSilent() throws Exception {
        silent(Builds.one());
    }

    @Test
    void aSecondBuildIsSilent() throws Exception {
        silent(Builds.two());
    }

    @Test
    void whatIsStoredComesBackWithItsZeros() throws Exception {
        List<Case> calls = new ArrayList<>();
        for (Sparse.Storage storage : Sparse.Storage.values()) {
            Input.Array array = array(Sparse.of(storage));
            calls.add(call("cast_storage", Map.of("stype", "default"), array.dense()));
            calls.add(call("cast_storage", Map.of("stype", "default"), array));
            calls.add(call("cast_storage", Map.of("stype", storage.text()), array));
        }
        List<ArrayFacts> results = new ArrayList<>();
        for (Outcome outcome : run(Builds.one(), List.of("survival"), calls)) {
            assertNotNull(outcome.facts());
            results.add(outcome.facts().last().outputs().get(0));
        }
        for (int i = 0; i < results.size(); i += 3) {
            assertEquals(results.get(i), results.get(i + 1));
            assertEquals(results.get(i).digest(), results.get(i + 2).digest());
        }
        assertEquals(
                List.of("row_sparse", "csr"),
                List.of(results.get(2).storage(), results.get(5).storage()));
    }

    @Test
    void wrongIndicesReachTheLibraryAndNothingOfOursBreaks() throws Exception {
        List<Case> calls = new ArrayList<>();
        for (Sparse.Storage storage : Sparse.Storage.values()) {
            for (Sparse.Defect defect : List.of(Sparse.Defect.UNSORTED, Sparse.Defect.DUPLICATE)) {
                calls.add(call("square", Map.of(), array(new Sparse(storage, defect))));
            }
        }
        for (Outcome outcome : run(Builds.one(), List.of("survival", "inputs-kept"), calls)) {
            assertEquals(new Tally(VARIANTS, 0, 0), outcome.tallies().get("survival"));
        }
    }
}
