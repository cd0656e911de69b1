package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.lane.PropertiesLane;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.Signature;
import dev.vigil.workers.slot.Slot;
import dev.vigil.workers.slot.UnitEnd;
import dev.vigil.workers.slot.UnitRunner.ProgressListener;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units on a real slot whose processes are lost in the middle: what it costs, and what stays behind. */
@Timeout(120)
final class LostProcessTests {
    private static final String OPERATOR = "elemwise_add";
    private static final int CASES = 4000;
    private static final UnitLimits LIMITS = new UnitLimits(100, 4, UnitLimits.USUAL.memoryBytes());
    private static final ProgressListener NOBODY = (cases, crashes, doing) -> {};

    @RegisterExtension
    private final OneSlot worker = new OneSlot();

    @ParameterizedTest
    @CsvSource({"SEGV, SEGMENTATION_FAULT", "HANG, HANG"})
    void plantedEndCostsExactlyOneCase(Fault.Kind fault, ProcessEnd.Kind kind) throws Exception {
        Totals whole = done(run(Map.of(), NOBODY)).totals();
        assertEquals(0, whole.crashes(), whole.toString());
        // Past the middle, so that the second executor, which counts anew, does not get there.
        long after = whole.invocations() * 3 / 5;

        UnitResult result = done(run(new Fault(fault, OPERATOR, after).environment(), NOBODY));

        Totals totals = result.totals();
        assertEquals(1, totals.crashes(), totals.toString());
        assertEquals(whole.generated(), totals.generated());
        assertEquals(whole.judged(), totals.judged());
        assertEquals(whole.inconclusive(), totals.inconclusive());
        assertEquals(whole.unrun(), totals.unrun());
        assertEquals(List.of(), result.faults());
        List<KeptCase> crashed = result.kept().stream()
                .filter(kept -> kept.reason() == KeptCase.Reason.CRASHED)
                .toList();
        assertEquals(1, crashed.size());
        Observation.Died died =
                assertInstanceOf(Observation.Died.class, crashed.get(0).observation());
        assertEquals(kind, died.end().kind());
        Candidate candidate = result.candidates().stream()
                .filter(one -> one.observation() instanceof Observation.Died)
                .reduce((one, other) -> {
                    throw new AssertionError("one crash, two candidates: " + one + " and " + other);
                })
                .orElseThrow();
        assertEquals(crashed.get(0).call(), candidate.call());
        assertTrue(
                candidate.history().size() > 1,
                "cases before it: " + candidate.history().size());
    }

    @Test
    void executorKilledFromOutsideCostsNoCase() throws Exception {
        Totals whole = done(run(Map.of(), NOBODY)).totals();

        UnitResult result = done(run(Map.of(), killing(ExecutorMain.class)));

        assertEquals(0, result.totals().crashes());
        assertEquals(whole.generated(), result.totals().generated());
        assertEquals(whole.judged(), result.totals().judged());
        assertEquals(whole.unrun(), result.totals().unrun());
        assertEquals(List.of(), result.candidates());
        assertEquals(1, result.faults().size(), result.faults().toString());
        assertTrue(
                result.faults().get(0).contains("SIGKILL from outside"),
                result.faults().get(0));
    }

    @Test
    void laneHostKilledCostsTheAttemptAndTheNextOneRuns() throws Exception {
        UnitEnd.Failed failed = assertInstanceOf(UnitEnd.Failed.class, run(Map.of(), killing(LaneHostMain.class)));
        assertTrue(failed.fault().contains("the lane host ended in the middle of unit"), failed.fault());
        assertTrue(failed.fault().contains("signal 9"), failed.fault());

        Totals totals = done(run(Map.of(), NOBODY)).totals();

        assertEquals(CASES, totals.generated());
        assertTrue(totals.balanced());
    }

    /** Kills the first one of that kind, once the unit has judged something. */
    private static ProgressListener killing(Class<?> mainClass) {
        AtomicBoolean done = new AtomicBoolean();
        return (cases, crashes, doing) -> {
            if (!done.getAndSet(true)) {
                ProcessHandle victim =
                        Processes.running(mainClass, OneSlot.OURS).get(0);
                assertTrue(victim.destroyForcibly());
            }
        };
    }

    private UnitEnd run(Map<String, String> environment, ProgressListener listener) throws InterruptedException {
        Slot slot = worker.slot();
        return slot.run(unit(new TreeMap<>(environment)), Built.faulty(), listener);
    }

    private static UnitResult done(UnitEnd end) {
        return assertInstanceOf(UnitEnd.Done.class, end, end.toString()).result();
    }

    private static WorkUnit unit(SortedMap<String, String> environment) {
        ProcessSettings settings = ProcessSettings.plain("cpu").withEnvironment(environment);
        return new WorkUnit(
                "lost/0/0",
                "lost",
                PropertiesLane.NAME,
                WorkUnit.Task.EXPLORE,
                0,
                42,
                List.of(OPERATOR),
                List.of(knowledge().write(1)),
                CASES,
                settings,
                List.of("survival", "repeat"),
                LIMITS,
                null);
    }

    /** One valid call is all that exploring needs. */
    private static OperatorKnowledge knowledge() {
        Input.Array input = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Uniform(1, -1, 1));
        Call sum = new Call(new TreeMap<>(), List.of(input, input), false, false, false);
        OperatorKnowledge declared = OperatorKnowledge.declared(
                new Signature(OPERATOR, List.of("lhs", "rhs"), false, List.of(), "", "elementwise sum"));
        return new OperatorKnowledge(
                declared.version(),
                declared.signature(),
                List.of(sum),
                declared.reached(),
                declared.refused(),
                declared.outcomes(),
                declared.deadly(),
                declared.tried(),
                declared.valid(),
                declared.meant(),
                declared.meantValid(),
                declared.deaths(),
                declared.lastError(),
                declared.exhausted(),
                declared.distinct());
    }
}
