package dev.vigil.properties.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.OperatorInfo;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators that draw from the library's own chance repeat themselves under one seed, however often that is asked. */
final class SamplerTests {
    private static final ProcessSettings SETTINGS = ProcessSettings.plain("cpu");
    private static final Map<String, String> DRAWS_REQUIRED = Map.of("low", "0", "high", "100");
    private static final int VARIANTS = 3;
    private static final int SAMPLERS_MIN = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void samplersOfTheFirstInterfaceAreNotTakenForFaults() throws Exception {
        samplersHold(Builds.one());
    }

    @Test
    void samplersOfTheSecondInterfaceAreNotTakenForFaults() throws Exception {
        samplersHold(Builds.two());
    }

    private void samplersHold(Path library) throws Exception {
        try (ExecutorClient client =
                new ExecutorClient(new LocalContext(folder, library, Map.of()), UnitLimits.USUAL, Oracles.all())) {
            List<Case> calls = new ArrayList<>();
            calls.add(dropout());
            calls.add(Builds.call("_shuffle", DType.FLOAT32, Shape.of(40), 1));
            calls.add(draw("_npi_multinomial", Map.of("n", "9", "pvals", "(0.5,0.5)", "size", "(40,)")));
            client.describe(SETTINGS).operators().stream()
                    .filter(info -> info.name().equals(info.primary()))
                    .filter(info -> info.name().startsWith("_random_")
                            || info.name().startsWith("_sample_")
                            || info.name().startsWith("sample_"))
                    .filter(info -> !info.name().contains("backward"))
                    .forEach(info -> calls.add(sampler(info)));
            List<Task> tasks = new ArrayList<>();
            for (Case call : calls) {
                tasks.add(new Task(tasks.size(), call, Intent.VALID, 0, VARIANTS, List.of("repeat", "sampler"), true));
            }
            int samplers = 0;
            for (Outcome outcome : client.run(tasks)) {
                assertEquals(List.of(), outcome.notable(), outcome.task().call().operator());
                // Two runs a variant, and many more where the first two were seen to differ.
                boolean drew = outcome.invocations() > 10L * VARIANTS;
                samplers += drew && outcome.accepted() == VARIANTS ? 1 : 0;
            }
            assertTrue(samplers >= SAMPLERS_MIN, samplers + " samplers of " + calls.size() + " calls");
            assertEquals(List.of(), client.takeFaults());
        }
    }

    private static Case dropout() {
        Step step =
                Builds.call("Dropout", DType.FLOAT32, Shape.of(40), 1).steps().get(0);
        return new Case(
                SETTINGS, List.of(new Step(step.operator(), step.attributes(), step.inputs(), step.request(), true)));
    }

    private static Case draw(String operator, Map<String, String> attributes) {
        return new Case(
                SETTINGS.withNumpyShape(true), List.of(Step.of(operator, new TreeMap<>(attributes), List.of())));
    }

    private static Case sampler(OperatorInfo info) {
        Signature signature = Signature.parse(info);
        TreeMap<String, String> attributes = new TreeMap<>();
        signature.attribute("shape").ifPresent(shape -> attributes.put("shape", "(40,)"));
        signature.attributes().stream()
                .filter(attribute -> attribute.required() && DRAWS_REQUIRED.containsKey(attribute.name()))
                .forEach(attribute -> attributes.put(attribute.name(), DRAWS_REQUIRED.get(attribute.name())));
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < signature.inputs().size(); i++) {
            // Chances, scales and bounds in order, all at once.
            inputs.add(new Input.Array(Shape.of(1), DType.FLOAT32, new Fill.Uniform(i, 0.2 + 0.4 * i, 0.5 + 0.4 * i)));
        }
        return new Case(SETTINGS, List.of(Step.of(info.name(), attributes, inputs)));
    }
}
