package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Variation;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GraphTests {
    private static final ArrayFacts FIRST = Seen.array(DType.FLOAT32, 3, 4);
    private static final ArrayFacts LAST = Seen.array(DType.FLOAT32, 1, 2);
    private static final ArrayFacts WRONG = Seen.array(DType.FLOAT32, 1, 2.1);
    private static final Step STEP = Seen.call(DType.FLOAT32).steps().get(0);
    private static final Case CHAIN = then(new Input.StepOutput(0, 0));
    private static final Case UPDATES = then(new Input.StepInput(0, 0));

    private final Graph oracle = new Graph();

    private static Case then(Input taken) {
        return new Case(ProcessSettings.plain("cpu"), List.of(STEP, Step.of("op", new TreeMap<>(), List.of(taken))));
    }

    private static StepFacts step(List<Integer> updated, ArrayFacts... outputs) {
        return new StepFacts(null, "", null, List.of(outputs), List.of(), updated);
    }

    /** Both steps, none of which updates an array. */
    private static RunFacts steps(String label, ArrayFacts first, ArrayFacts last) {
        return new RunFacts(label, List.of(step(List.of(), first), step(List.of(), last)));
    }

    private static RunFacts updating(String label, ArrayFacts first, ArrayFacts last) {
        return new RunFacts(label, List.of(step(List.of(0), first), step(List.of(0), last)));
    }

    private static RunFacts whole(GraphWay way, ArrayFacts last) {
        return new RunFacts(way.label(), List.of(step(List.of()), step(List.of(), last)));
    }

    private Verdict chain(RunFacts... others) {
        List<RunFacts> runs = new java.util.ArrayList<>(
                List.of(steps(RunFacts.BASE, FIRST, LAST), steps(Variation.AGAIN, FIRST, LAST)));
        runs.addAll(List.of(others));
        return oracle.judge(CHAIN, Intent.PROBE, new Observation.Answered(runs, null));
    }

    private Verdict updates(RunFacts... others) {
        List<RunFacts> runs = new java.util.ArrayList<>(
                List.of(updating(RunFacts.BASE, FIRST, LAST), updating(Variation.AGAIN, FIRST, LAST)));
        runs.addAll(List.of(others));
        return oracle.judge(UPDATES, Intent.PROBE, new Observation.Answered(runs, null));
    }

    private static void violated(FaultClass fault, String words, Verdict verdict) {
        Verdict.Violated violated = assertInstanceOf(Verdict.Violated.class, verdict, verdict.toString());
        assertEquals(fault, violated.fault());
        assertEquals(words, violated.template());
    }

    @ParameterizedTest
    @EnumSource(value = GraphWay.class, names = "EACH", mode = EnumSource.Mode.EXCLUDE)
    void anotherLastResultIsAFaultThatNamesTheWay(GraphWay way) {
        violated(FaultClass.WRONG_VALUE, "output differs with " + way.words(), chain(whole(way, WRONG)));
        assertEquals(Verdict.holds(), chain(whole(way, LAST)));
    }

    @Test
    void roundingHoldsAndCountsOncePerCall() {
        assertEquals(Verdict.holds(), chain(whole(GraphWay.ONE, Seen.array(DType.FLOAT32, 1, 2.00005))));
    }

    @Test
    void callThatDiffersAsAGraphOfItsOwnIsNoFaultOfTheGraph() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                chain(steps(GraphWay.EACH.label(), FIRST, WRONG), whole(GraphWay.ONE, WRONG)));
    }

    @Test
    void refusalOfTheGraphAloneIsAFault() {
        violated(
                FaultClass.REJECTED_VALID,
                "refused with all calls as one graph",
                chain(Seen.refused(GraphWay.STATIC.label(), "invoke", "shape is lost")));
        assertEquals(Verdict.holds(), chain(Seen.refused(GraphWay.SUBGRAPHS.label(), "create", "no such backend")));
        assertEquals(
                Verdict.holds(),
                chain(Seen.refused(GraphWay.BOUND.label(), "invoke", "Mutation target can only be Variable")));
    }

    @Test
    void refusalOfAGraphThatLeavesAResultUnusedIsAFaultOfTheCallThatGaveIt() {
        RunFacts base = new RunFacts(RunFacts.BASE, List.of(step(List.of(), FIRST, FIRST), step(List.of(), LAST)));
        Case call = new Case(
                CHAIN.settings(),
                List.of(
                        Step.of("first", new TreeMap<>(), STEP.inputs()),
                        CHAIN.steps().get(1)));
        Verdict verdict = oracle.judge(
                call,
                Intent.PROBE,
                new Observation.Answered(
                        List.of(
                                base,
                                new RunFacts(Variation.AGAIN, base.steps()),
                                Seen.refused(GraphWay.ONE.label(), "invoke", "req == kWriteTo")),
                        null));
        violated(FaultClass.REJECTED_VALID, "refused in a graph that leaves a result of it unused", verdict);
        assertEquals("first", ((Verdict.Violated) verdict).function());
    }

    @Test
    void differenceThatFloat64CannotWeighIsInconclusive() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                chain(whole(GraphWay.ONE, WRONG), Seen.refused(Wide.EXACT, "invoke", "float32 only")));
    }

    @Test
    void updateThatALaterGraphDoesNotSeeIsAFault() {
        violated(
                FaultClass.WRONG_VALUE,
                "output differs with each call as a graph",
                updates(updating(GraphWay.EACH.label(), FIRST, WRONG)));
        assertInstanceOf(
                Verdict.Inconclusive.class,
                updates(updating(GraphWay.EACH.label(), Seen.array(DType.FLOAT32, 3, 5), WRONG)));
    }

    @Test
    void updatesHaveNoOrderInOneGraphAndAreComparedInBulk() {
        assertEquals(Verdict.holds(), updates(whole(GraphWay.ONE, WRONG)));
        violated(
                FaultClass.WRONG_VALUE,
                "output differs with calls put together in bulk",
                updates(whole(GraphWay.BULK, WRONG)));
    }

    @Test
    void runsThatDifferAmongThemselvesAreNoMeasure() {
        Observation seen = new Observation.Answered(
                List.of(
                        steps(RunFacts.BASE, FIRST, LAST),
                        steps(Variation.AGAIN, FIRST, WRONG),
                        whole(GraphWay.ONE, WRONG)),
                null);
        assertInstanceOf(Verdict.Inconclusive.class, oracle.judge(CHAIN, Intent.PROBE, seen));
    }

    @Test
    void resultsThatHangOnFreshMemoryAreNoMeasure() {
        assertInstanceOf(
                Verdict.Inconclusive.class, chain(steps(Poison.LOW, FIRST, WRONG), whole(GraphWay.ONE, WRONG)));
    }

    @Test
    void deathInAGraphOfAllIsAFaultAndInOneOfASingleCallNot() {
        ProcessEnd end =
                new ProcessEnd(ProcessEnd.Kind.SEGMENTATION_FAULT, 139, 11, List.of(), "", "seen by a test", 0);
        violated(
                FaultClass.CRASH,
                "the process ends with all calls as one graph only",
                oracle.judge(CHAIN, Intent.PROBE, new Observation.Died(end, GraphWay.STATIC.label() + "/invoke")));
        assertInstanceOf(
                Verdict.Inconclusive.class,
                oracle.judge(CHAIN, Intent.PROBE, new Observation.Died(end, GraphWay.EACH.label() + "/invoke")));
        assertInstanceOf(
                Verdict.Inconclusive.class,
                oracle.judge(CHAIN, Intent.PROBE, new Observation.Died(end, "base/invoke")));
    }

    @Test
    void gradientsThatAreAddedToAreComparedWithTheSameBeginning() {
        Step adding = STEP.withInputs(STEP.inputs(), List.of(GradRequest.ADD));
        Case call = new Case(CHAIN.settings(), List.of(adding, CHAIN.steps().get(1)));
        assertTrue(oracle.variations(call, Intent.PROBE).stream()
                .anyMatch(variation -> variation.label().equals(GraphWay.ADDED)
                        && variation.manner().gradientBefore() != 0));
        RunFacts base = slopes(RunFacts.BASE, 1);
        Observation right = new Observation.Answered(
                List.of(base, slopes(Variation.AGAIN, 1), slopes(GraphWay.ADDED, 4), slopes(GraphWay.BOUND.label(), 4)),
                null);
        assertEquals(Verdict.holds(), oracle.judge(call, Intent.PROBE, right));
        Observation overwritten = new Observation.Answered(
                List.of(base, slopes(Variation.AGAIN, 1), slopes(GraphWay.ADDED, 4), slopes(GraphWay.BOUND.label(), 1)),
                null);
        violated(
                FaultClass.GRADIENT,
                "gradient differs with all calls bound as a symbol",
                oracle.judge(call, Intent.PROBE, overwritten));
    }

    /** Both steps, with a gradient of the first. */
    private static RunFacts slopes(String label, double gradient) {
        StepFacts first =
                new StepFacts(null, "", null, List.of(FIRST), List.of(Seen.array(DType.FLOAT32, gradient)), List.of());
        return new RunFacts(label, List.of(first, step(List.of(), LAST)));
    }

    @Test
    void oneOfTheBoundWaysIsAskedInEachSample() {
        for (long seed = 0; seed < 20; seed++) {
            long bound = oracle.variations(CHAIN.variant(seed), Intent.PROBE).stream()
                    .filter(variation -> variation.manner().path().bound())
                    .count();
            assertEquals(1, bound);
        }
    }

    @Test
    void aSingleCallIsNotAskedAboutAndPlacedResultsHaveNoGraph() {
        assertFalse(oracle.applies(Seen.call(DType.FLOAT32), Intent.VALID));
        assertTrue(oracle.applies(CHAIN, Intent.PROBE));
        Case placed =
                new Case(CHAIN.settings(), List.of(STEP, CHAIN.steps().get(1).withOut(List.of(new Output.InPlace(0)))));
        assertTrue(oracle.variationsAlone(placed, Intent.PROBE).stream()
                .noneMatch(variation -> variation.manner().path().graph()));
    }

    @Test
    void aloneItTakesEveryWayAndFloat64() {
        List<String> labels = oracle.variationsAlone(CHAIN, Intent.PROBE).stream()
                .map(Variation::label)
                .toList();
        for (GraphWay way : GraphWay.values()) {
            assertTrue(labels.contains(way.label()), labels.toString());
        }
        assertTrue(labels.containsAll(List.of(Wide.EXACT, Wide.ONE_WAY, Wide.OTHER_WAY)), labels.toString());
    }
}
