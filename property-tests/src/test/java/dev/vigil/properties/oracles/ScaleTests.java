package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ScaleTests {
    private static final int LONG = 257;
    private static final Oracle SCALE = new Scale();
    private static final Fill FILL = new Fill.Uniform(1, 0, 1);
    /** Rows of one element, the values of which come again after two. */
    private static final Case ROWS = Seen.call(DType.FLOAT32, new Fill.Periodic(FILL, 2), Shape.of(LONG));

    private static double[] repeated(int length, double... values) {
        double[] all = new double[length];
        Arrays.setAll(all, i -> values[i % values.length]);
        return all;
    }

    private static RunFacts run(String label, double... values) {
        return Seen.run(label, Seen.array(DType.FLOAT32, values));
    }

    private static Verdict judge(double[] large, double[] twice) {
        return SCALE.judge(
                ROWS,
                Intent.VALID,
                Seen.answered(
                        run(RunFacts.BASE, large),
                        run(Variation.AGAIN, large),
                        run(Scale.SMALL, 1, 2, 1),
                        run(Scale.TWICE, twice)));
    }

    private static Verdict refused(String error) {
        Observation seen = Seen.answered(
                Seen.refused(RunFacts.BASE, "invoke", error),
                Seen.refused(Variation.AGAIN, "invoke", error),
                run(Scale.SMALL, 1, 2),
                run(Scale.TWICE, 1, 2, 1, 2));
        return SCALE.judge(ROWS, Intent.VALID, seen);
    }

    private static FaultClass fault(Verdict verdict) {
        return assertInstanceOf(Verdict.Violated.class, verdict).fault();
    }

    @Test
    void sameRowsHoldHoweverManyThereAre() {
        assertInstanceOf(Verdict.Holds.class, judge(repeated(LONG, 1, 2), repeated(5, 1, 2)));
    }

    @Test
    void rowThatIsWrongFarOutIsFound() {
        double[] large = repeated(LONG, 1, 2);
        large[256] = 7;
        Verdict verdict = judge(large, repeated(5, 1, 2));
        assertEquals(FaultClass.LARGE_SIZE, fault(verdict));
        assertTrue(((Verdict.Violated) verdict).observed().contains("row 256"), verdict.toString());
    }

    @Test
    void rowThatIsNotFiniteFarOutIsFound() {
        double[] large = repeated(LONG, 1, 2);
        large[200] = Double.NaN;
        assertEquals(FaultClass.LARGE_SIZE, fault(judge(large, repeated(5, 1, 2))));
    }

    @Test
    void lawThatDoesNotHoldAtSmallSizesIsNotAsked() {
        assertInstanceOf(Verdict.Holds.class, judge(repeated(LONG, 1, 2, 3), new double[] {1, 2, 3, 4, 5}));
    }

    @Test
    void attributeThatHasTheSameNumberByChanceHasItsOwnBounds() {
        TreeMap<String, String> axis = new TreeMap<>(Map.of("axis", Integer.toString(LONG)));
        Step plain = ROWS.steps().get(0);
        Case call = new Case(ROWS.settings(), List.of(Step.of(plain.operator(), axis, plain.inputs())));
        Step untied = SCALE.variations(call, Intent.VALID).get(3).call().steps().get(0);
        assertEquals("5", untied.attributes().get("axis"));
        assertEquals(Shape.of(3), ((Input.Array) untied.inputs().get(0)).shape());
        String error = "axis must be in the range";
        RunFacts accepted = run(Scale.UNTIED, 1, 2, 1);
        RunFacts refused = Seen.refused(Scale.UNTIED, "invoke", error);
        assertInstanceOf(Verdict.Inconclusive.class, SCALE.judge(call, Intent.VALID, refusedAt(error, accepted)));
        assertEquals(FaultClass.LARGE_SIZE, fault(SCALE.judge(call, Intent.VALID, refusedAt(error, refused))));
    }

    private static Observation refusedAt(String error, RunFacts untied) {
        return Seen.answered(
                Seen.refused(RunFacts.BASE, "invoke", error),
                Seen.refused(Variation.AGAIN, "invoke", error),
                run(Scale.SMALL, 1, 2, 1),
                run(Scale.TWICE, 1, 2, 1, 2, 1),
                untied);
    }

    @Test
    void lastRoundingsAreNoFault() {
        double[] large = repeated(LONG, 1, 2);
        large[100] = 1.00001;
        assertInstanceOf(Verdict.Holds.class, judge(large, repeated(5, 1, 2)));
    }

    @Test
    void refusalAtALargeSizeAloneIsFound() {
        assertEquals(FaultClass.LARGE_SIZE, fault(refused("bad number of inputs")));
    }

    /** Groups of two inputs, which one attribute counts and another has an element for. */
    private static Case many(int groups) {
        Step step = ROWS.steps().get(0);
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            inputs.add(new Input.Array(Shape.of(2), DType.FLOAT32, FILL));
            inputs.add(new Input.Array(Shape.of(3), DType.FLOAT32, FILL));
        }
        TreeMap<String, String> attributes = new TreeMap<>();
        attributes.put("num_weights", Integer.toString(groups));
        attributes.put("lrs", Collections.nCopies(groups, "0.5").toString());
        return new Case(ROWS.settings(), List.of(Step.of(step.operator(), attributes, inputs)));
    }

    @Test
    void fewInputsAreGroupsOfTheManyOnes() {
        List<Step> steps = SCALE.variations(many(64), Intent.VALID).stream()
                .map(variation -> variation.call().steps().get(0))
                .toList();
        assertEquals(
                List.of(128, 4, 6),
                steps.stream().map(step -> step.inputs().size()).toList());
        assertEquals("3", steps.get(2).attributes().get("num_weights"));
        assertEquals("[0.5,0.5,0.5]", steps.get(2).attributes().get("lrs"));
        assertFalse(SCALE.applies(many(3), Intent.VALID));
    }

    @Test
    void refusalOfManyInputsAloneIsFound() {
        String error = "bad number of arguments";
        Observation seen = Seen.answered(
                Seen.refused(RunFacts.BASE, "invoke", error),
                Seen.refused(Variation.AGAIN, "invoke", error),
                run(Scale.SMALL, 1, 2),
                run(Scale.TWICE, 1, 2));
        Verdict verdict = SCALE.judge(many(64), Intent.VALID, seen);
        assertEquals(FaultClass.LARGE_SIZE, fault(verdict));
        assertTrue(((Verdict.Violated) verdict).observed().startsWith("128 inputs"), verdict.toString());
    }

    @Test
    void refusalForWhatTheArraysHoldIsNoMatterOfSize() {
        String error = "the factor is exactly singular";
        Verdict verdict = SCALE.judge(
                ROWS,
                Intent.VALID,
                Seen.answered(
                        Seen.refused(RunFacts.BASE, "wait", error),
                        Seen.refused(Variation.AGAIN, "wait", error),
                        run(Scale.SMALL, 1, 2),
                        run(Scale.TWICE, 1, 2, 1, 2),
                        run(Scale.PLAIN_VALUES, 1)));
        assertInstanceOf(Verdict.Inconclusive.class, verdict);
    }

    @Test
    void refusalThatSpeaksOfALimitIsNot() {
        assertInstanceOf(Verdict.Inconclusive.class, refused("cannot allocate memory"));
    }

    /** Of an odd length the reverse ends as it began, of an even one it does not. */
    @Test
    void smallRunsKeepRowsPeriodAndTheRestOfOne() {
        List<Variation> variations = SCALE.variations(ROWS, Intent.VALID);
        List<Shape> shapes = variations.stream()
                .map(v -> ((Input.Array) v.call().steps().get(0).inputs().get(0)).shape())
                .toList();
        assertEquals(List.of(Shape.of(LONG), Shape.of(3), Shape.of(5)), shapes);
    }

    /** Arrays of lengths 1 and 2, and of two equal lengths, go together where longer ones do not. */
    @Test
    void smallRunsHaveNeitherLengthOneNorALengthOfOtherArrays() {
        Step step = Seen.call(DType.FLOAT32, new Fill.Periodic(FILL, 1), Shape.of(LONG))
                .steps()
                .get(0);
        List<Input> inputs = new ArrayList<>(step.inputs());
        inputs.add(new Input.Array(Shape.of(2, 4), DType.FLOAT32, FILL));
        Case call = new Case(ROWS.settings(), List.of(step.withInputs(inputs, step.request())));
        List<Long> lengths = SCALE.variations(call, Intent.VALID).stream()
                .map(v -> ((Input.Array) v.call().steps().get(0).inputs().get(0)).shape())
                .map(shape -> shape.axis(0))
                .toList();
        assertEquals(List.of((long) LONG, 3L, 5L), lengths);
    }

    @Test
    void attributesThatNameTheLengthFollowIt() {
        Case call = Seen.withAttribute(Seen.call(DType.FLOAT32, FILL, Shape.of(2, LONG)), "shape", "(-1," + LONG + ")");
        List<Variation> variations = SCALE.variations(call, Intent.VALID);
        assertEquals(
                List.of("(-1,257)", "(-1,3)", "(-1,5)", "(-1,5)"),
                variations.stream()
                        .map(v -> v.call().steps().get(0).attributes().get("shape"))
                        .toList());
    }

    @Test
    void callsWithoutALengthThatStandsOutAreNotAsked() {
        assertFalse(SCALE.applies(Seen.call(DType.FLOAT32, FILL, Shape.of(60, 60)), Intent.VALID));
        assertFalse(SCALE.applies(Seen.call(DType.FLOAT32, FILL, Shape.of(200, 100)), Intent.VALID));
        assertTrue(SCALE.applies(ROWS, Intent.VALID));
        assertFalse(SCALE.applies(ROWS, Intent.HOSTILE));
    }
}
