package dev.vigil.properties.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.reduce.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever case it begins with, the shrinker ends at the one simplest case that has what the fault needs. */
final class ShrinkerProperties {
    private static final ProcessSettings PLAIN = ProcessSettings.plain("cpu");

    private static List<Reducer> passes() {
        return Stream.concat(Reducer.ofSettings().stream(), Reducer.ofCalls().stream())
                .toList();
    }

    private static List<Case> chain(Case call, Predicate<Case> fault) throws Exception {
        assertTrue(fault.test(call), "the case to begin with has the fault");
        return new Shrinker(passes(), fault::test, new Budget(Integer.MAX_VALUE, () -> true)).shrink(call);
    }

    private static Case shrunk(Case call, Predicate<Case> fault) throws Exception {
        List<Case> chain = chain(call, fault);
        return chain.get(chain.size() - 1);
    }

    private static Step last(Case call) {
        return call.steps().get(call.steps().size() - 1);
    }

    private static boolean isArray(Step step, int input, Predicate<Input.Array> test) {
        return step.inputs().size() > input
                && step.inputs().get(input) instanceof Input.Array array
                && test.test(array);
    }

    /** Of the last step's attribute, none when it is no tuple. */
    private static List<String> elements(Case call, String attribute) {
        String text = last(call).attributes().getOrDefault(attribute, "");
        return AttributeText.tuple(text) ? AttributeText.elements(text) : List.of();
    }

    private static Case plain(boolean numpy, Map<String, String> attributes, Input... inputs) {
        return new Case(
                PLAIN.withNumpyShape(numpy),
                List.of(Step.of(RandomCases.LAST, new TreeMap<>(attributes), List.of(inputs))));
    }

    private static Input.Array array(DType dtype, Fill fill, long... axes) {
        return new Input.Array(Shape.of(axes), dtype, fill);
    }

    private static final Input.Array ONE_ZERO = array(DType.FLOAT32, new Fill.Constant(0), 1);

    @Property(tries = 200)
    void everyProposalIsSimplerAndAboutTheSameOperator(@ForAll long seed) {
        Case call = new RandomCases(seed).any();
        for (Reducer pass : passes()) {
            pass.reduce(call).forEach(proposal -> {
                assertTrue(Complexity.of(proposal).compareTo(Complexity.of(call)) < 0, () -> proposal + " of " + call);
                assertEquals(call.operator(), proposal.operator());
            });
        }
    }

    @Property(tries = 50)
    void everyChainEndsWhereNoProposalShowsTheFault(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int odds)
            throws Exception {
        Case call = new RandomCases(seed).any();
        Predicate<Case> fault = c -> c.equals(call) || Math.floorMod(c.hashCode() * 0x9E3779B9, odds) == 0;
        List<Case> chain = chain(call, fault);
        for (int i = 1; i < chain.size(); i++) {
            assertTrue(Complexity.of(chain.get(i)).compareTo(Complexity.of(chain.get(i - 1))) < 0);
        }
        Case end = chain.get(chain.size() - 1);
        passes().forEach(pass -> assertTrue(pass.reduce(end).noneMatch(fault)));
    }

    @Property(tries = 50)
    void faultThatIsAlwaysThereLeavesABareCall(@ForAll long seed) throws Exception {
        assertEquals(plain(false, Map.of()), shrunk(new RandomCases(seed).any(), c -> true));
    }

    @Property(tries = 50)
    void negativeAttributeAndEmptyAxisAreAllThatIsLeft(
            @ForAll long seed,
            @ForAll @LongRange(min = Long.MIN_VALUE, max = -1) long negative,
            @ForAll @IntRange(min = 1, max = 3) int rank)
            throws Exception {
        RandomCases cases = new RandomCases(seed);
        long[] axes =
                LongStream.range(0, rank).map(i -> i == seed % rank ? 0 : 5).toArray();
        axes[0] = 0;
        Case call = cases.with(cases.any(), "a", Long.toString(negative), array(DType.INT8, cases.fill(), axes));
        Predicate<Case> fault = c -> last(c).attributes().getOrDefault("a", "").startsWith("-")
                && isArray(last(c), 0, a -> LongStream.of(a.shape().toArray()).anyMatch(axis -> axis == 0));
        assertEquals(
                plain(true, Map.of("a", "-1"), array(DType.FLOAT32, new Fill.Constant(0), 0)), shrunk(call, fault));
    }

    @Property(tries = 50)
    void thresholdsAreMetExactly(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 40) int length,
            @ForAll @IntRange(min = 2, max = 1000) int number)
            throws Exception {
        RandomCases cases = new RandomCases(seed);
        Case call = cases.with(
                cases.any(), "a", "(9," + (number + 100) + ",0)", array(DType.FLOAT64, cases.fill(), 3, length + 3, 2));
        Predicate<Case> fault = c -> elements(c, "a").stream()
                        .anyMatch(e -> e.matches("[0-9]{1,9}") && Integer.parseInt(e) >= number)
                && isArray(last(c), 0, a -> LongStream.of(a.shape().toArray()).anyMatch(axis -> axis >= length));
        assertEquals(
                plain(false, Map.of("a", "(" + number + ",)"), array(DType.FLOAT32, new Fill.Constant(0), length)),
                shrunk(call, fault));
    }

    @Property(tries = 50)
    void valueThatMattersIsListedAmongZeros(@ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int at)
            throws Exception {
        List<Double> values = new ArrayList<>(List.of(0.5, -3.0, 2.25, 1e10, 7.0, -0.125));
        values.set(at, Double.NaN);
        RandomCases cases = new RandomCases(seed);
        Case call = cases.with(cases.any(), "a", "1", array(DType.FLOAT16, new Fill.Listed(values), 2, 3));
        Predicate<Case> fault = c -> isArray(
                last(c),
                0,
                a -> a.dtype() == DType.FLOAT16
                        && a.shape().elements() == 6
                        && FillText.values(a).get(at).isNaN()
                        && FillText.values(a).stream().filter(v -> v.isNaN()).count() == 1);
        List<Double> expected = new ArrayList<>(List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0));
        expected.set(at, Double.NaN);
        Case shrunk = shrunk(call, fault);
        Input.Array left = (Input.Array) last(shrunk).inputs().get(0);
        assertEquals(new Fill.Listed(expected), left.fill());
        assertEquals(List.of(left), last(shrunk).inputs());
    }

    @Property(tries = 50)
    void settingThatMattersStays(@ForAll long seed) throws Exception {
        Case any = new RandomCases(seed).any();
        TreeMap<String, String> environment = new TreeMap<>(any.settings().environment());
        environment.put("NEEDED", "1");
        Case call = any.withSettings(
                new ProcessSettings(ProcessSettings.THREADED_ENGINE, 0, false, true, "cpu", environment));
        Predicate<Case> fault = c -> c.settings().engine().equals(ProcessSettings.THREADED_ENGINE)
                && c.settings().environment().containsKey("NEEDED");
        Case expected = plain(false, Map.of())
                .withSettings(new ProcessSettings(
                        ProcessSettings.THREADED_ENGINE, 1, true, false, "cpu", new TreeMap<>(Map.of("NEEDED", "1"))));
        assertEquals(expected, shrunk(call, fault));
    }

    @Property(tries = 50)
    void gradientThatMattersStays(@ForAll long seed) throws Exception {
        RandomCases cases = new RandomCases(seed);
        Case any = cases.with(cases.any(), "a", "1", cases.array());
        int last = any.steps().size() - 1;
        List<GradRequest> request =
                last(any).inputs().stream().map(i -> GradRequest.ADD).toList();
        Case call = Rewrite.step(any, last, last(any).withModes(request, true));
        Predicate<Case> fault = c -> last(c).wantsGradient() && last(c).train();
        Case left = shrunk(call, fault);
        assertEquals(List.of(GradRequest.WRITE), last(left).request());
        assertEquals(1, last(left).inputs().size());
        assertEquals(1, left.steps().size());
    }

    @Property(tries = 50)
    void stepThatMattersStaysAndTheOthersGo(@ForAll long seed) throws Exception {
        Step first = Step.of("first", new TreeMap<>(), List.of(new RandomCases(seed).array()));
        Step between = Step.of("between", new TreeMap<>(), List.of(new Input.StepOutput(0, 0)));
        Step idle = Step.of("idle", new TreeMap<>(Map.of("a", "1")), List.of(new RandomCases(seed + 1).array()));
        Step end = Step.of(
                RandomCases.LAST, new TreeMap<>(), List.of(new Input.StepOutput(1, 0), new Input.StepOutput(2, 0)));
        Case call = new Case(PLAIN.withNumpyShape(true), List.of(first, between, idle, end));
        Predicate<Case> fault = c -> c.steps().get(0).operator().equals("first")
                && last(c).inputs().stream().anyMatch(Input.StepOutput.class::isInstance);
        Case left = shrunk(call, fault);
        assertEquals(
                new Case(
                        PLAIN,
                        List.of(
                                Step.of("first", new TreeMap<>(), List.of()),
                                Step.of(RandomCases.LAST, new TreeMap<>(), List.of(new Input.StepOutput(0, 0))))),
                left);
    }

    @Property(tries = 50)
    void stepsThatShareAnArrayGoOnSharingItWhenItsFirstTakerGoes(@ForAll long seed) throws Exception {
        Input.Array array = new RandomCases(seed).array();
        Step first = Step.of("first", new TreeMap<>(), List.of(new RandomCases(seed + 1).array(), array));
        Step second = Step.of("second", new TreeMap<>(), List.of(new Input.StepInput(0, 1)));
        Step end = Step.of(RandomCases.LAST, new TreeMap<>(), List.of(new Input.StepInput(1, 0)));
        Case call = new Case(PLAIN.withNumpyShape(true), List.of(first, second, end));
        Predicate<Case> fault = c -> c.steps().size() > 1
                && c.steps().get(c.steps().size() - 2).operator().equals("second")
                && last(c).inputs().stream().anyMatch(Input.StepInput.class::isInstance);
        Case left = shrunk(call, fault);
        assertEquals(
                List.of(Step.of(RandomCases.LAST, new TreeMap<>(), List.of(new Input.StepInput(0, 0)))),
                left.steps().subList(1, left.steps().size()));
    }

    @Property(tries = 50)
    void groupsOfInputsGoWithTheAttributeThatCountsThem(
            @ForAll @IntRange(min = 1, max = 6) int groups, @ForAll @IntRange(min = 1, max = 3) int each)
            throws Exception {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < groups * each; i++) {
            inputs.add(array(DType.FLOAT32, new Fill.Normal(i, 0, 1), 2, 2));
        }
        String numbers = AttributeText.joined("()", java.util.Collections.nCopies(groups, "0.5"));
        Case call = new Case(
                PLAIN,
                List.of(Step.of(
                        RandomCases.LAST,
                        new TreeMap<>(Map.of("count", Integer.toString(groups), "rates", numbers)),
                        inputs)));
        Predicate<Case> fault = c -> {
            Step step = last(c);
            String count = step.attributes().getOrDefault("count", "0");
            return count.matches("[1-9]")
                    && step.inputs().size() == each * Integer.parseInt(count)
                    && elements(c, "rates").size() == Integer.parseInt(count);
        };
        Input[] left = new Input[each];
        java.util.Arrays.fill(left, ONE_ZERO);
        assertEquals(plain(false, Map.of("count", "1", "rates", "(0,)"), left), shrunk(call, fault));
    }

    @Property(tries = 50)
    void budgetIsNeverOverdrawn(@ForAll long seed, @ForAll @IntRange(min = 0, max = 30) int tries) throws Exception {
        int[] tried = {0};
        List<Case> chain = new Shrinker(
                        passes(),
                        c -> {
                            tried[0]++;
                            return tried[0] % 3 == 0;
                        },
                        new Budget(tries, () -> true))
                .shrink(new RandomCases(seed).any());
        assertTrue(tried[0] <= tries);
        assertEquals(1 + tried[0] / 3, chain.size());
    }
}
