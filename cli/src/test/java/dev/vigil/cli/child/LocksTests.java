package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.locks.LocksLane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starts of the stock build on a real slot, watched, with planted lock orders and held calls and without. */
@Timeout(240)
final class LocksTests {
    private static final String OPERATOR = "sqrt";
    private static final String CIRCLE = "|lock-order|lock order|mutex _ZN12_GLOBAL__N_116vigil_fault_leftE > "
            + "mutex _ZN12_GLOBAL__N_117vigil_fault_rightE > mutex _ZN12_GLOBAL__N_116vigil_fault_leftE";

    @RegisterExtension
    private final OneSlot worker = new OneSlot();

    @Test
    void halvesOfDifferentProcessesAndUnitsAreOneFindingThatIsProvenAndHoldsWhereItIsNot() throws Exception {
        List<Knowledge> facts = new ArrayList<>();
        Candidate found = null;
        // Each process draws a half: twenty alike are one chance in half a million.
        for (int i = 0; i < 10 && found == null; i++) {
            UnitResult unit = explore(Fault.Kind.LOCK_ORDER_HALVES, i, 2, facts);
            assertEquals(List.of(), unit.faults());
            facts.addAll(unit.knowledge());
            found = circle(unit);
        }
        if (found == null) {
            throw new AssertionError("no circle in twenty starts");
        }
        assertEquals(FaultClass.LOCK_ORDER, found.violation().fault());
        Observation.Circled circled = assertInstanceOf(Observation.Circled.class, found.observation());
        assertEquals(2, circled.processes());
        assertTrue(circled.sameLocks());
        for (Observation.Order order : circled.orders()) {
            assertTrue(order.heldAt().get(0).contains("vigil_fault_take"), order.toString());
            assertTrue(order.wantedAt().get(0).contains("vigil_fault_take"), order.toString());
        }

        UnitResult gathered = explore(Fault.Kind.NONE, 99, 0, facts);
        assertEquals(circled.orders().size(), circledOf(gathered).orders().size(), "by facts alone");

        Proof there = prove(found, Fault.Kind.LOCK_ORDER_HALVES, 0);
        assertEquals(FindingStatus.PROVEN, there.status());
        assertTrue(
                there.reproduced().runs() >= 2 * there.reproduced().hits(),
                there.reproduced().toString());
        Proof gone = prove(found, Fault.Kind.NONE, 4);
        assertEquals(0, gone.reproduced().hits());
        assertEquals(4, gone.held());
    }

    @Test
    void callUnderAWantedLockIsFoundWithItsThreeStacks() throws Exception {
        UnitResult unit = explore(Fault.Kind.LOCK_HELD_CALL, 1, 2, List.of());

        Candidate held = unit.candidates().stream()
                .filter(c -> c.signature().contains("vigil_fault_call"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(unit.toString()));
        assertEquals(FaultClass.LOCK_HELD, held.violation().fault());
        Observation.Withheld withheld = assertInstanceOf(Observation.Withheld.class, held.observation());
        assertEquals("read", withheld.call());
        assertTrue(withheld.longestNs() > 1_000_000, withheld.toString());
        assertTrue(withheld.heldAt().get(0).contains("vigil_fault_call"), withheld.toString());
        assertTrue(withheld.calledAt().get(0).contains("vigil_fault_call"), withheld.toString());
        assertTrue(withheld.waitedAt().get(0).contains("vigil_fault_want"), withheld.toString());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"NONE", "LOCK_ORDER_ONE_THREAD", "LOCK_ORDER_GATED", "LOCK_HELD_UNWANTED"})
    void whatCannotHangIsSilent(Fault.Kind kind) throws Exception {
        UnitResult unit = explore(kind, 7, 3, List.of());

        assertEquals(List.of(), unit.candidates());
        assertEquals(3, unit.totals().judged(), unit.notes().toString());
    }

    private static @Nullable Candidate circle(UnitResult unit) {
        return unit.candidates().stream()
                .filter(c -> c.signature().equals(CIRCLE))
                .findFirst()
                .orElse(null);
    }

    private static Observation.Circled circledOf(UnitResult unit) {
        Candidate candidate = circle(unit);
        if (candidate == null) {
            throw new AssertionError(unit.toString());
        }
        return assertInstanceOf(Observation.Circled.class, candidate.observation());
    }

    private Proof prove(Candidate found, Fault.Kind kind, int times) throws Exception {
        Candidate candidate = new Candidate(
                found.signature(),
                found.operator(),
                found.oracle(),
                found.violation(),
                found.call().withSettings(settings(found.call().settings(), kind)),
                found.seed(),
                found.history().stream()
                        .map(c -> c.withSettings(settings(c.settings(), kind)))
                        .toList(),
                found.observation());
        Proof proof = run(unit(WorkUnit.Task.PROVE, 0, times, List.of(), kind, candidate))
                .proof();
        if (proof == null) {
            throw new AssertionError("no proof");
        }
        return proof;
    }

    private UnitResult explore(Fault.Kind kind, int number, int cases, List<Knowledge> facts) throws Exception {
        List<Knowledge> known = new ArrayList<>(facts);
        known.add(example());
        return run(unit(WorkUnit.Task.EXPLORE, number, cases, known, kind, null));
    }

    private UnitResult run(WorkUnit unit) throws Exception {
        return worker.result(unit);
    }

    private static ProcessSettings settings(ProcessSettings plain, Fault.Kind kind) {
        return plain.withEnvironment(new TreeMap<>(new Fault(kind, "*", 0).environment()));
    }

    private static WorkUnit unit(
            WorkUnit.Task task,
            int number,
            int cases,
            List<Knowledge> known,
            Fault.Kind kind,
            @Nullable Candidate candidate) {
        return new WorkUnit(
                "locks/0/" + number,
                "locks",
                LocksLane.NAME,
                task,
                0,
                42 + number,
                List.of(OPERATOR),
                known,
                cases,
                settings(ProcessSettings.plain("cpu"), kind),
                List.of(),
                new UnitLimits(120, 10, UnitLimits.USUAL.memoryBytes()),
                candidate);
    }

    /** One accepted call, as the lane keeps what it learned. */
    private static Knowledge example() {
        Input.Array input = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Uniform(1, 1, 2));
        Case call = new Case(ProcessSettings.plain("cpu"), List.of(Step.of(OPERATOR, new TreeMap<>(), List.of(input))));
        return new Knowledge(OPERATOR, 1, Wire.toJson(Collections.singletonMap("calls", List.of(call))));
    }
}
