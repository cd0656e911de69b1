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
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.wire.Wire;
import dev.vigil.probes.leaks.LeaksLane;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops over the stock build on a real slot, with planted leaks and without. */
@Timeout(240)
final class LeaksTests {
    private static final List<String> ELEMENTWISE =
            List.of("sqrt", "exp", "negative", "square", "sign", "floor", "relu", "sigmoid");
    private static final String PLANTED = "vigil_fault_lose";

    @RegisterExtension
    private final OneSlot worker = new OneSlot();

    @Test
    void cleanOperatorsAndTheirGradientsShowNothing() throws Exception {
        UnitResult result = explore(Fault.none(), ELEMENTWISE);

        assertEquals(List.of(), result.candidates());
        assertEquals(List.of(), result.faults());
        // Of some there is no gradient.
        assertTrue(result.totals().judged() >= ELEMENTWISE.size(), result.totals() + " " + result.notes());
    }

    @ParameterizedTest
    @CsvSource({
        "LEAK, sqrt, sqrt, leak",
        "LEAK_WHEN_REFUSED, @refused, MXImperativeInvoke, leak per refused call",
        "LEAK_OF_THREAD, @thread, MXImperativeInvoke, leak per thread that has ended",
        "LEAK_ON_LOAD, @files, MXNDArrayLoad, leak per array saved and loaded"
    })
    void plantedLeakIsFoundWithItsBytesAndItsPlace(Fault.Kind kind, String subject, String operator, String template)
            throws Exception {
        UnitResult result = explore(new Fault(kind, "*", 0), List.of(subject));

        Candidate leak = result.candidates().stream()
                .filter(c -> c.signature().contains(PLANTED))
                .findFirst()
                .orElseThrow(() -> new AssertionError(result.toString()));
        assertTrue(leak.signature().startsWith(operator + "|leak|" + template + "|"), leak.signature());
        assertEquals(FaultClass.LEAK, leak.violation().fault());
        assertTrue(
                leak.violation().observed().startsWith("64 bytes (64 to 64) per "),
                leak.violation().observed());
        Observation.Grew grew = assertInstanceOf(Observation.Grew.class, leak.observation());
        assertTrue(grew.frames().get(0).contains(PLANTED), grew.frames().toString());
    }

    @Test
    void arrayInAHundredIsFound() throws Exception {
        UnitResult result = explore(new Fault(Fault.Kind.LEAK_ARRAY, "*", 0), List.of("sqrt"));

        assertTrue(
                result.candidates().stream().anyMatch(c -> c.signature().startsWith("sqrt|leak|leak|")),
                result.toString());
    }

    @Test
    void cacheThatIsFilledAndStaysFullIsNoLeak() throws Exception {
        UnitResult result = explore(new Fault(Fault.Kind.FULL_CACHE, "*", 0, 1500, ""), List.of("sqrt"));

        assertEquals(List.of(), result.candidates());
        assertEquals(2, result.totals().judged(), result.notes().toString());
    }

    @Test
    void leakIsProvenByLongerLoopsAndHoldsWhereItIsNot() throws Exception {
        Candidate leak = explore(new Fault(Fault.Kind.LEAK, "*", 0), List.of("sqrt")).candidates().stream()
                .filter(c -> c.signature().contains(PLANTED))
                .findFirst()
                .orElseThrow();

        Proof there = prove(leak, leak.call().settings());
        assertEquals(FindingStatus.PROVEN, there.status());
        assertEquals(new Reproduction(2, 2), there.reproduced());

        Proof gone = prove(leak, settings(Fault.none()));
        assertEquals(new Reproduction(0, 2), gone.reproduced());
        assertEquals(2, gone.held());
    }

    private Proof prove(Candidate leak, ProcessSettings settings) throws Exception {
        Candidate candidate = new Candidate(
                leak.signature(),
                leak.operator(),
                leak.oracle(),
                leak.violation(),
                leak.call().withSettings(settings),
                leak.seed(),
                List.of(),
                leak.observation());
        UnitResult result = run(unit(WorkUnit.Task.PROVE, List.of("sqrt"), settings, candidate));
        Proof proof = result.proof();
        if (proof == null) {
            throw new AssertionError(result.toString());
        }
        return proof;
    }

    private UnitResult explore(Fault fault, List<String> subjects) throws Exception {
        return run(unit(WorkUnit.Task.EXPLORE, subjects, settings(fault), null));
    }

    private UnitResult run(WorkUnit unit) throws Exception {
        return worker.result(unit);
    }

    private static ProcessSettings settings(Fault fault) {
        ProcessSettings plain = ProcessSettings.plain("cpu");
        return plain.withEnvironment(new TreeMap<>(fault.environment()));
    }

    private static WorkUnit unit(
            WorkUnit.Task task, List<String> subjects, ProcessSettings settings, @Nullable Candidate candidate) {
        return new WorkUnit(
                "leaks/0/0",
                "leaks",
                LeaksLane.NAME,
                task,
                0,
                42,
                subjects,
                subjects.stream().map(LeaksTests::example).toList(),
                // Of a proof: as many as it takes.
                0,
                settings,
                List.of(),
                new UnitLimits(220, 10, UnitLimits.USUAL.memoryBytes()),
                candidate);
    }

    /** One accepted call, as the lane keeps what it learned; actions of the engine make that of an operator. */
    private static Knowledge example(String subject) {
        Input.Array input = new Input.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Uniform(1, 1, 2));
        String operator = subject.startsWith("@") ? "sqrt" : subject;
        Case call = new Case(ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(), List.of(input))));
        return new Knowledge(subject, 1, Wire.toJson(Collections.singletonMap("calls", List.of(call))));
    }
}
