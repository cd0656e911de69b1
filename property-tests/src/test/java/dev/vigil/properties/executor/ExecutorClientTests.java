package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.binding.FaultProxy;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ExecutorClientTests {
    private static final List<String> ASKED = List.of("survival", "repeat");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static Task task(long id, Case call, int count) {
        return new Task(id, call, Intent.VALID, 0, count, ASKED, true);
    }

    private ExecutorClient client(LocalContext context) {
        return new ExecutorClient(context, UnitLimits.USUAL, Oracles.all());
    }

    private static void run(LocalContext context, KeptExecutor keeper, long casesPerExecutor, long id)
            throws Exception {
        try (ExecutorClient client =
                new ExecutorClient(context, UnitLimits.USUAL, Oracles.all(), keeper, casesPerExecutor)) {
            assertEquals(
                    10, client.run(List.of(task(id, Builds.add(), 10))).get(0).judged());
            assertEquals(List.of(), client.takeFaults());
        }
    }

    @Test
    void executorGoesOnWithTheNextClient() throws Exception {
        LocalContext context = new LocalContext(folder, Builds.one(), Map.of());
        KeptExecutor keeper = new KeptExecutor();
        run(context, keeper, 1000, 1);
        run(context, keeper, 1000, 2);
        keeper.drop();
        assertEquals(1, context.started().size());
    }

    @Test
    void executorOfFullAgeIsNotHandedOn() throws Exception {
        LocalContext context = new LocalContext(folder, Builds.one(), Map.of());
        KeptExecutor keeper = new KeptExecutor();
        run(context, keeper, 10, 1);
        run(context, keeper, 10, 2);
        keeper.drop();
        assertEquals(2, context.started().size());
    }

    @Test
    @Timeout(60)
    void executorIsNotHandedOnToAClientForWhichItIsTooOld() throws Exception {
        LocalContext context = new LocalContext(folder, Builds.one(), Map.of());
        KeptExecutor keeper = new KeptExecutor();
        run(context, keeper, 1000, 1);
        run(context, keeper, 10, 2);
        keeper.drop();
        assertEquals(2, context.started().size());
    }

    private LocalContext faulty(Fault fault) {
        Path proxy = FaultProxy.install(Builds.one(), folder.resolve("proxy"));
        return new LocalContext(folder, proxy, fault.environment());
    }

    @Test
    void everyVariantIsRunAndJudged() throws Exception {
        try (ExecutorClient client = client(new LocalContext(folder, Builds.one(), Map.of()))) {
            List<Task> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(task(i, Builds.add(), 1 + i));
            }
            List<Outcome> outcomes = client.run(tasks);
            for (int i = 0; i < 100; i++) {
                assertEquals(1 + i, outcomes.get(i).judged());
                assertEquals(1 + i, outcomes.get(i).accepted());
                assertEquals(new Tally(1 + i, 0, 0), outcomes.get(i).tallies().get("repeat"));
            }
            assertEquals(List.of(), client.takeFaults());
        }
    }

    /** Inference foretells types all the same. */
    @Test
    void typesThatTheBuildMakesNoArraysOfAreNoFaultOfOurs() throws Exception {
        try (ExecutorClient client = client(new LocalContext(folder, Builds.one(), Map.of()))) {
            List<Task> tasks = new ArrayList<>();
            for (DType type : DType.values()) {
                Input input = new Input.Array(Shape.of(2, 3), type, new Fill.Constant(1));
                Step step = Step.of("negative", new TreeMap<>(), List.of(input));
                Case call = new Case(ProcessSettings.plain("cpu"), List.of(step));
                List<String> oracles = Oracles.all().names();
                tasks.add(new Task(tasks.size(), call, Intent.VALID, 0, 1, oracles, true));
            }
            List<Outcome> outcomes = client.run(tasks);
            assertEquals(List.of(), client.takeFaults());
            assertEquals(1, outcomes.get(0).accepted());
        }
    }

    @Test
    void plantedCrashCostsExactlyOneCase() throws Exception {
        // Each case takes two calls and the witness up to a hundred: the call that dies is in the second task. The next
        // executor starts counting anew and has fewer calls to make.
        LocalContext context = faulty(new Fault(Fault.Kind.SEGV, "elemwise_add", 380));
        try (ExecutorClient client = client(context)) {
            List<Task> tasks =
                    List.of(task(1, Builds.add(), 100), task(2, Builds.add(), 100), task(3, Builds.add(), 40));
            List<Outcome> outcomes = client.run(tasks);
            long judged = outcomes.stream().mapToLong(Outcome::judged).sum();
            long accepted = outcomes.stream().mapToLong(Outcome::accepted).sum();
            assertEquals(240, judged);
            assertEquals(239, accepted);
            assertEquals(1, client.crashes());
            Outcome middle = outcomes.get(1);
            assertEquals(1, middle.crashes());
            assertEquals(1, middle.notable().size());
            Observation seen = middle.notable().get(0).observation();
            assertTrue(seen instanceof Observation.Died);
            assertEquals("invoke", ((Observation.Died) seen).during().split("/")[1]);
            assertTrue(middle.notable().get(0).verdicts().get("survival") instanceof Verdict.Violated);
            assertTrue(middle.notable().get(0).verdicts().get("repeat") instanceof Verdict.Inconclusive);
            assertEquals(
                    100 + middle.notable().get(0).variant(),
                    client.historyOf(2, middle.notable().get(0).variant()).size());
        }
    }

    @Test
    void taskThatAlwaysCrashesGivesUpAfterTwoDeathsAndTheNextGoesOn() throws Exception {
        LocalContext context = faulty(new Fault(Fault.Kind.ABORT, "elemwise_mul", 0));
        try (ExecutorClient client = client(context)) {
            Case bad = Builds.call("elemwise_mul", DType.FLOAT32, Shape.of(2, 2), 2);
            List<Outcome> outcomes = client.run(List.of(task(1, bad, 10), task(2, Builds.add(), 10)));
            assertEquals(2, outcomes.get(0).crashes());
            assertEquals(2, outcomes.get(0).judged());
            assertEquals(8, outcomes.get(0).unrun());
            assertTrue(outcomes.get(0).note().contains("2 executors died"));
            assertEquals(10, outcomes.get(1).judged());
        }
    }

    @Test
    void executorEndedFromOutsideIsNoFinding() throws Exception {
        LocalContext context = new LocalContext(folder, Builds.one(), Map.of());
        try (ExecutorClient client = client(context)) {
            client.run(List.of(task(1, Builds.add(), 1)));
            Thread killer = new Thread(() -> context.started().get(0).destroyForcibly());
            killer.start();
            Outcome outcome = client.run(List.of(task(2, Builds.add(), 20_000))).get(0);
            killer.join();
            assertEquals(20_000, outcome.judged() + outcome.unrun());
            assertEquals(20_000, outcome.judged());
            assertEquals(0, client.crashes());
            assertEquals(2, context.started().size());
        }
    }

    @Test
    void wrongValuesOnEverySecondCallAreSeenByRepeat() throws Exception {
        LocalContext context = faulty(new Fault(Fault.Kind.NONDETERMINISM, "elemwise_add", 0));
        try (ExecutorClient client = client(context)) {
            Outcome outcome = client.run(List.of(task(1, Builds.add(), 4))).get(0);
            assertEquals(new Tally(0, 4, 0), outcome.tallies().get("repeat"));
        }
    }

    @Test
    void writesBehindAResultAreToldOfTheirCaseAlone() throws Exception {
        LocalContext context = faulty(new Fault(Fault.Kind.WRITE_BEHIND_OUTPUT, "elemwise_mul", 0));
        Case bad = Builds.call("elemwise_mul", DType.FLOAT32, Shape.of(2, 2), 2);
        List<String> asked = List.of("survival", "red-zones");
        try (ExecutorClient client = client(context)) {
            List<Task> tasks = new ArrayList<>();
            for (Case call : List.of(Builds.add(), bad, Builds.add())) {
                tasks.add(new Task(tasks.size(), call, Intent.VALID, 0, 4, asked, true));
            }
            List<Tally> told = client.run(tasks).stream()
                    .map(outcome -> outcome.tallies().get("red-zones"))
                    .toList();
            assertEquals(List.of(new Tally(4, 0, 0), new Tally(0, 4, 0), new Tally(4, 0, 0)), told);
            assertEquals(0, client.crashes());
        }
    }

    @Test
    void faultThatShowsHalfOfTheTimeIsNotExplainedByOneSeededPairThatAgrees() throws Exception {
        // From the second call on the coins are 1, 1, 1, 0, 0, 0, 1, 0: the first pair differs, the one under the same
        // seed agrees, and so does the first of the further pairs.
        LocalContext context = faulty(new Fault(Fault.Kind.CHANCE, "elemwise_add", 1));
        try (ExecutorClient client = client(context)) {
            Outcome outcome = client.run(List.of(task(1, Builds.add(), 1))).get(0);
            assertEquals(new Tally(0, 1, 0), outcome.tallies().get("repeat"));
            assertEquals(9, outcome.invocations());
        }
    }

    @Test
    void randomOperatorRepeatsUnderOneSeed() throws Exception {
        try (ExecutorClient client = client(new LocalContext(folder, Builds.one(), Map.of()))) {
            Case random = Builds.call("_shuffle", DType.FLOAT32, Shape.of(40), 1);
            Outcome outcome = client.run(List.of(task(1, random, 5))).get(0);
            assertEquals(new Tally(5, 0, 0), outcome.tallies().get("repeat"));
        }
    }

    @Test
    void libraryDescribesItselfAndAnswersQuestions() throws Exception {
        try (ExecutorClient client = client(new LocalContext(folder, Builds.one(), Map.of()))) {
            ProcessSettings settings = ProcessSettings.plain("cpu");
            Description description = client.describe(settings);
            assertEquals("1.x", description.fingerprint().abi());
            // The package is called 1.9.1; this is what the build says of itself.
            assertEquals(10900, description.fingerprint().version());
            assertTrue(description.operators().size() > 800);
            List<long[]> shapes = List.of(new long[] {4, 5});
            Inference inference = client.ask(
                            settings,
                            List.of(new Inquiry(
                                    "FullyConnected",
                                    new TreeMap<>(Map.of("num_hidden", "3")),
                                    false,
                                    new ArrayList<>(shapes),
                                    List.of(DType.FLOAT32))))
                    .get(0);
            assertEquals("", inference.error());
            assertEquals(List.of("data", "weight", "bias"), inference.inputs());
            assertEquals(Shape.of(3, 5), inference.shapes().get(1));
            assertEquals(DType.FLOAT32, inference.dtypes().get(2));
        }
    }
}
