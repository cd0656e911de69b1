package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Aftermath;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OracleTests {
    private static final Case FLOAT32 = Seen.call(DType.FLOAT32);

    private static Verdict judge(Oracle oracle, Case call, Observation observation) {
        return oracle.judge(call, Intent.VALID, observation);
    }

    private static void holds(Oracle oracle, Case call, Observation observation) {
        assertEquals(Verdict.holds(), judge(oracle, call, observation));
    }

    private static void inconclusive(Oracle oracle, Case call, Observation observation) {
        assertInstanceOf(Verdict.Inconclusive.class, judge(oracle, call, observation));
    }

    private static Verdict.Violated violated(FaultClass fault, Oracle oracle, Case call, Observation observation) {
        Verdict.Violated verdict = assertInstanceOf(Verdict.Violated.class, judge(oracle, call, observation));
        assertEquals(fault, verdict.fault(), verdict.toString());
        return verdict;
    }

    @Nested
    final class SurvivalTests {
        private final Survival oracle = new Survival();

        @ParameterizedTest
        @EnumSource(
                value = ProcessEnd.Kind.class,
                names = {"KILLED", "NOT_STARTED"},
                mode = EnumSource.Mode.EXCLUDE)
        void everyEndByTheBuildIsAFault(ProcessEnd.Kind kind) {
            assertInstanceOf(Verdict.Violated.class, judge(oracle, FLOAT32, Seen.died(kind)));
        }

        @ParameterizedTest
        @EnumSource(
                value = ProcessEnd.Kind.class,
                names = {"KILLED", "NOT_STARTED"})
        void endsByOthersSayNothing(ProcessEnd.Kind kind) {
            inconclusive(oracle, FLOAT32, Seen.died(kind));
        }

        @Test
        void memoryIsNoFaultOfCasesThatAskForMuch() {
            inconclusive(
                    oracle,
                    Seen.withAttribute(FLOAT32, "shape", "(100000,100000)"),
                    Seen.died(ProcessEnd.Kind.OUT_OF_MEMORY));
        }

        @Test
        void timeIsNoFaultOfCasesThatMayNeedIt() {
            Case large = Seen.call(DType.FLOAT32, new Fill.Constant(0), Shape.of(70_000));
            inconclusive(oracle, large, Seen.died(ProcessEnd.Kind.HANG));
        }

        @Test
        void refusalWithAReasonIsFine() {
            holds(oracle, FLOAT32, Seen.answered(Seen.refused("base", "invoke", "axis 3 is out of range")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "std::bad_alloc", "MXNetError: bad optional access", "vector::_M_default_append"})
        void refusalThatHelpsNobodyIsAFault(String text) {
            violated(FaultClass.OTHER, oracle, FLOAT32, Seen.answered(Seen.refused("base", "invoke", text)));
        }
    }

    @Nested
    final class ErrorIsolationTests {
        private final ErrorIsolation oracle = new ErrorIsolation();
        private final RunFacts refused = Seen.refused("base", "wait", "no");

        @Test
        void cleanAftermathHolds() {
            holds(oracle, FLOAT32, Seen.failed(refused, new Aftermath("no", "", "", false)));
        }

        @Test
        void secondRaiseIsAFaultOfTheOperator() {
            Verdict.Violated verdict = violated(
                    FaultClass.ERROR_ISOLATION,
                    oracle,
                    FLOAT32,
                    Seen.failed(refused, new Aftermath("no", "no", "", false)));
            assertEquals(null, verdict.function());
        }

        @Test
        void unrelatedFailureIsAFault() {
            violated(
                    FaultClass.ERROR_ISOLATION,
                    oracle,
                    FLOAT32,
                    Seen.failed(refused, new Aftermath("", "", "refused", false)));
        }

        @Test
        void callsBesideAFailingOneAreAsked() {
            for (Aftermath.Beside wrong : List.of(
                    new Aftermath.Beside("another result", "", ""),
                    new Aftermath.Beside("", "said again", ""),
                    new Aftermath.Beside("", "", "said elsewhere"))) {
                violated(
                        FaultClass.ERROR_ISOLATION,
                        oracle,
                        FLOAT32,
                        Seen.failed(refused, new Aftermath("no", "", "", false).with(wrong)));
            }
            holds(
                    oracle,
                    FLOAT32,
                    Seen.failed(refused, new Aftermath("no", "", "", false).with(new Aftermath.Beside("", "", ""))));
        }

        @Test
        void readableFailedOutputIsAFaultOfTheCFunction() {
            Verdict.Violated verdict = violated(
                    FaultClass.ERROR_ISOLATION, oracle, FLOAT32, Seen.failed(refused, new Aftermath("", "", "", true)));
            assertTrue(String.valueOf(verdict.function()).startsWith("MX"), verdict.toString());
        }
    }

    @Nested
    final class RepeatTests {
        private final Repeat oracle = new Repeat();

        @Test
        void sameBitsHold() {
            ArrayFacts output = Seen.array(DType.FLOAT32, 1, 2);
            holds(oracle, FLOAT32, Seen.answered(Seen.run("base", output), Seen.run(Variation.AGAIN, output)));
        }

        @Test
        void otherBitsAreAFault() {
            violated(
                    FaultClass.NONDETERMINISM,
                    oracle,
                    FLOAT32,
                    Seen.answered(
                            Seen.run("base", Seen.array(DType.FLOAT32, 1, 2)),
                            Seen.run(Variation.AGAIN, Seen.array(DType.FLOAT32, 1, 3))));
        }

        @Test
        void acceptedThenRefusedIsAFault() {
            violated(
                    FaultClass.NONDETERMINISM,
                    oracle,
                    FLOAT32,
                    Seen.answered(
                            Seen.run("base", Seen.array(DType.FLOAT32, 1)),
                            Seen.refused(Variation.AGAIN, "invoke", "no")));
        }

        @Test
        void oneRunAloneSaysNothing() {
            inconclusive(oracle, FLOAT32, Seen.answered(Seen.run("base", Seen.array(DType.FLOAT32, 1))));
        }
    }

    @Nested
    final class ResultFactsTests {
        private final ResultFacts oracle = new ResultFacts();

        private Observation finite(double narrow, double wide) {
            ArrayFacts output = Seen.array(DType.FLOAT32, narrow);
            return Seen.answered(
                    Seen.run("base", output),
                    Seen.run(Variation.AGAIN, output),
                    Seen.run(Wide.EXACT, Seen.array(DType.FLOAT64, wide)));
        }

        @Test
        void foretoldShapeAndTypeHold() {
            Inferred inferred = new Inferred("", List.of(Shape.of(1)), List.of(DType.FLOAT32));
            holds(oracle, FLOAT32, Seen.answered(Seen.run("base", inferred, Seen.array(DType.FLOAT32, 1))));
        }

        @Test
        void otherShapeThanForetoldIsAFault() {
            Inferred inferred = new Inferred("", List.of(Shape.of(2)), List.of(DType.FLOAT32));
            violated(
                    FaultClass.SHAPE_INFERENCE,
                    oracle,
                    FLOAT32,
                    Seen.answered(Seen.run("base", inferred, Seen.array(DType.FLOAT32, 1))));
        }

        @Test
        void otherTypeThanForetoldIsAFault() {
            Inferred inferred = new Inferred("", List.of(Shape.of(1)), List.of(DType.FLOAT64));
            violated(
                    FaultClass.DTYPE,
                    oracle,
                    FLOAT32,
                    Seen.answered(Seen.run("base", inferred, Seen.array(DType.FLOAT32, 1))));
        }

        @Test
        void unknownToInferenceHolds() {
            Inferred inferred = new Inferred("", java.util.Collections.singletonList(null), List.of());
            holds(oracle, FLOAT32, Seen.answered(Seen.run("base", inferred, Seen.array(DType.FLOAT32, 1))));
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void whatFloat64CanAndFloat32CouldHoldIsAFault(double narrow) {
            violated(FaultClass.NAN_INF, oracle, FLOAT32, finite(narrow, 3.5));
        }

        @Test
        void whatFloat32CannotHoldOverflowsRightly() {
            holds(oracle, FLOAT32, finite(Double.POSITIVE_INFINITY, 1e39));
        }

        @Test
        void sameInfinityInFloat64Holds() {
            holds(oracle, FLOAT32, finite(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
        }

        @Test
        void attributesThatFloat32CannotHoldExplainWhatIsNotFinite() {
            holds(oracle, Seen.withAttribute(FLOAT32, "eps", "1e-50"), finite(Double.NaN, 1));
        }

        @Test
        void infiniteInputsAreNotWidened() {
            assertTrue(oracle.variations(
                            Seen.call(DType.FLOAT32, new Fill.Constant(Double.NaN), Shape.of(2)), Intent.VALID)
                    .isEmpty());
        }
    }

    @Nested
    final class CrossDtypeTests {
        private final CrossDtype oracle = new CrossDtype();

        private Observation seen(ArrayFacts narrow, double wide, double nudge) {
            return Seen.answered(
                    Seen.run("base", narrow),
                    Seen.run(Variation.AGAIN, narrow),
                    Seen.run(Wide.EXACT, Seen.array(DType.FLOAT64, wide)),
                    Seen.run(Wide.ONE_WAY, Seen.array(DType.FLOAT64, wide + nudge)),
                    Seen.run(Wide.OTHER_WAY, Seen.array(DType.FLOAT64, wide - nudge)));
        }

        @Test
        void roundingHolds() {
            holds(oracle, FLOAT32, seen(Seen.array(DType.FLOAT32, 0.1), 0.1, 1e-7));
        }

        @Test
        void valueFarOutsideItsBudgetIsAFault() {
            violated(FaultClass.WRONG_VALUE, oracle, FLOAT32, seen(Seen.array(DType.FLOAT32, 0.11), 0.1, 1e-7));
        }

        @Test
        void illConditionedResultsMayDiffer() {
            holds(oracle, FLOAT32, seen(Seen.array(DType.FLOAT32, 0.11), 0.1, 0.01));
        }

        @Test
        void jumpNearbyExcusesADifference() {
            holds(oracle, FLOAT32, seen(Seen.array(DType.FLOAT32, 2), 1, 1));
        }

        @Test
        void argumentForOneWidthExcusesADifference() {
            inconclusive(
                    oracle,
                    Seen.withAttribute(FLOAT32, "tolerance64", "0.1"),
                    seen(Seen.array(DType.FLOAT32, 0.11), 0.1, 1e-7));
        }

        @Test
        void signAloneIsNoFault() {
            inconclusive(oracle, FLOAT32, seen(Seen.array(DType.FLOAT32, -0.591), 0.591, 1e-7));
        }

        @Test
        void anotherOrderOfTheSameValuesIsNoFault() {
            ArrayFacts narrow = Seen.array(DType.FLOAT32, 0.5, 2);
            ArrayFacts wide = Seen.array(DType.FLOAT64, 2, 0.5);
            inconclusive(
                    oracle,
                    FLOAT32,
                    Seen.answered(
                            Seen.run("base", narrow),
                            Seen.run(Variation.AGAIN, narrow),
                            Seen.run(Wide.EXACT, wide),
                            Seen.run(Wide.ONE_WAY, wide),
                            Seen.run(Wide.OTHER_WAY, wide)));
        }

        @Test
        void wholeNumbersBesideFractionsExplainFloat64() {
            Case mixed = new Case(
                    FLOAT32.settings(),
                    List.of(Step.of(
                            "op",
                            new TreeMap<>(),
                            List.of(
                                    FLOAT32.steps().get(0).inputs().get(0),
                                    new Input.Array(Shape.of(2), DType.INT32, new Fill.Constant(1))))));
            holds(oracle, mixed, seen(Seen.array(DType.FLOAT64, 0.1), 0.1, 0));
        }

        @Test
        void float64OutOfFloat32IsAFault() {
            violated(FaultClass.DTYPE, oracle, FLOAT32, seen(Seen.array(DType.FLOAT64, 0.1), 0.1, 0));
        }

        @Test
        void float64ThatWasAskedForHolds() {
            holds(
                    oracle,
                    Seen.withAttribute(FLOAT32, "dtype", "float64"),
                    seen(Seen.array(DType.FLOAT64, 0.1), 0.1, 0));
        }

        @Test
        void gradientFarOutsideItsBudgetIsAFault() {
            ArrayFacts output = Seen.array(DType.FLOAT32, 1);
            ArrayFacts wide = Seen.array(DType.FLOAT64, 1);
            violated(
                    FaultClass.WRONG_VALUE,
                    oracle,
                    Seen.withGradient(FLOAT32),
                    Seen.answered(
                            Seen.gradients("base", output, Seen.array(DType.FLOAT32, 2)),
                            Seen.gradients(Variation.AGAIN, output, Seen.array(DType.FLOAT32, 2)),
                            Seen.gradients(Wide.EXACT, wide, Seen.array(DType.FLOAT64, 1)),
                            Seen.gradients(Wide.ONE_WAY, wide, Seen.array(DType.FLOAT64, 1)),
                            Seen.gradients(Wide.OTHER_WAY, wide, Seen.array(DType.FLOAT64, 1))));
        }

        private Observation seen(ArrayFacts whole, double wide) {
            return Seen.answered(
                    Seen.run("base", whole),
                    Seen.run(Variation.AGAIN, whole),
                    Seen.run(Wide.EXACT, Seen.array(DType.FLOAT64, wide)));
        }

        @Test
        void wholeNumberOtherThanInFloat64IsAFault() {
            Case call = Seen.call(DType.INT32, new Fill.Integers(1, 0, 9), Shape.of(1));
            violated(FaultClass.WRONG_VALUE, oracle, call, seen(Seen.array(DType.INT32, 100), 200));
        }

        @Test
        void fractionsAndOverflowsInFloat64SayNothingOfWholeNumbers() {
            Case call = Seen.call(DType.INT32, new Fill.Integers(1, 0, 9), Shape.of(1));
            holds(oracle, call, seen(Seen.array(DType.INT32, 2), 2.5));
            holds(oracle, call, seen(Seen.array(DType.INT32, -5), 1e10));
        }

        @Test
        void randomResultsAreNotCompared() {
            ArrayFacts narrow = Seen.array(DType.FLOAT32, 5);
            inconclusive(
                    oracle,
                    FLOAT32,
                    Seen.answered(
                            Seen.run("base", narrow),
                            Seen.run(Variation.AGAIN, narrow),
                            Seen.run(Wide.EXACT, Seen.array(DType.FLOAT64, 1)),
                            Seen.run(Wide.ONE_WAY, Seen.array(DType.FLOAT64, 1)),
                            Seen.run(Wide.OTHER_WAY, Seen.array(DType.FLOAT64, 1)),
                            Seen.run(Variation.RESEEDED, Seen.array(DType.FLOAT32, 7))));
        }

        @Test
        void refusalInFloat64SaysNothing() {
            ArrayFacts narrow = Seen.array(DType.FLOAT32, 5);
            inconclusive(
                    oracle,
                    FLOAT32,
                    Seen.answered(
                            Seen.run("base", narrow),
                            Seen.run(Variation.AGAIN, narrow),
                            Seen.refused(Wide.EXACT, "invoke", "float32 only"),
                            Seen.refused(Wide.ONE_WAY, "invoke", "float32 only"),
                            Seen.refused(Wide.OTHER_WAY, "invoke", "float32 only")));
        }
    }

    /** A candidate carries no intent: its replays are meant to be valid, whatever it was. */
    @ParameterizedTest
    @EnumSource(Intent.class)
    void caseIsAskedAndJudgedAsIfMeantToBeValid(Intent intent) {
        Case whole = Seen.call(DType.INT32, new Fill.Integers(1, 0, 9), Shape.of(2));
        List<Observation> observations = List.of(
                Seen.died(ProcessEnd.Kind.SEGMENTATION_FAULT),
                Seen.answered(Seen.refused("base", "invoke", "")),
                Seen.failed(Seen.refused("base", "wait", "no"), new Aftermath("no", "no", "no", true)),
                Seen.answered(
                        Seen.run("base", Seen.array(DType.FLOAT32, 5, Double.NaN)),
                        Seen.run(Variation.AGAIN, Seen.array(DType.FLOAT32, 6, Double.NaN)),
                        Seen.run(Wide.EXACT, Seen.array(DType.FLOAT64, 1, 1))));
        for (Oracle oracle : Oracles.all().named(Oracles.all().names())) {
            for (Case call : List.of(FLOAT32, whole, Seen.withGradient(FLOAT32))) {
                if (oracle.applies(call, intent)) {
                    assertTrue(oracle.applies(call, Intent.VALID), oracle.name());
                    assertEquals(oracle.variations(call, Intent.VALID), oracle.variations(call, intent));
                    assertEquals(oracle.wantsValues(call, Intent.VALID), oracle.wantsValues(call, intent));
                    assertEquals(oracle.wantsAftermath(call, Intent.VALID), oracle.wantsAftermath(call, intent));
                    for (Observation seen : observations) {
                        assertEquals(judge(oracle, call, seen), oracle.judge(call, intent, seen), oracle.name());
                    }
                }
            }
        }
    }

    @Test
    void deadExecutorIsAQuestionOfSurvivalAlone() {
        for (Oracle oracle : List.of(new ErrorIsolation(), new Repeat(), new ResultFacts(), new CrossDtype())) {
            inconclusive(oracle, FLOAT32, Seen.died(ProcessEnd.Kind.SEGMENTATION_FAULT));
        }
    }

    @Test
    void oracleThatThrowsIsInconclusive() {
        Oracle broken = new Oracle() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Verdict judge(Case call, Intent intent, Observation observation) {
                throw new IllegalStateException("broken");
            }
        };
        assertInstanceOf(
                Verdict.Inconclusive.class,
                Panel.judge(broken, FLOAT32, Intent.VALID, Seen.died(ProcessEnd.Kind.ABORT)));
    }
}
