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
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.Samplers;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SamplerOracleTests {
    private static final int DRAWS = 1 << 14;
    private static final Sampler ORACLE = new Sampler(Samplers.all());
    private static final Case UNKNOWN = Seen.call(DType.FLOAT32);
    private static final Case NORMAL = new Case(
            ProcessSettings.plain("cpu"),
            List.of(Step.of(
                    "_random_normal", new TreeMap<>(Map.of("loc", "3", "scale", "2", "shape", "(2,)")), List.of())));

    private static double[] normal(long seed, DoubleUnaryOperator change) {
        Random random = new Random(seed);
        return IntStream.range(0, DRAWS)
                .mapToDouble(i -> change.applyAsDouble(3 + 2 * random.nextGaussian()))
                .toArray();
    }

    private static Verdict judge(double[] many, double[] more) {
        return judge(NORMAL, many, more);
    }

    private static Verdict judge(Case call, double[] many, double[] more) {
        return ORACLE.judge(
                call,
                Intent.VALID,
                Seen.answered(
                        Seen.run(RunFacts.BASE, Seen.array(DType.FLOAT32, 1, 2)),
                        Seen.run(Sampler.MANY, Seen.array(DType.FLOAT32, many)),
                        Seen.run(Sampler.MORE, Seen.array(DType.FLOAT32, more))));
    }

    private static Case of(String operator, Input... inputs) {
        return new Case(ProcessSettings.plain("cpu"), List.of(Step.of(operator, new TreeMap<>(), List.of(inputs))));
    }

    private static Case shuffle() {
        return of("_shuffle", new Input.Array(Shape.of(3), DType.FLOAT32, new Fill.Range(0, 1)));
    }

    /** All numbers below {@link #DRAWS}, each among so many neighbours in another order. */
    private static double[] shuffled(long seed, int among) {
        double[] numbers = IntStream.range(0, DRAWS).asDoubleStream().toArray();
        Random random = new Random(seed);
        for (int i = 0; i < DRAWS; i++) {
            int first = i / among * among;
            int other = first + random.nextInt(i - first + 1);
            double moved = numbers[i];
            numbers[i] = numbers[other];
            numbers[other] = moved;
        }
        return numbers;
    }

    /** The number of one of four outcomes, by chances out of eight in the order that the table gives them. */
    private static double[] chosen(long seed, Case call, boolean fair) {
        Step many = Samplers.all().many(call.steps().get(0)).orElseThrow();
        List<Double> chances = ((Fill.Listed) ((Input.Array) many.inputs().get(0)).fill()).values();
        Random random = new Random(seed);
        return IntStream.range(0, DRAWS)
                .mapToDouble(i -> {
                    double rest = random.nextDouble();
                    int outcome = 0;
                    while (fair ? rest >= chances.get(outcome) : rest >= 0.25) {
                        rest -= fair ? chances.get(outcome) : 0.25;
                        outcome++;
                    }
                    return outcome;
                })
                .toArray();
    }

    @Test
    void elementsInAnyOrderHold() {
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(Verdict.holds(), judge(shuffle(), shuffled(seed, DRAWS), shuffled(-1 - seed, DRAWS)));
        }
    }

    @Test
    void elementsThatStayNearTheirPlaceAreSeen() {
        violated(FaultClass.WRONG_VALUE, judge(shuffle(), shuffled(1, DRAWS / 4), shuffled(2, DRAWS / 4)));
    }

    @Test
    void elementThatComesTwiceIsSeen() {
        double[] one = shuffled(1, DRAWS);
        double[] other = shuffled(2, DRAWS);
        one[7] = one[5];
        other[7] = other[5];
        Verdict.Violated violated = violated(FaultClass.WRONG_VALUE, judge(shuffle(), one, other));
        assertEquals("elements are lost or come twice in another order", violated.template());
    }

    @Test
    void outcomesFollowTheirChances() {
        Case call = of("_sample_categorical", new Input.Array(Shape.of(2), DType.FLOAT32, new Fill.Constant(0.5)));
        assertEquals(Verdict.holds(), judge(call, chosen(1, call, true), chosen(2, call, true)));
        violated(FaultClass.WRONG_VALUE, judge(call, chosen(1, call, false), chosen(2, call, false)));
    }

    private static Verdict judge(DoubleUnaryOperator change) {
        return judge(normal(1, change), normal(2, change));
    }

    private static Verdict.Violated violated(FaultClass fault, Verdict verdict) {
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, verdict);
        assertEquals(fault, violated.fault());
        return violated;
    }

    @Test
    void drawsOfTheDocumentedDistributionHold() {
        assertEquals(Verdict.holds(), judge(x -> x));
    }

    @Test
    void wrongPlaceIsSeen() {
        violated(FaultClass.WRONG_VALUE, judge(x -> x * 1.1));
    }

    @Test
    void wrongSpreadIsSeen() {
        violated(FaultClass.WRONG_VALUE, judge(x -> 3 + (x - 3) * 1.15));
    }

    @Test
    void numberThatDoesNotComeUpIsSeen() {
        Verdict.Violated verdict = violated(FaultClass.WRONG_VALUE, judge(x -> x > 8 ? 25 : x));
        assertEquals("a draw is out of the documented range", verdict.template());
    }

    @Test
    void whatIsWrongInOneArrayAloneHolds() {
        assertEquals(Verdict.holds(), judge(normal(1, x -> x * 1.1), normal(2, x -> x)));
    }

    @Test
    void streamThatStandsStillIsSeen() {
        double[] same = normal(1, x -> x);
        violated(FaultClass.NONDETERMINISM, judge(same, same));
    }

    @Test
    void constantDrawsSayNothing() {
        double[] same = normal(1, x -> 3);
        assertInstanceOf(Verdict.Inconclusive.class, judge(same, same));
    }

    @Test
    void refusedCallSaysNothing() {
        Verdict verdict = ORACLE.judge(
                NORMAL,
                Intent.VALID,
                Seen.answered(
                        Seen.run(RunFacts.BASE, Seen.array(DType.FLOAT32, 1, 2)),
                        Seen.refused(Sampler.MANY, "invoke", "no"),
                        Seen.refused(Sampler.MORE, "invoke", "no")));
        assertInstanceOf(Verdict.Inconclusive.class, verdict);
    }

    /** @param on what the runs without a new seed give, as a multiple of their number */
    private static Verdict seeds(double thread, double reseeded, double on) {
        List<RunFacts> runs = new ArrayList<>();
        runs.add(Seen.run(RunFacts.BASE, Seen.array(DType.FLOAT32, 1, 2)));
        runs.add(Seen.run(Variation.AGAIN, Seen.array(DType.FLOAT32, 1, 2)));
        runs.add(Seen.run(Sampler.OTHER_THREAD, Seen.array(DType.FLOAT32, thread, 2)));
        for (int time = 1; time <= 8; time++) {
            runs.add(Seen.run(Sampler.ON + time, Seen.array(DType.FLOAT32, 3, time * on)));
        }
        for (int time = 1; time <= Variation.RESEEDED_MAX; time++) {
            runs.add(Seen.run(
                    time == 1 ? Variation.RESEEDED : Variation.RESEEDED + " " + time,
                    Seen.array(DType.FLOAT32, reseeded, 2)));
        }
        return ORACLE.judge(UNKNOWN, Intent.VALID, Seen.answered(runs.toArray(RunFacts[]::new)));
    }

    @Test
    void seedThatGivesTheSameOnEveryThreadHolds() {
        assertEquals(Verdict.holds(), seeds(1, 5, 1));
    }

    @Test
    void otherStreamOnAnotherThreadIsSeen() {
        violated(FaultClass.NONDETERMINISM, seeds(7, 5, 1));
    }

    @Test
    void seedsThatDoNothingAreSeen() {
        violated(FaultClass.NONDETERMINISM, seeds(1, 1, 1));
    }

    @Test
    void coinThatFallsTheSameWayHolds() {
        assertEquals(Verdict.holds(), seeds(1, 1, 0));
    }

    @Test
    void resultsThatDoNotHangOnTheSeedHold() {
        Observation seen = Seen.answered(
                Seen.run(RunFacts.BASE, Seen.array(DType.FLOAT32, 1)),
                Seen.run(Variation.AGAIN, Seen.array(DType.FLOAT32, 1)));
        assertEquals(Verdict.holds(), ORACLE.judge(UNKNOWN, Intent.VALID, seen));
        assertFalse(ORACLE.wantsValues(UNKNOWN, Intent.VALID));
        assertTrue(ORACLE.wantsValues(NORMAL, Intent.VALID));
    }
}
