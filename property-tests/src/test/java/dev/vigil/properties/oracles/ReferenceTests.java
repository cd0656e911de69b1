package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.References;
import dev.vigil.properties.task.Intent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReferenceTests {
    private final Reference oracle = new Reference(References.all());

    private static Case call(String operator, Map<String, String> attributes, DType type, Double... values) {
        Input input = new Input.Array(Shape.of(values.length), type, new Fill.Listed(Arrays.asList(values)));
        return new Case(
                ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(attributes), List.of(input))));
    }

    private Verdict judge(Case call, ArrayFacts output) {
        return oracle.judge(call, Intent.VALID, Seen.answered(Seen.run("base", output)));
    }

    private Verdict.Violated violated(Case call, ArrayFacts output) {
        return assertInstanceOf(Verdict.Violated.class, judge(call, output));
    }

    @Test
    void rightValuesHold() {
        assertEquals(
                Verdict.holds(),
                judge(call("exp", Map.of(), DType.FLOAT32, 0.0, 1.0), Seen.array(DType.FLOAT32, 1, Math.E)));
    }

    @Test
    void wrongValueTellsWhereAndHowFar() {
        Verdict.Violated verdict =
                violated(call("exp", Map.of(), DType.FLOAT32, 0.0, 1.0), Seen.array(DType.FLOAT32, 1, 2.7));
        assertEquals(FaultClass.WRONG_VALUE, verdict.fault());
        assertTrue(
                verdict.observed().contains("element 1") && verdict.observed().contains("times"), verdict.toString());
    }

    @Test
    void inputsAreTakenAsTheirTypeRoundsThem() {
        // 0.1 is 0.0999755859375 in float16, and 100 times that is 9.997 and not 10.
        Case call = call("_mul_scalar", Map.of("scalar", "100"), DType.FLOAT16, 0.1);
        assertEquals(Verdict.holds(), judge(call, Seen.array(DType.FLOAT16, 9.9975)));
    }

    @Test
    void sumsInFloat16MayBeOffByTheirLength() {
        Double[] many = new Double[500];
        Arrays.fill(many, 1.0);
        Case call = call("sum", Map.of(), DType.FLOAT16, many);
        assertEquals(Verdict.holds(), judge(call, Seen.array(DType.FLOAT16, 420)));
        violated(call, Seen.array(DType.FLOAT16, 250));
    }

    @Test
    void infinityWhereAFiniteNumberIsDueIsAFault() {
        Verdict.Violated verdict = violated(
                call("tanh", Map.of(), DType.FLOAT32, 3.0), Seen.array(DType.FLOAT32, Double.POSITIVE_INFINITY));
        assertEquals(FaultClass.NAN_INF, verdict.fault());
    }

    @Test
    void wholeNumbersAreExactAndTheirOverflowIsOpen() {
        Case call = call("_plus_scalar", Map.of("scalar", "100"), DType.INT8, 1.0, 100.0);
        assertEquals(Verdict.holds(), judge(call, Seen.array(DType.INT8, 101, -56)));
        violated(call, Seen.array(DType.INT8, 100, -56));
    }

    @Test
    void otherShapeAndOtherTypeAreFaults() {
        Case call = call("exp", Map.of(), DType.FLOAT32, 0.0, 0.0);
        assertEquals(
                FaultClass.SHAPE_INFERENCE,
                violated(call, Seen.array(DType.FLOAT32, 1)).fault());
        assertEquals(
                FaultClass.DTYPE,
                violated(call, Seen.array(DType.FLOAT64, 1, 1)).fault());
    }

    @Test
    void attributesThatTheReferenceDoesNotKnowSayNothing() {
        Case call = call("exp", Map.of("mode", "fast"), DType.FLOAT32, 0.0);
        assertInstanceOf(Verdict.Inconclusive.class, judge(call, Seen.array(DType.FLOAT32, 5)));
    }

    @Test
    void refusedCallIsNoQuestionOfValues() {
        Case call = call("exp", Map.of(), DType.FLOAT32, 0.0);
        Observation refused = Seen.answered(Seen.refused("base", "invoke", "no"));
        assertEquals(Verdict.holds(), oracle.judge(call, Intent.VALID, refused));
    }

    @Test
    void deathSaysNothing() {
        Case call = call("exp", Map.of(), DType.FLOAT32, 0.0);
        assertInstanceOf(
                Verdict.Inconclusive.class, oracle.judge(call, Intent.VALID, Seen.died(ProcessEnd.Kind.ABORT)));
    }

    @Test
    void classicScalarsMayHaveLengthOneAndNumpysMayNot() {
        ArrayFacts one = Seen.array(DType.FLOAT32, 3);
        assertEquals(Verdict.holds(), judge(numpy(call("sum", Map.of(), DType.FLOAT32, 1.0, 2.0)), one));
        violated(numpy(call("_npi_sum", Map.of(), DType.FLOAT32, 1.0, 2.0)), one);
    }

    private static Case numpy(Case call) {
        return call.withSettings(call.settings().withNumpyShape(true));
    }

    @Test
    void otherOperatorsAreNotAsked() {
        assertFalse(oracle.applies(call("nobody_knows_this", Map.of(), DType.FLOAT32, 1.0), Intent.VALID));
        assertFalse(oracle.applies(call("exp", Map.of(), DType.FLOAT32, 1.0), Intent.HOSTILE));
        assertTrue(oracle.applies(call("exp", Map.of(), DType.FLOAT32, 1.0), Intent.VALID));
    }
}
