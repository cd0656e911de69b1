package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Fault;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.coldstart.ColdStartLane;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fresh processes of the stock build on a real slot, with planted hangs and without. */
@Timeout(180)
final class ColdStartTests {
    private static final String OPERATOR = "elemwise_add";

    private static final Set<FaultClass> DEATHS = EnumSet.of(FaultClass.CRASH, FaultClass.ABORT);

    @RegisterExtension
    private final OneSlot worker = new OneSlot();

    @Test
    void cleanBuildShowsNothingUnderAnyLoadAndWay() throws Exception {
        UnitResult result = sweep(Fault.none(), 24);

        assertEquals(
                List.of(),
                result.candidates().stream().filter(c -> !diedInTheMiddle(c)).toList());
        assertEquals(List.of(), result.faults());
        assertEquals(
                result.totals().generated(),
                result.totals().judged(),
                result.notes().toString());
    }

    /** Threads of the stock build go on while a process that leaves in the middle takes apart what they use: a crash now and then, or an abort. */
    private static boolean diedInTheMiddle(Candidate candidate) {
        return candidate.oracle().equals("exit")
                && DEATHS.contains(candidate.violation().fault())
                && Objects.requireNonNull(candidate.call().probe())
                        .options()
                        .getOrDefault("leave", "")
                        .startsWith("in-flight");
    }

    @ParameterizedTest
    @CsvSource({
        "START_LOCK_ORDER, coldstart, vigil_fault_take_both",
        "START_LOST_WAKEUP, coldstart, vigil_fault_lost_wakeup",
        "EXIT_HANG, exit, vigil_fault_wait_at_exit"
    })
    void plantedHangIsOneCandidateThatNamesItsFrames(Fault.Kind kind, String oracle, String frame) throws Exception {
        UnitResult result = sweep(new Fault(kind, "*", 0, 1, ""), 12);

        List<Candidate> hangs = result.candidates();
        assertFalse(hangs.isEmpty(), result.toString());
        Candidate hang = hangs.get(0);
        assertEquals(oracle, hang.oracle());
        assertTrue(hang.signature().contains(frame), hang.signature());
        Capsule capsule =
                assertInstanceOf(Observation.Died.class, hang.observation()).capsule();
        assertNotNull(capsule);
        if (kind == Fault.Kind.START_LOCK_ORDER) {
            assertTrue(
                    hang.violation().observed().contains("2 threads wait for each other"),
                    hang.violation().observed());
        }
    }

    @Test
    void withoutADebuggerTheProcessTellsItsOwnStacks() throws Exception {
        Map<String, String> environment = new HashMap<>(Built.quiet().environment());
        environment.put("PATH", "/nowhere");
        worker.reopen(Built.quiet().with(environment));

        Candidate hang = sweep(new Fault(Fault.Kind.START_LOCK_ORDER, "*", 0, 1, ""), 2)
                .candidates()
                .get(0);

        // Places in the module instead of names.
        assertTrue(
                hang.signature().matches("\\|coldstart\\|hang\\|libvigil_fault_proxy\\.so\\+0x[0-9a-f]+ .*"),
                hang.signature());
        assertTrue(
                hang.violation().observed().contains("stacks by the watch library"),
                hang.violation().observed());
        assertTrue(
                hang.violation().observed().contains("2 threads wait for each other"),
                hang.violation().observed());
    }

    private UnitResult sweep(Fault fault, int attempts) throws Exception {
        ProcessSettings plain = ProcessSettings.plain("cpu");
        Map<String, String> switches = fault.environment();
        ProcessSettings settings = plain.withEnvironment(new TreeMap<>(switches));
        WorkUnit unit = new WorkUnit(
                "cold/0/0",
                "cold",
                ColdStartLane.NAME,
                WorkUnit.Task.EXPLORE,
                0,
                42,
                List.of(OPERATOR),
                List.of(example()),
                attempts,
                settings,
                List.of(),
                new UnitLimits(150, 10, UnitLimits.USUAL.memoryBytes()),
                null);
        return worker.result(unit);
    }

    /** One accepted call, as the lane keeps what it learned. */
    private static Knowledge example() {
        Input.Array input = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Uniform(1, -1, 1));
        Case sum = new Case(
                ProcessSettings.plain("cpu"), List.of(Step.of(OPERATOR, new TreeMap<>(), List.of(input, input))));
        return new Knowledge(OPERATOR, 1, Wire.toJson(Map.of("calls", List.of(sum))));
    }
}
