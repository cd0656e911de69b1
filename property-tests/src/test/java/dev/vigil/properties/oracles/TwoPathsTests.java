package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Variation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TwoPathsTests {
    private static final Case FLOAT32 = Seen.call(DType.FLOAT32);
    private static final Case GRADIENT = Seen.withGradient(FLOAT32);
    private static final ArrayFacts ONE = Seen.array(DType.FLOAT32, 1, 2);

    private final TwoPaths oracle = new TwoPaths();

    private Verdict judge(Case call, RunFacts... runs) {
        return oracle.judge(call, Intent.VALID, Seen.answered(runs));
    }

    /** What the oracle says when the plain runs give {@link #ONE} and this path gives another array. */
    private Verdict so(OtherPath path, ArrayFacts array) {
        return judge(FLOAT32, Seen.run("base", ONE), Seen.run(Variation.AGAIN, ONE), Seen.run(path.label(), array));
    }

    private static void violated(FaultClass fault, String words, Verdict verdict) {
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, verdict);
        assertEquals(fault, violated.fault(), violated.toString());
        assertEquals(words, violated.template());
    }

    @ParameterizedTest
    @EnumSource(
            value = OtherPath.class,
            names = {"PLACED", "AXIS_FROM_BEHIND"},
            mode = EnumSource.Mode.EXCLUDE)
    void anotherValueIsAFaultThatNamesThePath(OtherPath path) {
        violated(
                FaultClass.WRONG_VALUE,
                "output differs with " + path.words(),
                so(path, Seen.array(DType.FLOAT32, 1, 2.1)));
    }

    @ParameterizedTest
    @EnumSource(OtherPath.class)
    void sameBitsHold(OtherPath path) {
        assertEquals(Verdict.holds(), so(path, ONE));
    }

    @Test
    void roundingHolds() {
        assertEquals(Verdict.holds(), so(OtherPath.THREADS, Seen.array(DType.FLOAT32, 1, 2.000001)));
    }

    @Test
    void illConditionedResultsMayDifferMore() {
        assertEquals(
                Verdict.holds(),
                judge(
                        FLOAT32,
                        Seen.run("base", ONE),
                        Seen.run(Variation.AGAIN, ONE),
                        Seen.run(OtherPath.THREADS.label(), Seen.array(DType.FLOAT32, 1, 2.1)),
                        Seen.run(Wide.EXACT, Seen.array(DType.FLOAT64, 1, 2)),
                        Seen.run(Wide.ONE_WAY, Seen.array(DType.FLOAT64, 1, 2.05)),
                        Seen.run(Wide.OTHER_WAY, Seen.array(DType.FLOAT64, 1, 1.95))));
    }

    @Test
    void wholeNumbersAreComparedExactly() {
        ArrayFacts large = Seen.array(DType.INT32, 1 << 30);
        violated(
                FaultClass.WRONG_VALUE,
                "output differs with inputs that are slices",
                judge(
                        Seen.call(DType.INT32, new Fill.Constant(1), Shape.of(1)),
                        Seen.run("base", large),
                        Seen.run(Variation.AGAIN, large),
                        Seen.run(OtherPath.SLICED.label(), Seen.array(DType.INT32, (1 << 30) + 1))));
    }

    @Test
    void nanElsewhereIsAFault() {
        ArrayFacts front = Seen.array(DType.FLOAT32, Double.NaN, 1);
        ArrayFacts back = Seen.array(DType.FLOAT32, 1, Double.NaN);
        violated(
                FaultClass.WRONG_VALUE,
                "output differs with a cached op",
                judge(
                        FLOAT32,
                        Seen.run("base", front),
                        Seen.run(Variation.AGAIN, front),
                        Seen.run(OtherPath.CACHED_OP.label(), back)));
    }

    @Test
    void anotherShapeOrTypeIsAFault() {
        violated(
                FaultClass.SHAPE_INFERENCE,
                "output has another shape with a cached op",
                so(OtherPath.CACHED_OP, Seen.array(DType.FLOAT32, 1)));
        violated(
                FaultClass.DTYPE,
                "output has another type with a cached op",
                so(OtherPath.CACHED_OP, Seen.array(DType.FLOAT64, 1, 2)));
    }

    @Test
    void anotherGradientIsAFault() {
        violated(
                FaultClass.GRADIENT,
                "gradient differs with a cached op",
                judge(
                        GRADIENT,
                        Seen.gradients("base", ONE, ONE),
                        Seen.gradients(Variation.AGAIN, ONE, ONE),
                        Seen.gradients(OtherPath.CACHED_OP.label(), ONE, Seen.array(DType.FLOAT32, 0, 0))));
    }

    @Test
    void refusalOnOnePathAloneIsAFault() {
        violated(
                FaultClass.REJECTED_VALID,
                "refused with its defaults written out",
                judge(
                        FLOAT32,
                        Seen.run("base", ONE),
                        Seen.run(Variation.AGAIN, ONE),
                        Seen.refused(OtherPath.DEFAULTS_WRITTEN.label(), "invoke", "no such argument")));
        violated(
                FaultClass.REJECTED_VALID,
                "accepted with inputs that are slices only",
                judge(
                        FLOAT32,
                        Seen.refused("base", "invoke", "no"),
                        Seen.refused(Variation.AGAIN, "invoke", "no"),
                        Seen.run(OtherPath.SLICED.label(), ONE)));
    }

    @ParameterizedTest
    @CsvSource({
        "CACHED_OP, Operator op is non-differentiable because it didn't register FGradient attribute.",
        "CACHED_OP_STATIC, There are no inputs in computation graph that require gradients.",
        "CACHED_OP, Operator op is not implemented for CPU.",
        "DEFAULTS_WRITTEN, Invalid context string cpu",
        "AXIS_FROM_BEHIND, axis must not be negative"
    })
    void whatTheLibraryRefusesEveryOperatorOfAKindIsNoFaultOfOne(OtherPath path, String error) {
        assertEquals(
                Verdict.holds(),
                judge(
                        FLOAT32,
                        Seen.run("base", ONE),
                        Seen.run(Variation.AGAIN, ONE),
                        Seen.refused(path.label(), "invoke", error)));
    }

    @Test
    void graphMayDoWithoutWhatAPlainCallNeeds() {
        assertEquals(
                Verdict.holds(),
                judge(
                        FLOAT32,
                        Seen.refused("base", "invoke", "needs out"),
                        Seen.refused(Variation.AGAIN, "invoke", "needs out"),
                        Seen.run(OtherPath.CACHED_OP.label(), ONE)));
    }

    @Test
    void chanceSaysNothing() {
        ArrayFacts other = Seen.array(DType.FLOAT32, 3, 4);
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(
                        FLOAT32,
                        Seen.run("base", ONE),
                        Seen.run(Variation.AGAIN, ONE),
                        Seen.run(Variation.AGAIN + " 3", other),
                        Seen.run(OtherPath.CACHED_OP.label(), other)));
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(
                        FLOAT32,
                        Seen.run("base", ONE),
                        Seen.run(Variation.AGAIN, ONE),
                        Seen.run(OtherPath.CACHED_OP.label(), other),
                        Seen.run(Variation.RESEEDED, other)));
    }

    @Test
    void onlyADeathOnThePathItselfIsItsFault() {
        ProcessEnd end = new ProcessEnd(ProcessEnd.Kind.SEGMENTATION_FAULT, 139, 11, List.of(), "", "by a test", 0);
        violated(
                FaultClass.CRASH,
                "the process ends with a cached op only",
                oracle.judge(
                        FLOAT32,
                        Intent.VALID,
                        new Observation.Died(end, OtherPath.CACHED_OP_STATIC.label() + "/invoke")));
        assertInstanceOf(
                Verdict.Inconclusive.class,
                oracle.judge(FLOAT32, Intent.VALID, new Observation.Died(end, "again/invoke")));
    }

    @Test
    void axisIsCountedFromBehindWhereItCountsAxesOfTheFirstInput() {
        Case cube = Seen.call(DType.FLOAT32, new Fill.Constant(1), Shape.of(2, 3, 4));
        Variation other = OtherPath.AXIS_FROM_BEHIND
                .of(Seen.withAttribute(cube, "axis", "1"))
                .orElseThrow();
        assertEquals("-2", other.call().steps().get(0).attributes().get("axis"));
        assertTrue(OtherPath.AXIS_FROM_BEHIND
                .of(Seen.withAttribute(cube, "axis", "3"))
                .isEmpty());
        assertTrue(OtherPath.AXIS_FROM_BEHIND
                .of(Seen.withAttribute(cube, "axes", "(1,)"))
                .isEmpty());
    }

    @Test
    void everyPathHasItsTurnAndAProofTakesThemAll() {
        Set<String> seen = new HashSet<>();
        ProcessSettings plain = ProcessSettings.plain("cpu");
        ProcessSettings withoutOneDnn = new ProcessSettings(plain.engine(), 1, false, false, "cpu", null);
        for (int n = 1; n < 60; n++) {
            Case call = Seen.withAttribute(Seen.call(DType.FLOAT32, new Fill.Constant(1), Shape.of(n, 2)), "axis", "1")
                    .withSettings(withoutOneDnn);
            List<Variation> sample = oracle.variations(call, Intent.VALID);
            assertEquals(3, sample.size());
            sample.forEach(variation -> seen.add(variation.label()));
        }
        assertEquals(OtherPath.values().length + 1, seen.size(), seen.toString());
        Case call = Seen.withAttribute(FLOAT32, "axis", "0").withSettings(withoutOneDnn);
        List<String> alone = oracle.variationsAlone(call, Intent.VALID).stream()
                .map(Variation::label)
                .toList();
        for (OtherPath path : OtherPath.values()) {
            assertTrue(alone.contains(path.label()), path.label());
        }
    }

    @Test
    void sampleOfAStructureIsTheSameForEveryDraw() {
        for (int n = 1; n < 20; n++) {
            Case call = Seen.call(DType.FLOAT32, new Fill.Uniform(1, 0, 1), Shape.of(n));
            assertEquals(labels(call), labels(call.variant(n)));
        }
    }

    private List<String> labels(Case call) {
        return oracle.variations(call, Intent.VALID).stream()
                .map(Variation::label)
                .toList();
    }

    /** The library keeps oneDNN's primitives, whose memory was measured for the threads of their first run. */
    @Test
    void threadsStayAsTheyAreWhereOneDnnIsOn() {
        assertTrue(OtherPath.THREADS.of(FLOAT32).isEmpty());
    }

    @Test
    void resultThatTheCasePlacesIsNotPlacedAgain() {
        Case placed =
                new Case(FLOAT32.settings(), List.of(FLOAT32.steps().get(0).withOut(List.of(new Output.InPlace(0)))));
        for (Variation variation : oracle.variationsAlone(placed, Intent.VALID)) {
            Manner manner = variation.manner();
            assertFalse(manner.ownResults() || manner.path().cached(), variation.label());
        }
    }
}
