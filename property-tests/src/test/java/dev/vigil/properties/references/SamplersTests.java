package dev.vigil.properties.references;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SamplersTests {
    private static final Samplers ALL = Samplers.all();
    private static final double STEP = 1.0 / 512;
    private static final double FAR = 200;

    static Stream<Sampler> rows() {
        return SamplerTable.rows().stream();
    }

    private static Step call(String operator, Map<String, String> attributes, Input... inputs) {
        return Step.of(operator, new TreeMap<>(attributes), List.of(inputs));
    }

    /** The mean is the integral of what is above less that of what is below, from zero on both sides. */
    @ParameterizedTest
    @MethodSource("rows")
    void distributionFunctionHasItsMeanAndDeviation(Sampler row) {
        double[] middle = row.parameters().stream()
                .mapToDouble(
                        p -> p.whole() ? Math.rint((p.low() + p.high()) / 2) : p.low() + (p.high() - p.low()) * 0.7)
                .toArray();
        Law law = row.law().apply(middle);
        double mean = 0;
        double square = 0;
        for (double x = STEP / 2; x < FAR; x += STEP) {
            double above = 1 - law.upTo(x);
            double below = law.upTo(-x);
            mean += (above - below) * STEP;
            square += 2 * x * (above + below) * STEP;
        }
        assertEquals(law.mean(), mean, 0.01, row.operator());
        assertEquals(law.deviation(), Math.sqrt(square - mean * mean), 0.05 * law.deviation(), row.operator());
        assertEquals(0, law.upTo(Double.NaN));
        assertTrue(law.below(1) <= law.upTo(1));
    }

    @Test
    void ownParametersAreKeptWhereTheyHaveADistribution() {
        Step many = ALL.many(call("_random_normal", Map.of("loc", "3", "scale", "2", "dtype", "float16")))
                .orElseThrow();
        assertEquals(
                Map.of("loc", "3", "scale", "2", "dtype", "float16", "shape", "(16384,)"),
                Map.copyOf(many.attributes()));
        assertEquals(3, ALL.laws(many).of(7).mean());
    }

    @Test
    void parametersOfTheWrongSignAreDrawnAnew() {
        Step many = ALL.many(call("_random_normal", Map.of("loc", "3", "scale", "-2")))
                .orElseThrow();
        assertTrue(ALL.laws(many).of(0).deviation() > 0);
    }

    @Test
    void arraysOfParametersGiveEachItsOwnDistribution() {
        Input any = new Input.Array(Shape.of(2, 3), DType.FLOAT64, new Fill.Uniform(1, -1, 1));
        Samplers.Laws before =
                ALL.laws(ALL.many(call("_sample_normal", Map.of(), any, any)).orElseThrow());
        assertEquals(before.of(0).mean(), before.of(4095).mean());
        assertFalse(before.of(0).mean() == before.of(4096).mean());
        Step broadcast = ALL.many(call("_npi_normal", Map.of("loc", "None", "scale", "2"), any))
                .orElseThrow();
        assertEquals("(4096,4)", broadcast.attributes().get("size"));
        Samplers.Laws behind = ALL.laws(broadcast);
        assertEquals(behind.of(0).mean(), behind.of(4).mean());
        assertFalse(behind.of(0).mean() == behind.of(1).mean());
    }

    @Test
    void countsOfOutcomesHaveADistributionEach() {
        Step many = ALL.many(call("_npi_multinomial", Map.of("n", "3", "pvals", "(0.5,0.5)", "size", "(2,)")))
                .orElseThrow();
        assertEquals("(4096,)", many.attributes().get("size"));
        Samplers.Laws laws = ALL.laws(many);
        double all = 0;
        for (int outcome = 0; outcome < 4; outcome++) {
            all += laws.of(outcome).mean();
            assertEquals(laws.of(outcome).mean(), laws.of(outcome + 4).mean());
        }
        assertEquals(9, all, 1e-9);
        assertEquals(Samplers.Dependence.PERIODS, laws.dependence());
    }

    @Test
    void formOfTheCallChoosesAmongRows() {
        Input chances = new Input.Array(Shape.of(2), DType.FLOAT64, new Fill.Constant(0.5));
        Step one = ALL.many(call("_sample_multinomial", Map.of(), chances)).orElseThrow();
        assertEquals("(16384,)", one.attributes().get("shape"));
        Step two = ALL.many(call("_sample_multinomial", Map.of(), chances, chances))
                .orElseThrow();
        assertEquals("(4096,)", two.attributes().get("shape"));
        Map<String, String> choice = Map.of("a", "5", "size", "(2,)", "replace", "False");
        assertEquals(
                Samplers.Dependence.PERMUTATION,
                ALL.laws(ALL.many(call("_npi_choice", choice)).orElseThrow()).dependence());
        assertEquals(
                Samplers.Dependence.NONE,
                ALL.laws(ALL.many(call("_npi_choice", Map.of("a", "5", "size", "(2,)")))
                                .orElseThrow())
                        .dependence());
    }

    @Test
    void otherOperatorsAreNotCovered() {
        assertTrue(ALL.many(call("exp", Map.of())).isEmpty());
    }
}
