package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.properties.executor.ScriptedContext.Script;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors that end when no case runs, and answers that do not add up. */
@Timeout(60)
final class ExecutorEndTests {
    private static final int VARIANTS = 5;
    private static final List<Task> TASKS = List.of(task(1), task(2), task(3));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static Task task(long id) {
        return new Task(id, Builds.add(), Intent.VALID, 0, VARIANTS, List.of("survival"), true);
    }

    private ScriptedContext context(Script script) {
        return new ScriptedContext(folder, script);
    }

    private static ExecutorClient client(ScriptedContext context) {
        return new ExecutorClient(context, UnitLimits.USUAL, Oracles.all());
    }

    @Test
    void taskBeforeWhichExecutorsKeepEndingIsGivenUpAndTheOthersRun() throws Exception {
        ScriptedContext context = context(
                task -> task.id() == 2 ? Optional.empty() : Optional.of(ScriptedContext.outcome(task, task.count())));
        try (ExecutorClient client = client(context)) {
            List<Outcome> outcomes = client.run(TASKS);
            assertEquals(VARIANTS, outcomes.get(0).judged());
            assertEquals(0, outcomes.get(1).judged());
            assertEquals(VARIANTS, outcomes.get(1).unrun());
            assertTrue(outcomes.get(1).note().startsWith("4 executors in a row ended outside any case"));
            assertEquals(VARIANTS, outcomes.get(2).judged());
            assertEquals(5, context.started());
            assertEquals(4, client.takeNotes().size());
            assertEquals(List.of(), client.takeFaults());
        }
    }

    @Test
    void buildThatEndsEveryExecutorCostsEveryTaskButNotTheUnit() throws Exception {
        ScriptedContext context = context(task -> Optional.empty());
        try (ExecutorClient client = client(context)) {
            for (Outcome outcome : client.run(TASKS)) {
                assertEquals(VARIANTS, outcome.unrun());
            }
            // Four for the first task; after that each costs one more.
            assertEquals(6, context.started());
        }
    }

    @Test
    void questionsThatNoExecutorLivesToReadAreAFault() throws Exception {
        try (ExecutorClient client = client(context(task -> Optional.empty()))) {
            ProcessSettings settings = ProcessSettings.plain("cpu");
            List<Inquiry> questions = List.of(new Inquiry("any", new TreeMap<>(), false, List.of(), List.of()));
            client.ask(settings, questions);
            LaneFault fault = assertThrows(LaneFault.class, () -> client.ask(settings, questions));
            assertTrue(String.valueOf(fault.getMessage()).contains("outside any question"));
        }
    }

    @Test
    void caseWithTwoOutcomesIsAFaultOfOursAndItsTaskIsNotBelieved() throws Exception {
        ScriptedContext context =
                context(task -> Optional.of(ScriptedContext.outcome(task, task.count() + (task.id() == 2 ? 1 : 0))));
        try (ExecutorClient client = client(context)) {
            Outcome outcome = client.run(TASKS).get(1);
            assertEquals(0, outcome.judged());
            assertEquals(VARIANTS, outcome.unrun());
            assertEquals(List.of("1 cases of elemwise_add came back with more than one outcome"), client.takeFaults());
        }
    }

    @Test
    void caseWithoutOutcomeIsAFaultOfOursAndUnrun() throws Exception {
        ScriptedContext context =
                context(task -> Optional.of(ScriptedContext.outcome(task, task.count() - (task.id() == 2 ? 1 : 0))));
        try (ExecutorClient client = client(context)) {
            assertEquals(1, client.run(TASKS).get(1).unrun());
            assertEquals(List.of("1 cases of elemwise_add came back without an outcome"), client.takeFaults());
        }
    }
}
