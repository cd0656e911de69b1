package dev.vigil.properties.references;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.oracles.Reference;
import dev.vigil.properties.task.Intent;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row of the table against what numpy or scipy make of the same inputs: numpy stands where the library does. */
final class NumpyTests {
    private static final long SEED = 20_261_124;
    private static final int CASES = 12;
    private static final long LIMIT_S = 120;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final References REFERENCES = References.all();
    private static final Reference ORACLE = new Reference(REFERENCES);

    @TempDir
    private static Path folder = Path.of("");

    private static List<JsonNode> calls = List.of();

    @BeforeAll
    static void askNumpy() throws IOException, InterruptedException, URISyntaxException {
        assumeTrue(
                run(folder.resolve("probe"), List.of(), "python3", "-c", "import numpy, scipy"),
                "python3 has no numpy and scipy, nor does VIGIL_NUMPY name a folder with them");
        Path script = Path.of(Objects.requireNonNull(NumpyTests.class.getResource("/references/numpy_checks.py"))
                .toURI());
        Path answers = folder.resolve("answers");
        boolean done = run(
                answers,
                REFERENCES.entries().keySet(),
                "python3",
                "-B",
                script.toString(),
                Long.toString(SEED),
                Integer.toString(CASES));
        assertEquals(true, done, () -> tail(answers));
        List<JsonNode> read = new ArrayList<>();
        for (String line : Files.readAllLines(answers)) {
            read.add(JSON.readTree(line));
        }
        calls = List.copyOf(read);
    }

    private static String tail(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean run(Path out, Iterable<String> in, String... command)
            throws IOException, InterruptedException {
        Path input = Files.write(Path.of(out + ".in"), in);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true);
        String packages = System.getenv("VIGIL_NUMPY");
        if (packages != null) {
            builder.environment().put("PYTHONPATH", packages);
        }
        Process process = builder.start();
        if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    @Test
    void everyRowIsCheckedAgainstNumpy() {
        List<String> missing = calls.stream()
                .filter(call -> call.path("missing").asBoolean())
                .map(NumpyTests::operator)
                .toList();
        assertEquals(List.of(), missing, "rows without a check in numpy_checks.py");
    }

    @Test
    void numpyIsWithinTheBound() {
        TreeMap<String, String> wrong = new TreeMap<>();
        for (JsonNode call : present()) {
            Verdict verdict = judge(call, 0);
            if (verdict instanceof Verdict.Violated) {
                wrong.putIfAbsent(operator(call), verdict + "\n    of " + call + "\n");
            }
        }
        assertEquals(Map.of(), wrong);
    }

    @Test
    void everyRowTellsAWrongValueFromARightOne() {
        TreeMap<String, String> blind = new TreeMap<>();
        for (String operator : REFERENCES.entries().keySet()) {
            blind.put(operator, "never told");
        }
        for (JsonNode call : present()) {
            Verdict right = judge(call, 0);
            if (right instanceof Verdict.Holds && judge(call, 1) instanceof Verdict.Violated) {
                blind.remove(operator(call));
            } else if (!(right instanceof Verdict.Holds)) {
                blind.computeIfPresent(operator(call), (name, why) -> right.toString());
            }
        }
        assertEquals(Map.of(), blind);
    }

    private static List<JsonNode> present() {
        return calls.stream().filter(call -> !call.path("missing").asBoolean()).toList();
    }

    private static String operator(JsonNode call) {
        return call.path("operator").asText();
    }

    /** What the oracle says when the library gives numpy's outputs, each element moved by {@code off}. */
    private static Verdict judge(JsonNode call, double off) {
        TreeMap<String, String> attributes = new TreeMap<>();
        call.path("attributes")
                .properties()
                .forEach(a -> attributes.put(a.getKey(), a.getValue().asText()));
        List<Input> inputs = new ArrayList<>();
        for (JsonNode input : call.path("inputs")) {
            inputs.add(new Input.Array(shape(input), dtype(input), new Fill.Listed(values(input))));
        }
        List<ArrayFacts> outputs = new ArrayList<>();
        for (JsonNode output : call.path("outputs")) {
            outputs.add(facts(shape(output), dtype(output), values(output), off));
        }
        Step step = Step.of(operator(call), attributes, inputs);
        Case whole = new Case(ProcessSettings.plain("cpu").withNumpyShape(true), List.of(step));
        StepFacts facts = new StepFacts(null, "", null, outputs, List.of(), List.of());
        return ORACLE.judge(
                whole, Intent.VALID, new Observation.Answered(List.of(new RunFacts("base", List.of(facts))), null));
    }

    private static Shape shape(JsonNode array) {
        List<Long> axes = new ArrayList<>();
        array.path("shape").forEach(axis -> axes.add(axis.asLong()));
        return Shape.of(axes.stream().mapToLong(Long::longValue).toArray());
    }

    private static DType dtype(JsonNode array) {
        return DType.of(array.path("dtype").asText());
    }

    private static List<Double> values(JsonNode array) {
        List<Double> values = new ArrayList<>();
        array.path("values").forEach(value -> values.add(value.asDouble()));
        return values;
    }

    private static ArrayFacts facts(Shape shape, DType type, List<Double> values, double off) {
        ByteBuffer bytes = ByteBuffer.allocate(values.size() * type.bytes()).order(ByteOrder.nativeOrder());
        for (int e = 0; e < values.size(); e++) {
            double value = values.get(e);
            Values.put(type, bytes, e, type == DType.BOOL && off != 0 ? 1 - value : value + off);
        }
        return new ArrayFacts(shape, type, "default", 0, 0, 0, bytes.array());
    }
}
