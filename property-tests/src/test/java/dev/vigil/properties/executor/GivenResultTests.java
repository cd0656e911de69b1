package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GivenResultTests {
    private static final Fill TWO = new Fill.Constant(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Outcome run(Step step) throws Exception {
        LocalContext context = new LocalContext(folder, Builds.one(), Map.of());
        try (ExecutorClient client = new ExecutorClient(context, UnitLimits.USUAL, Oracles.all())) {
            Case call = new Case(ProcessSettings.plain("cpu"), List.of(step));
            return client.run(List.of(
                            new Task(1, call, Intent.VALID, 0, 3, List.of("survival", "repeat", "cross-dtype"), true)))
                    .get(0);
        }
    }

    private static Step sum(Output... out) {
        Input two = new Input.Array(Shape.of(2, 3), DType.FLOAT32, TWO);
        return Step.of("elemwise_add", new TreeMap<>(), List.of(two, two)).withOut(List.of(out));
    }

    private static void assertFours(Outcome outcome) {
        assertEquals(3, outcome.accepted());
        assertTrue(outcome.notable().isEmpty(), () -> outcome.notable().toString());
        RunFacts facts = outcome.facts();
        assertNotNull(facts);
        List<ArrayFacts> outputs = facts.steps().get(0).outputs();
        assertEquals(1, outputs.size());
        assertEquals(Shape.of(2, 3), outputs.get(0).shape());
    }

    @Test
    void resultGoesIntoTheArrayMadeForIt() throws Exception {
        Output nines = new Output.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Constant(9));
        assertFours(run(sum(nines)));
    }

    @Test
    void resultGoesInPlaceOfAnInput() throws Exception {
        assertFours(run(sum(new Output.InPlace(1))));
    }

    @Test
    void arrayOfTheWrongShapeIsRefusedAndNothingElseHappens() throws Exception {
        Outcome outcome = run(sum(new Output.Array(Shape.of(5), DType.FLOAT32, TWO)));
        assertEquals(0, outcome.accepted());
        RunFacts facts = outcome.facts();
        assertNotNull(facts);
        assertFalse(facts.steps().get(0).error().isEmpty());
    }

    /** Refused without: it writes where its first input lies. */
    @Test
    void operatorThatNeedsItsResultPlacedIsCalledValidly() throws Exception {
        Input four = new Input.Array(Shape.of(4), DType.FLOAT32, TWO);
        Step update =
                Step.of("multi_sgd_update", new TreeMap<>(Map.of("lrs", "(0.5,)", "wds", "(0,)")), List.of(four, four));
        assertEquals(0, run(update).accepted());
        assertEquals(3, run(update.withOut(List.of(new Output.InPlace(0)))).accepted());
    }
}
