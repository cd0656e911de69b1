package dev.vigil.properties.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.unit.Counter;
import dev.vigil.model.unit.Coverage;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.oracles.Survival;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Judged;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Tally;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BooksTests {
    private static final long SEED = 7;
    private static final String FRAME = "libmxnet.so+0x4a2f mxnet::op::Pool";
    private static final Observation ANSWERED = new Observation.Answered(List.of(), null);
    private static final Verdict.Violated CRASH = violated("crash in invoke");

    private static Verdict.Violated violated(String template) {
        return new Verdict.Violated(FaultClass.CRASH, template, "observed", "expected");
    }

    private static Observation.Died died(ProcessEnd.Kind kind, String... frames) {
        return new Observation.Died(
                new ProcessEnd(kind, 139, 11, List.of(frames), "", "seen by a test", 0), "base/invoke");
    }

    @Nested
    final class SignatureTests {
        private static String of(Verdict.Violated verdict, Observation observation) {
            return Books.signature("op", "survival", verdict, observation);
        }

        private static String crashAt(String... frames) {
            return of(CRASH, died(ProcessEnd.Kind.SEGMENTATION_FAULT, frames));
        }

        @Test
        void namesOperatorOracleTemplateAndFrame() {
            assertEquals("op|survival|crash in invoke|libmxnet.so mxnet::op::Pool", crashAt(FRAME));
            assertEquals("op|survival|crash in invoke|", of(CRASH, ANSWERED));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "libmxnet.so+0x1 mxnet::op::Pool",
                    "libmxnet.so+0xFF mxnet::op::Pool<float>",
                    "libmxnet.so+0x2 mxnet::op::Pool<double, std::vector<int> >(Shape const&, int)",
                    "libmxnet.so+0x3 mxnet::op::Pool(mshadow::Tensor<mshadow::cpu, 2, float>)"
                })
        void offsetParametersAndTemplateArgumentsMakeNoOtherFault(String frame) {
            assertEquals(crashAt(FRAME), crashAt(frame));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "libjnivigil.so+0x10 vigil_invoke",
                    "libjvm.so+0x10 Unsafe_PutInt",
                    "libc.so.6+0x10 memcpy",
                    "libc-2.31.so+0x10 abort",
                    "libm.so.6+0x10 exp",
                    "libstdc++.so.6+0x10 std::terminate",
                    "libgcc_s.so.1+0x10 _Unwind_Resume",
                    "libpthread.so.0+0x10 start_thread",
                    "ld-linux-x86-64.so.2+0x10 _dl_fixup",
                    "[vdso]+0x10",
                    "linux-vdso.so.1+0x10"
                })
        void modulesThatEveryProcessHasAreSkipped(String frame) {
            assertEquals(crashAt(FRAME), crashAt(frame, FRAME));
            assertEquals("op|survival|crash in invoke|", crashAt(frame));
        }

        @Test
        void neighboursOfThoseModulesAreNot() {
            assertTrue(crashAt("libcublas.so+0x1 gemm", FRAME).endsWith("|libcublas.so gemm"));
            assertTrue(crashAt("libmkldnn.so+0x1 jit", FRAME).endsWith("|libmkldnn.so jit"));
        }

        @Test
        void placeWhereABrokenHeapIsNoticedSaysNothing() {
            Verdict.Violated heap = violated(Survival.HEAP_CORRUPTION);
            assertEquals("op|survival|heap corruption|", of(heap, died(ProcessEnd.Kind.ABORT, FRAME)));
        }

        @Test
        void placeWhereALoopIsLookedAtSaysNothing() {
            assertEquals("op|survival|crash in invoke|", of(CRASH, died(ProcessEnd.Kind.HANG, FRAME)));
            assertEquals(crashAt(FRAME), of(CRASH, died(ProcessEnd.Kind.ABORT, FRAME)));
        }
    }

    private static final Signature SIGNATURE = new Signature(
            "op",
            List.of("data"),
            false,
            List.of(
                    Attribute.parse("level", "int, optional, default='1'", ""),
                    Attribute.parse("size", "int, required", "")),
            "",
            "");
    private static final Call CALL = new Call(
            new TreeMap<>(Map.of("size", "3")),
            List.of(new Input.Array(Shape.of(2), DType.FLOAT32, new Fill.Uniform(1, 0, 1))),
            false,
            false,
            false);
    private static final Case CASE = CALL.toCase("op", ProcessSettings.plain("cpu"));

    private final Books books = new Books(SEED);
    private final CaseRunner runner = new FakeBuild((call, before, process) -> FakeBuild.Seen.FINE).runner();

    private static Outcome outcome(Intent intent, int count, long accepted, long unrun, List<Judged> notable) {
        return new Outcome(
                new Task(1, CASE, intent, 0, count, List.of("survival"), true),
                count - unrun,
                0,
                unrun,
                accepted,
                2L * count,
                0,
                new TreeMap<>(Map.of("survival", new Tally(count - unrun - notable.size(), notable.size(), 0))),
                notable,
                null,
                unrun > 0 ? "no room" : "");
    }

    private static Judged judged(long variant, Verdict.Violated verdict) {
        return new Judged(variant, ANSWERED, new TreeMap<>(Map.of("survival", verdict)));
    }

    private void enter(Outcome outcome) {
        books.enter(SIGNATURE, CALL, outcome, runner);
    }

    private UnitResult result() {
        return books.result("unit", List.of(), List.of(), null);
    }

    @Test
    void outcomesAddUpAndWhatDidNotRunIsNoted() {
        enter(outcome(Intent.VALID, 5, 4, 2, List.of()));
        enter(outcome(Intent.HOSTILE, 3, 0, 0, List.of(judged(0, CRASH))));
        assertEquals(new Totals(8, 6, 0, 2, 16, 0), result().totals());
        assertEquals(List.of("op: 2 not run: no room"), result().notes());
        assertEquals(
                List.of(
                        new Counter("op", "float32", "survival", "holds", 5),
                        new Counter("op", "float32", "survival", "violated", 1)),
                result().counters());
    }

    @Test
    void coverageTellsIntentsApartAndCountsWhatRanAlone() {
        enter(outcome(Intent.VALID, 5, 3, 1, List.of()));
        enter(outcome(Intent.HOSTILE, 4, 0, 1, List.of()));
        enter(outcome(Intent.PROBE, 9, 9, 0, List.of()));
        Coverage coverage = result().coverage().get(0);
        assertEquals(4, coverage.meantValid());
        assertEquals(3, coverage.valid());
        assertEquals(3, coverage.hostile());
    }

    @Test
    void marksAreOfAcceptedCallsWithTheValuesThatWereLeftOut() {
        enter(outcome(Intent.VALID, 1, 0, 0, List.of()));
        assertEquals(List.of(), result().coverage().get(0).marks());
        enter(outcome(Intent.VALID, 1, 1, 0, List.of()));
        assertEquals(
                List.of(CALL.mark(), "attr:level=1", "attr:size=3"),
                result().coverage().get(0).marks());
    }

    @Test
    void faultIsACandidateOnceAsFirstSeen() throws Exception {
        List<Case> before = List.of(CASE.variant(1), CASE.variant(2));
        for (Case earlier : before) {
            runner.run(List.of(new Task(9, earlier, Intent.VALID, 0, 1, List.of("survival"), true)));
        }
        enter(outcome(Intent.VALID, 8, 8, 0, List.of(judged(5, CRASH), judged(6, CRASH))));
        assertEquals(
                List.of(new Candidate(
                        "op|survival|crash in invoke|",
                        "op",
                        "survival",
                        CRASH,
                        CASE.variant(5),
                        SEED,
                        before,
                        ANSWERED)),
                result().candidates());
        assertEquals(1, result().kept().size());
    }

    @Test
    void faultOfACFunctionIsBlamedOnIt() {
        Verdict.Violated engine =
                new Verdict.Violated(FaultClass.ERROR_ISOLATION, "reads as data", "seen", "not", "MXNDArrayWaitAll");
        enter(outcome(Intent.VALID, 1, 0, 0, List.of(judged(0, engine))));
        Candidate candidate = result().candidates().get(0);
        assertEquals("MXNDArrayWaitAll", candidate.operator());
        assertEquals("MXNDArrayWaitAll|survival|reads as data|", candidate.signature());
        assertEquals("op", result().kept().get(0).subject());
    }

    @Test
    void fewCasesAreKeptOfASubjectAndAllCandidates() {
        List<Judged> notable = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            notable.add(judged(i, violated("template " + i)));
        }
        enter(outcome(Intent.VALID, 6, 6, 0, notable));
        assertEquals(6, result().candidates().size());
        assertEquals(3, result().kept().size());
        assertEquals(KeptCase.Reason.VIOLATED, result().kept().get(0).reason());
    }

    @Test
    void caseThatKilledIsKeptAsSuch() {
        Observation crash = died(ProcessEnd.Kind.SEGMENTATION_FAULT, FRAME);
        enter(outcome(Intent.VALID, 1, 0, 0, List.of(new Judged(0, crash, new TreeMap<>(Map.of("survival", CRASH))))));
        assertEquals(KeptCase.Reason.CRASHED, result().kept().get(0).reason());
        assertEquals(
                "op|survival|crash in invoke|libmxnet.so mxnet::op::Pool",
                result().candidates().get(0).signature());
    }

    @Test
    void notesAreDistinctAndBounded() {
        for (int i = 0; i < 200; i++) {
            books.note("note " + i / 2);
        }
        assertEquals(50, result().notes().size());
        assertEquals("note 49", result().notes().get(49));
    }

    @Test
    void exhaustedSubjectIsCoveredWithoutACase() {
        books.exhausted("op");
        assertEquals(List.of(new Coverage("op", 0, 0, 0, List.of(), true)), result().coverage());
    }
}
