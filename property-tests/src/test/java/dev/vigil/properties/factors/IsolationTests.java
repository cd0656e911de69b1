package dev.vigil.properties.factors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Factor.Standing;
import dev.vigil.properties.factors.Probe.Came;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class IsolationTests {
    private static final ProcessSettings PLAIN = ProcessSettings.plain("cpu");

    private final List<Case> tried = new ArrayList<>();

    private static Case call(Map<String, String> attributes, DType dtype, Fill fill, long... axes) {
        return new Case(
                PLAIN,
                List.of(Step.of(
                        "op", new TreeMap<>(attributes), List.of(new Input.Array(Shape.of(axes), dtype, fill)))));
    }

    private static Input.Array array(Case call) {
        return (Input.Array) step(call).inputs().get(0);
    }

    private static Step step(Case call) {
        return call.steps().get(0);
    }

    private List<Factor> factors(Case call, Function<Case, Came> build) throws Exception {
        return new Isolation(
                        c -> {
                            tried.add(c);
                            return build.apply(c);
                        },
                        3,
                        () -> true)
                .isolate(call);
    }

    private List<String> needed(Case call, Predicate<Case> fault) throws Exception {
        return named(factors(call, c -> fault.test(c) ? Came.SHOWS : Came.HOLDS), Standing.NEEDED);
    }

    private static List<String> named(List<Factor> factors, Standing standing) {
        return factors.stream()
                .filter(f -> f.standing() == standing)
                .map(Factor::text)
                .toList();
    }

    private static Factor factor(List<Factor> factors, String name) {
        return factors.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void faultThatIsAlwaysThereNeedsNothing() throws Exception {
        Case call = call(Map.of("a", "0"), DType.FLOAT32, new Fill.Constant(0), 1);
        assertEquals(List.of(), needed(call, c -> true));
    }

    @Test
    void settingsAreTriedTogetherFirst() throws Exception {
        Case call = call(Map.of(), DType.FLOAT32, new Fill.Constant(0), 1);
        factors(call, c -> Came.SHOWS);
        assertEquals(
                1,
                tried.stream()
                        .map(Case::settings)
                        .filter(s -> !s.equals(PLAIN))
                        .distinct()
                        .count());
    }

    @Test
    void settingThatIsNeededIsFoundAmongTheOthers() throws Exception {
        Case call = call(Map.of(), DType.FLOAT32, new Fill.Constant(0), 1);
        assertEquals(
                List.of("engine=NaiveEngine"),
                needed(call, c -> c.settings().engine().equals(PLAIN.engine())));
        assertEquals(List.of("oneDNN=on"), needed(call, c -> c.settings().oneDnn()));
        assertEquals(List.of("threads=1"), needed(call, c -> c.settings().ompThreads() == 1));
        TreeMap<String, String> variables = new TreeMap<>(Map.of("A", "1", "B", "2"));
        Case varied = call.withSettings(new ProcessSettings(PLAIN.engine(), 1, true, false, "cpu", variables));
        assertEquals(
                List.of("environment.B=2"),
                needed(varied, c -> c.settings().environment().containsKey("B")));
    }

    @Test
    void elementTypeIsNeededWhenNoOtherShowsTheFault() throws Exception {
        Case call = call(Map.of("dtype", "float16"), DType.FLOAT16, new Fill.Uniform(1, 0, 1), 3);
        List<Factor> factors = factors(call, c -> array(c).dtype() == DType.FLOAT16 ? Came.SHOWS : Came.HOLDS);
        assertEquals(List.of("dtype=float16"), named(factors, Standing.NEEDED));
        assertEquals(
                List.of("float32", "float64", "int32", "int64"),
                factor(factors, "dtype").gone());
        assertTrue(
                tried.stream().anyMatch(c -> step(c).attributes().containsValue("float64")),
                "an attribute that names the type goes along");
    }

    @Test
    void typeThatAnotherShowsTooIsIrrelevantAndSaysWhich() throws Exception {
        Case call = call(Map.of(), DType.FLOAT16, new Fill.Uniform(1, 0, 1), 3);
        Factor dtype = factor(factors(call, c -> array(c).dtype() == DType.FLOAT32 ? Came.HOLDS : Came.SHOWS), "dtype");
        assertEquals(Standing.IRRELEVANT, dtype.standing());
        assertEquals(List.of("float64"), dtype.shows());
        assertEquals(List.of("float32"), dtype.gone());
    }

    @Test
    void emptyArrayIsAnUnusualSize() throws Exception {
        Case call = call(Map.of(), DType.FLOAT32, new Fill.Constant(0), 0, 2);
        List<Factor> factors = factors(call, c -> array(c).shape().elements() == 0 ? Came.SHOWS : Came.HOLDS);
        assertEquals(List.of("size=(0,2)"), named(factors, Standing.NEEDED));
        assertFalse(factor(factors, "size").usual());
    }

    @Test
    void lengthThatAnAttributeNamesGrowsWithIt() throws Exception {
        Case call = call(Map.of("hidden", "4"), DType.FLOAT32, new Fill.Uniform(1, 0, 1), 4);
        factors(call, c -> Came.HOLDS);
        assertTrue(tried.contains(call(Map.of("hidden", "8"), DType.FLOAT32, new Fill.Uniform(1, 0, 1), 8)));
    }

    @Test
    void valuesThatMatterAreNeeded() throws Exception {
        Case call = call(Map.of(), DType.FLOAT32, new Fill.Constant(Double.POSITIVE_INFINITY), 2);
        List<Factor> factors = factors(call, c -> array(c).fill() instanceof Fill.Constant ? Came.SHOWS : Came.HOLDS);
        assertEquals(List.of("fill=constant Infinity"), named(factors, Standing.NEEDED));
        assertFalse(factor(factors, "fill").usual());
    }

    @Test
    void modesThatACaseHasAreAsked() throws Exception {
        Input.Array in = new Input.Array(Shape.of(2), DType.FLOAT32, new Fill.Uniform(1, 0, 1));
        Case call = new Case(
                PLAIN.withNumpyShape(true),
                List.of(new Step(
                        "op",
                        new TreeMap<>(),
                        List.of(in),
                        List.of(GradRequest.ADD),
                        true,
                        List.of(new Output.InPlace(0)))));
        assertEquals(
                List.of("request=add"), needed(call, c -> !step(c).request().isEmpty()));
        assertEquals(List.of("train=on"), needed(call, c -> step(c).train()));
        assertEquals(List.of("out=in place"), needed(call, c -> !step(c).out().isEmpty()));
        assertEquals(List.of("numpyShape=on"), needed(call, c -> c.settings().numpyShape()));
    }

    @Test
    void argumentThatTheLibraryShouldRefuseIsNeededAndUnusual() throws Exception {
        Case call = call(Map.of("groups", "0"), DType.FLOAT32, new Fill.Uniform(1, 0, 1), 2);
        List<Factor> factors =
                factors(call, c -> "0".equals(step(c).attributes().get("groups")) ? Came.SHOWS : Came.REFUSED);
        assertEquals(List.of("attribute.groups=0"), named(factors, Standing.NEEDED));
        assertFalse(factor(factors, "attribute.groups").usual());
    }

    @Test
    void shapeThatTheLibraryRefusesSpeaksForNothing() throws Exception {
        Case call = call(Map.of(), DType.FLOAT32, new Fill.Uniform(1, 0, 1), 2);
        Factor size =
                factor(factors(call, c -> array(c).shape().equals(Shape.of(2)) ? Came.SHOWS : Came.REFUSED), "size");
        assertEquals(Standing.UNKNOWN, size.standing());
    }

    @Test
    void anotherFaultSpeaksForNothing() throws Exception {
        Case call = call(Map.of("a", "0"), DType.FLOAT32, new Fill.Constant(0), 1);
        List<Factor> factors = factors(call, c -> Came.NOTHING);
        assertEquals(factors.size(), named(factors, Standing.UNKNOWN).size());
    }

    @Test
    void faultThatComesAndGoesLeavesTheFactorUnknown() throws Exception {
        Case call = call(Map.of(), DType.FLOAT16, new Fill.Uniform(1, 0, 1), 1);
        int[] times = {0};
        Factor dtype = factor(
                factors(call, c -> array(c).dtype() != DType.FLOAT16 && ++times[0] % 3 == 0 ? Came.SHOWS : Came.HOLDS),
                "dtype");
        assertEquals(Standing.UNKNOWN, dtype.standing());
    }

    @Test
    void callWithoutArraysIsUnusualAndNeverKnownToBePlain() throws Exception {
        Case call = new Case(PLAIN, List.of(Step.of("op", new TreeMap<>(), List.of())));
        Factor inputs = factor(factors(call, c -> Came.SHOWS), "inputs");
        assertEquals(Standing.UNKNOWN, inputs.standing());
        assertFalse(inputs.usual());
    }

    @Test
    void nothingIsTriedWhenThereIsNoTime() throws Exception {
        Case call = call(Map.of("a", "0"), DType.FLOAT32, new Fill.Constant(0), 1);
        List<Factor> factors = new Isolation(
                        c -> {
                            throw new AssertionError("tried " + c);
                        },
                        3,
                        () -> false)
                .isolate(call);
        assertEquals(Isolation.untried(call), factors);
    }
}
