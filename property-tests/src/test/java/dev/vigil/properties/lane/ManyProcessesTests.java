package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class ManyProcessesTests {
    private static final String ORACLE = "two-processes";
    private static final ProcessSettings PLAIN = ProcessSettings.plain("cpu");

    private final List<ProcessSettings> asked = new ArrayList<>();
    private final List<List<String>> oraclesHere = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong(1000);

    /** A build that gives 1, and 2 in the processes that it is wrong in. */
    private final class Build implements CaseRunner {
        private final Predicate<ProcessSettings> wrong;

        Build(Predicate<ProcessSettings> wrong) {
            this.wrong = wrong;
        }

        @Override
        public List<Outcome> run(List<Task> tasks) {
            return tasks.stream().map(this::run).toList();
        }

        private Outcome run(Task task) {
            ProcessSettings settings = task.call().settings();
            asked.add(settings);
            oraclesHere.add(task.oracles());
            double value = wrong.test(settings) ? 2 : 1;
            Observation seen = new Observation.Answered(
                    List.of(seen(RunFacts.BASE, value), seen("again", value), seen("again 1", value)), null);
            TreeMap<String, Tally> tallies = new TreeMap<>();
            TreeMap<String, Verdict> verdicts = new TreeMap<>();
            for (String oracle : task.oracles()) {
                boolean open = oracle.equals(ORACLE);
                tallies.put(oracle, open ? new Tally(0, 0, 1) : new Tally(task.count(), 0, 0));
                verdicts.put(oracle, open ? new Verdict.Inconclusive("one process") : Verdict.holds());
            }
            boolean compared = task.oracles().contains(ORACLE);
            return new Outcome(
                    task,
                    compared ? 0 : task.count(),
                    compared ? 1 : 0,
                    0,
                    task.count(),
                    1,
                    0,
                    tallies,
                    compared ? List.of(new Judged(0, seen, verdicts)) : List.of(),
                    null,
                    "");
        }

        private static RunFacts seen(String label, double value) {
            byte[] bytes = ByteBuffer.allocate(Double.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putDouble(value)
                    .array();
            ArrayFacts output =
                    new ArrayFacts(Shape.of(1), DType.FLOAT64, "default", Double.doubleToLongBits(value), 0, 0, bytes);
            return new RunFacts(label, List.of(new StepFacts(null, "", null, List.of(output), List.of(), List.of())));
        }

        @Override
        public Description describe(ProcessSettings settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Inference> ask(ProcessSettings settings, List<Inquiry> inquiries) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Case> historyOf(long task, long variant) {
            return List.of();
        }

        @Override
        public void close() {}
    }

    private static Task task(int count, String... oracles) {
        Input input = new Input.Array(Shape.of(1), DType.FLOAT64, new Fill.Uniform(1, 1, 2));
        Case call = new Case(PLAIN, List.of(Step.of("any", new TreeMap<>(), List.of(input))));
        return new Task(7, call, Intent.VALID, 0, count, List.of(oracles), true);
    }

    private Outcome run(Predicate<ProcessSettings> wrong, Task task) throws Exception {
        try (CaseRunner runner =
                new ManyProcesses(new Build(wrong), () -> new Build(wrong), Oracles.all(), ids::getAndIncrement, 0)) {
            return runner.run(List.of(task)).get(0);
        }
    }

    private static boolean threaded(ProcessSettings settings) {
        return settings.engine().equals(ProcessSettings.THREADED_ENGINE);
    }

    @Test
    void askedAloneEveryProcessIsCompared() throws Exception {
        Outcome outcome = run(settings -> !settings.oneDnn(), task(1, ORACLE));
        assertEquals(new Tally(0, 1, 0), outcome.tallies().get(ORACLE));
        assertEquals(1, outcome.judged());
        assertEquals(0, outcome.inconclusive());
        Verdict verdict = outcome.notable().get(0).verdicts().get(ORACLE);
        assertEquals(
                "output differs with oneDNN switched",
                assertInstanceOf(Verdict.Violated.class, verdict).template());
        assertEquals(4, asked.size(), "its own and three others");
    }

    @Test
    void buildThatIsTheSameEverywhereHolds() throws Exception {
        Outcome outcome = run(settings -> false, task(1, ORACLE));
        assertEquals(new Tally(1, 0, 0), outcome.tallies().get(ORACLE));
        assertEquals(1, outcome.judged());
    }

    @Test
    void besideOthersOneVariantIsComparedWithOneProcess() throws Exception {
        Outcome outcome = run(ManyProcessesTests::threaded, task(8, "survival", ORACLE));
        assertEquals(List.of("survival"), oraclesHere.get(0), "the cases themselves are not compared where they run");
        assertEquals(3, asked.size(), "the cases, the variant beside them, and once elsewhere");
        assertEquals(new Tally(8, 0, 0), outcome.tallies().get("survival"));
        assertEquals(new Tally(0, 1, 0), outcome.tallies().get(ORACLE));
        assertEquals(8, outcome.judged());
        assertTrue(outcome.notable().stream().anyMatch(j -> j.verdicts().containsKey(ORACLE)));
    }

    @Test
    void otherOraclesNeedNoSecondProcess() throws Exception {
        run(settings -> false, task(8, "survival"));
        assertEquals(List.of(PLAIN), asked);
    }
}
