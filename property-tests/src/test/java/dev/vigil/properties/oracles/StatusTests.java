package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StatusTests {
    private static final Oracle STATUS = new Status();
    private static final String REFUSED = "this operator is not implemented for this";
    private static final Case INT32 = Seen.call(DType.INT32, new Fill.Integers(1, 0, 2), Shape.of(2));
    private static final Case SQUARE = Seen.call(DType.FLOAT32, new Fill.Uniform(1, 0, 1), Shape.of(4, 4));

    private static Verdict judged(Case call, Map<String, String> refusals) {
        List<RunFacts> runs = new ArrayList<>();
        List<String> labels = new ArrayList<>(List.of(RunFacts.BASE));
        STATUS.variationsAlone(call, Intent.VALID).forEach(variation -> labels.add(variation.label()));
        for (String label : labels) {
            String same = label.equals(Variation.AGAIN) ? RunFacts.BASE : label;
            runs.add(
                    refusals.containsKey(same)
                            ? Seen.refused(label, "invoke", refusals.getOrDefault(same, ""))
                            : Seen.run(label, Seen.array(DType.FLOAT32, 1)));
        }
        return STATUS.judge(call, Intent.VALID, Seen.answered(runs.toArray(RunFacts[]::new)));
    }

    private static Verdict.Violated violated(Case call, Map<String, String> refusals) {
        return assertInstanceOf(Verdict.Violated.class, judged(call, refusals));
    }

    private static void assertHolds(Case call, Map<String, String> refusals) {
        assertInstanceOf(Verdict.Holds.class, judged(call, refusals));
    }

    private static Map<String, String> refuses(String... labels) {
        Map<String, String> refusals = new TreeMap<>();
        for (String label : labels) {
            refusals.put(label, REFUSED);
        }
        return refusals;
    }

    private static List<String> asked(Case call, Intent intent) {
        return STATUS.variations(call, intent).stream().map(Variation::label).toList();
    }

    @Test
    void campaignsAskOfWhatTheCallSuggestsWhateverItIsMeantToBe() {
        for (Intent intent : Intent.values()) {
            assertEquals(List.of(), asked(Seen.call(DType.FLOAT32), intent));
            assertEquals(
                    List.of(Variation.AGAIN, "in int8", "in uint8", "in int64", "all in float32"),
                    asked(INT32, intent));
            assertEquals(
                    List.of(Variation.AGAIN, "with an unreadable num"),
                    asked(Seen.withAttribute(Seen.call(DType.FLOAT32), "num", "-1"), intent));
            assertEquals(List.of(), asked(Seen.withAttribute(Seen.call(DType.FLOAT32), "mode", "same_x"), intent));
        }
    }

    @Test
    void oneIntegerTypeOfTheFamilyThatIsRefusedIsFound() {
        Verdict.Violated found = violated(INT32, refuses(RunFacts.BASE));
        assertEquals(FaultClass.REJECTED_VALID, found.fault());
        assertTrue(found.observed().startsWith("int32 is refused"), found.observed());
    }

    @Test
    void severalTypesThatAreRefusedAreALimit() {
        assertHolds(INT32, refuses(RunFacts.BASE, "in int8"));
        assertHolds(INT32, Map.of());
    }

    @Test
    void limitsThatAreSaidOrUsualAreNoHoles() {
        assertHolds(Seen.call(DType.FLOAT16), refuses(RunFacts.BASE));
        assertHolds(INT32, Map.of(RunFacts.BASE, "this only supports int8, uint8 and int64"));
        assertEquals(
                FaultClass.REJECTED_VALID,
                violated(Seen.call(DType.FLOAT64), refuses(RunFacts.BASE)).fault());
    }

    @Test
    void checkWithoutWordsOfTypesThatInferenceAcceptedIsFound() {
        Case call = Seen.call(DType.BOOL, new Fill.Integers(1, 0, 2), Shape.of(2));
        String error = "MXNetError: Check failed: type_flag_ == 0 (7 vs. 0) : \nStack trace:";
        assertInstanceOf(Verdict.Violated.class, foretold(call, error));
        assertInstanceOf(Verdict.Holds.class, foretold(call, error.replace(") : ", ") : no booleans here")));
    }

    private static Verdict foretold(Case call, String error) {
        Inferred inferred = new Inferred("", List.of(Shape.of(2)), List.of(DType.BOOL));
        RunFacts refused = new RunFacts(
                RunFacts.BASE, List.of(new StepFacts("invoke", error, inferred, List.of(), List.of(), List.of())));
        return STATUS.judge(
                call,
                Intent.PROBE,
                Seen.answered(
                        refused,
                        Seen.refused(Variation.AGAIN, "invoke", error),
                        Seen.run("all in float32", Seen.array(DType.FLOAT32, 1, 1))));
    }

    @Test
    void valuesThatOneTypeOfTheFamilyDoesNotHoldAskNothing() {
        Case negative = Seen.call(DType.INT32, new Fill.Integers(1, -4, 5), Shape.of(2));
        assertHolds(negative, refuses(RunFacts.BASE));
    }

    @Test
    void numberOfAxesBetweenTwoThatWorkIsFound() {
        assertTrue(violated(SQUARE, refuses(RunFacts.BASE, "in float64"))
                .template()
                .contains("number of axes"));
        assertHolds(SQUARE, refuses(RunFacts.BASE, "in float64", "with an axis more"));
    }

    @Test
    void axisThatWorksFromTheOtherEndAloneIsFound() {
        Case call = Seen.withAttribute(SQUARE, "axis", "-1");
        Map<String, String> onlyThis = refuses(RunFacts.BASE, "in float64", "with an axis less");
        assertTrue(violated(call, onlyThis).observed().startsWith("axis=-1 is refused"));
        assertHolds(call, refuses(RunFacts.BASE, "in float64", "with an axis less", "with the axis beside it"));
    }

    @Test
    void axisThatNoArrayHasIsFoundWhereOthersAreRefused() {
        Case call = Seen.withAttribute(SQUARE, "axis", "5");
        Verdict.Violated found = violated(call, refuses("with axis 77"));
        assertEquals(FaultClass.ACCEPTED_INVALID, found.fault());
        assertHolds(call, Map.of());
        assertHolds(Seen.withAttribute(SQUARE, "axis", "2"), Map.of());
    }

    @Test
    void textThatTheDeclaredTypeDoesNotHaveIsAFaultOfWhoReadsIt() {
        Verdict.Violated found = violated(
                Seen.withAttribute(INT32, "num", "-1"),
                Map.of(
                        "with an unreadable num",
                        "Invalid Parameter format for num expect int (non-negative) but value='?', in operator op()"));
        assertEquals(FaultClass.ACCEPTED_INVALID, found.fault());
        assertEquals("MXImperativeInvoke", found.function());
        assertTrue(found.template().contains("negative"), found.template());
    }

    @Test
    void textOfTheDeclaredTypeHolds() {
        for (String text : List.of("-1", "+3", "None")) {
            assertHolds(
                    Seen.withAttribute(INT32, "num", text),
                    Map.of(
                            "with an unreadable num",
                            "Invalid Parameter format for num expect int or None but value='?'"));
        }
        assertHolds(
                Seen.withAttribute(INT32, "pad", "[-1, 2]"),
                Map.of("with an unreadable pad", "Invalid Parameter format for pad expect Shape(tuple) but value='?'"));
        assertHolds(
                Seen.withAttribute(INT32, "mode", "same_x"),
                Map.of("with an unreadable mode", "Invalid Input: '?', valid values are: {'same_x', 'b'}"));
    }

    @Test
    void choiceThatIsNoneIsFound() {
        assertEquals(
                FaultClass.ACCEPTED_INVALID,
                violated(
                                Seen.withAttribute(INT32, "mode", "same_xx"),
                                Map.of(
                                        "with an unreadable mode",
                                        "Invalid Input: '?', valid values are: {'same_x', 'b'}"))
                        .fault());
    }

    @Test
    void chanceRefusalsAndDeathsTellNothing() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                STATUS.judge(
                        INT32,
                        Intent.PROBE,
                        Seen.answered(
                                Seen.refused(RunFacts.BASE, "invoke", REFUSED),
                                Seen.run(Variation.AGAIN, Seen.array(DType.INT32, 1)))));
        assertInstanceOf(
                Verdict.Inconclusive.class, STATUS.judge(INT32, Intent.PROBE, Seen.died(ProcessEnd.Kind.ABORT)));
    }
}
