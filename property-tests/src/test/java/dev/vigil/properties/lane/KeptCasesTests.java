package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeptCasesTests {
    private static final Signature SIGNATURE = new Signature("op", List.of("data"), false, List.of(), "", "");
    private static final Verdict UNSURE = new Verdict.Inconclusive("cannot tell");
    private static final RunFacts FACTS = new RunFacts(RunFacts.BASE, List.of());

    private final CaseRunner runner = new NoHistory();

    @Test
    void manyCasesLeaveABoundedNumberOfEachKind() {
        Books books = new Books(7);
        for (int i = 0; i < 50; i++) {
            books.enter(SIGNATURE, call(i), outcome(i, violated("template" + i)), runner);
            books.enter(SIGNATURE, call(i), outcome(i, UNSURE), runner);
            books.enter(SIGNATURE, call(i), outcome(i, Verdict.holds()), runner);
        }
        assertEquals(
                Map.of(KeptCase.Reason.VIOLATED, 3L, KeptCase.Reason.INCONCLUSIVE, 1L, KeptCase.Reason.SAMPLED, 1L),
                kept(books).stream().collect(Collectors.groupingBy(KeptCase::reason, Collectors.counting())));
    }

    @Test
    void whatAnyOracleFoundViolatedIsNotKeptAsInconclusive() {
        Books books = new Books(7);
        TreeMap<String, Verdict> verdicts = new TreeMap<>(Map.of("a", UNSURE, "b", violated("t")));
        Task task = task(1);
        books.enter(
                SIGNATURE,
                call(1),
                new Outcome(
                        task,
                        1,
                        0,
                        0,
                        1,
                        1,
                        0,
                        new TreeMap<>(),
                        List.of(new Judged(0, new Observation.Answered(List.of(FACTS), null), verdicts)),
                        null,
                        ""),
                runner);
        assertEquals(
                List.of(KeptCase.Reason.VIOLATED),
                kept(books).stream().map(KeptCase::reason).toList());
    }

    @Test
    void theSampleDependsOnTheSeedAndNotOnTheOrder() {
        List<Integer> upwards = IntStream.range(0, 30).boxed().toList();
        List<Integer> downwards =
                upwards.stream().sorted(java.util.Comparator.reverseOrder()).toList();
        assertEquals(sample(7, upwards), sample(7, downwards));
        long others = IntStream.range(0, 20)
                .filter(seed -> !sample(seed, upwards).equals(sample(7, upwards)))
                .count();
        assertTrue(others > 10, "the same sample for " + (20 - others) + " of 20 seeds");
    }

    private KeptCase sample(long seed, List<Integer> order) {
        Books books = new Books(seed);
        order.forEach(i -> books.enter(SIGNATURE, call(i), outcome(i, Verdict.holds()), runner));
        KeptCase only = kept(books).get(0);
        // Who drew it is no part of what was drawn.
        return new KeptCase(only.subject(), 0, only.reason(), only.call(), only.observation(), only.signature());
    }

    private static List<KeptCase> kept(Books books) {
        UnitResult result = books.result("c/0/0", List.of(), List.of(), null);
        return result.kept();
    }

    private static Call call(int value) {
        Input.Array input = new Input.Array(Shape.of(2), DType.FLOAT32, new Fill.Constant(1));
        return new Call(new TreeMap<>(Map.of("k", Integer.toString(value))), List.of(input), false, false, false);
    }

    private static Task task(int value) {
        return new Task(
                value, call(value).toCase("op", ProcessSettings.plain("cpu")), Intent.VALID, 0, 1, List.of("a"), true);
    }

    private static Verdict violated(String template) {
        return new Verdict.Violated(FaultClass.OTHER, template, "seen", "wanted");
    }

    private static Outcome outcome(int value, Verdict verdict) {
        boolean unsure = verdict instanceof Verdict.Inconclusive;
        Observation seen = new Observation.Answered(List.of(FACTS), null);
        List<Judged> notable = verdict instanceof Verdict.Holds
                ? List.of()
                : List.of(new Judged(0, seen, new TreeMap<>(Map.of("a", verdict))));
        return new Outcome(
                task(value), unsure ? 0 : 1, unsure ? 1 : 0, 0, 1, 1, 0, new TreeMap<>(), notable, FACTS, "");
    }

    /** Books ask a runner for nothing but what ran before a violated case. */
    private static final class NoHistory implements CaseRunner {
        @Override
        public List<Outcome> run(List<Task> tasks) {
            throw new UnsupportedOperationException();
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
}
