package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.oracles.Survival;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class SparingTests {
    private static final Observation.Died DIED = new Observation.Died(
            new ProcessEnd(
                    ProcessEnd.Kind.ABORT,
                    134,
                    6,
                    List.of("libmxnet.so+0x1 MXNDArrayCreateEx64"),
                    "",
                    "abort()",
                    1L << 20),
            "base/create");

    private final List<DType> ran = new ArrayList<>();
    private long next;

    /** Outcomes as a function of the first input's type. */
    private final class Build implements CaseRunner {
        private final Function<DType, Boolean> dies;

        Build(Function<DType, Boolean> dies) {
            this.dies = dies;
        }

        @Override
        public List<Outcome> run(List<Task> tasks) {
            return tasks.stream().map(this::run).toList();
        }

        private Outcome run(Task task) {
            DType type = ((Input.Array) task.call().steps().get(0).inputs().get(0)).dtype();
            ran.add(type);
            boolean died = dies.apply(type);
            List<Judged> notable = died ? List.of(new Judged(0, DIED, new TreeMap<>())) : List.of();
            long dead = died ? 1 : 0;
            return new Outcome(task, 1, 0, 0, 1 - dead, 1, dead, new TreeMap<>(), notable, null, "");
        }

        @Override
        public Description describe(ProcessSettings settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Inference> ask(ProcessSettings settings, List<Inquiry> inquiries) {
            return List.of();
        }

        @Override
        public List<Case> historyOf(long task, long variant) {
            return List.of();
        }

        @Override
        public void close() {}
    }

    private static Case call(DType type) {
        Input input = new Input.Array(Shape.of(2), type, new Fill.Integers(1, 0, 3));
        Step step = new Step("op", new TreeMap<>(), List.of(input), List.of(), false);
        return new Case(ProcessSettings.plain("cpu"), List.of(step));
    }

    private Task task(DType type) {
        return new Task(next++, call(type), Intent.PROBE, 0, 1, List.of("survival"), true);
    }

    @Test
    void typeThatEndsTheProcessTwiceIsLeftAlone() throws Exception {
        Sparing sparing = new Sparing(new Build(type -> type == DType.INT16), new Makeable());
        for (int i = 0; i < 4; i++) {
            List<Outcome> outcomes = sparing.run(List.of(task(DType.INT16), task(DType.FLOAT32)));
            assertEquals(2, outcomes.size());
            assertEquals(1, outcomes.get(1).accepted());
            assertEquals(1, outcomes.get(0).judged() + outcomes.get(0).unrun(), "the books stay in balance");
        }
        assertEquals(2, ran.stream().filter(type -> type == DType.INT16).count());
        assertEquals(4, ran.stream().filter(type -> type == DType.FLOAT32).count());
    }

    @Test
    void typeThatWasMadeOnceIsNeverLeftAlone() throws Exception {
        List<Boolean> deaths = new ArrayList<>(List.of(false, true, true, true, true));
        Sparing sparing = new Sparing(new Build(type -> deaths.remove(0)), new Makeable());
        for (int i = 0; i < 5; i++) {
            sparing.run(List.of(task(DType.FLOAT32)));
        }
        assertTrue(deaths.isEmpty(), "an earlier case may have spoilt the heap");
    }

    @Test
    void operatorIsNotBlamedBeforeItIsCalled() {
        Verdict verdict = new Survival().judge(call(DType.INT16), Intent.VALID, DIED);
        Verdict.Violated violated = (Verdict.Violated) verdict;
        assertEquals("MXNDArrayCreateEx", violated.function());
        assertEquals("abort in the making of an array", violated.template());
    }
}
