package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.binding.FaultProxy;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.references.Trainings;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real builds train as float64 does, under both engines. */
final class TrainingsOnBuildsTests {
    private static final int SEEDS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private void silent(Path build) throws Exception {
        for (ProcessSettings settings : List.of(ProcessSettings.plain("cpu"), ProcessSettings.userDefaults("cpu"))) {
            List<Task> tasks = new ArrayList<>();
            for (long seed = 0; seed < SEEDS; seed++) {
                for (Case call : List.of(Trainings.fit(settings, seed), Trainings.net(settings, seed))) {
                    tasks.add(new Task(tasks.size(), call, Intent.PROBE, 0, 1, List.of("training"), true));
                }
            }
            try (ExecutorClient client =
                    new ExecutorClient(new LocalContext(folder, build, Map.of()), UnitLimits.USUAL, Oracles.all())) {
                for (Outcome outcome : client.run(tasks)) {
                    String which = outcome.note()
                            + outcome.notable().stream().map(Judged::verdicts).toList()
                            + outcome.task().call();
                    assertEquals(new Tally(1, 0, 0), outcome.tallies().get("training"), which);
                }
                assertTrue(client.takeFaults().isEmpty());
            }
        }
    }

    @Test
    void trainingsOfTheDefaultBuildAreSilent() throws Exception {
        silent(Builds.one());
    }

    /** The proxy doubles the gradients of what a call of the victim takes: weights, and nothing between the layers. */
    @ParameterizedTest
    @ValueSource(strings = {"FullyConnected", "dot", "broadcast_add"})
    void doubledGradientsOfALayerAreFoundByTrainings(String victim) throws Exception {
        Path proxy = FaultProxy.install(Builds.one(), folder.resolve("proxy"));
        Fault fault = new Fault(Fault.Kind.GRADIENT_FACTOR, victim, 0, 0, "");
        List<Task> tasks = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            Case call =
                    Trainings.with(victim, ProcessSettings.plain("cpu"), seed).orElseThrow();
            tasks.add(new Task(tasks.size(), call, Intent.PROBE, 0, 1, List.of("training"), true));
        }
        try (ExecutorClient client = new ExecutorClient(
                new LocalContext(folder, proxy, fault.environment()), UnitLimits.USUAL, Oracles.all())) {
            for (Outcome outcome : client.run(tasks)) {
                Verdict verdict = outcome.notable().get(0).verdicts().get("training");
                Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, verdict);
                assertEquals("a gradient in a training differs from float64", violated.template());
                assertEquals(victim, violated.function(), violated.observed());
            }
        }
    }

    @Test
    void trainingsOfASecondBuildAreSilent() throws Exception {
        silent(Builds.two());
    }
}
