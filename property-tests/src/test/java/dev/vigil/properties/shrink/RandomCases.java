package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Cases with something of everything in them, from a seed. */
final class RandomCases {
    static final String LAST = "last";

    private static final List<String> TEXTS = List.of(
            "0", "-7", "2147483647", "-9223372036854775808", "1.5", "1e-05", "nan", "-inf", "True", "max", "()");

    private static final List<String> TUPLES = List.of("(3,4)", "[5]", "((0,0),(1,1))", "(None,2)", "(0.25,)", "(");

    private final Random random;

    RandomCases(long seed) {
        random = new Random(seed);
    }

    Case any() {
        int count = 1 + random.nextInt(3);
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            steps.add(step(s == count - 1 ? LAST : "op" + s, steps));
        }
        return new Case(settings(), steps);
    }

    private <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private ProcessSettings settings() {
        TreeMap<String, String> environment = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            environment.put("VARIABLE" + i, "1");
        }
        return new ProcessSettings(
                random.nextBoolean() ? ProcessSettings.NAIVE_ENGINE : ProcessSettings.THREADED_ENGINE,
                random.nextInt(3),
                random.nextBoolean(),
                true,
                "cpu",
                environment);
    }

    private Step step(String operator, List<Step> earlier) {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            attributes.put("attribute" + i, text());
        }
        List<Input> inputs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            inputs.add(earlier.isEmpty() || random.nextInt(3) > 0 ? array() : known(earlier));
        }
        List<GradRequest> request = new ArrayList<>();
        if (random.nextBoolean()) {
            inputs.forEach(i -> request.add(of(List.of(GradRequest.values()))));
        }
        List<Output> out = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0 && random.nextBoolean(); i--) {
            Input.Array fresh = array();
            out.add(
                    inputs.isEmpty() || random.nextBoolean()
                            ? new Output.Array(fresh.shape(), fresh.dtype(), fresh.fill())
                            : new Output.InPlace(random.nextInt(inputs.size())));
        }
        return new Step(operator, attributes, inputs, request, random.nextBoolean(), out);
    }

    /** What an earlier step gave or took. */
    private Input known(List<Step> earlier) {
        int step = random.nextInt(earlier.size());
        int taken = earlier.get(step).inputs().size();
        return taken > 0 && random.nextBoolean()
                ? new Input.StepInput(step, random.nextInt(taken))
                : new Input.StepOutput(step, 0);
    }

    String text() {
        return switch (random.nextInt(3)) {
            case 0 -> of(TEXTS);
            case 1 -> of(TUPLES);
            default -> Integer.toString(random.nextInt());
        };
    }

    Input.Array array() {
        long[] axes = new long[random.nextInt(4)];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = random.nextInt(8);
        }
        Input.Array array = new Input.Array(Shape.of(axes), of(List.of(DType.values())), fill());
        Sparse.Storage storage = of(List.of(Sparse.Storage.values()));
        return random.nextInt(4) == 0 && storage.fits(array.shape())
                ? array.with(new Sparse(storage, of(List.of(Sparse.Defect.values()))))
                : array;
    }

    Fill fill() {
        long seed = random.nextLong();
        return switch (random.nextInt(14)) {
            case 0 -> new Fill.Constant(random.nextGaussian());
            case 1 -> new Fill.Range(random.nextInt(5), random.nextGaussian());
            case 2 -> new Fill.Listed(List.of(1.0, random.nextGaussian(), -0.0, Double.NaN, 1e30));
            case 3 -> new Fill.Normal(seed, 0, 1);
            case 4 -> new Fill.Integers(seed, -3, 100);
            case 5 -> new Fill.Sorted(seed, -1, 1, true);
            case 6 -> new Fill.Specials(seed);
            case 7 -> new Fill.Rounded(new Fill.Uniform(seed, -1, 1), DType.FLOAT16);
            case 8 -> new Fill.Periodic(new Fill.Uniform(seed, -1, 1), 1 + random.nextInt(6));
            case 9 -> new Fill.Shifted(new Fill.Uniform(seed, -1, 1), seed, 0.25);
            case 10 -> new Fill.Scaled(new Fill.Uniform(seed, -1, 1), 2);
            case 11 -> new Fill.Picked(new Fill.Uniform(seed, -1, 1), Shape.of(64), 0, 63, -1);
            case 12 -> new Fill.Masked(new Fill.Uniform(seed, -1, 1), seed, 0.5, 1 + random.nextInt(6));
            default -> new Fill.Nudged(new Fill.Magnitudes(seed, -5, 5), seed, 0.1);
        };
    }

    /** The case with its last step changed so that it has this attribute, and this as one more first input. */
    Case with(Case call, String attribute, String value, Input.Array first) {
        int last = call.steps().size() - 1;
        Step step = call.steps().get(last);
        TreeMap<String, String> attributes = new TreeMap<>(step.attributes());
        attributes.put(attribute, value);
        List<Input> inputs = new ArrayList<>(step.inputs());
        inputs.add(0, first);
        List<GradRequest> request = new ArrayList<>(step.request());
        if (!request.isEmpty()) {
            request.add(0, GradRequest.WRITE);
        }
        return Rewrite.step(call, last, new Step(step.operator(), attributes, inputs, request, step.train()));
    }
}
