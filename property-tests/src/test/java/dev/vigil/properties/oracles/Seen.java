package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.Aftermath;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Cases and observations written by hand. */
final class Seen {
    private Seen() {}

    static Case call(DType dtype, Fill fill, Shape shape) {
        return new Case(
                ProcessSettings.plain("cpu"),
                List.of(Step.of("op", new TreeMap<>(), List.of(new Input.Array(shape, dtype, fill)))));
    }

    static Case call(DType dtype) {
        return call(dtype, new Fill.Uniform(1, 0, 1), Shape.of(2));
    }

    static Case withGradient(Case call) {
        Step step = call.steps().get(0);
        return new Case(
                call.settings(),
                List.of(new Step(
                        step.operator(), step.attributes(), step.inputs(), List.of(GradRequest.WRITE), step.train())));
    }

    static Case withAttribute(Case call, String name, String value) {
        Step step = call.steps().get(0);
        TreeMap<String, String> attributes = new TreeMap<>(step.attributes());
        attributes.put(name, value);
        return new Case(
                call.settings(),
                List.of(new Step(step.operator(), attributes, step.inputs(), step.request(), step.train())));
    }

    static ArrayFacts array(DType dtype, double... values) {
        return array(dtype, Shape.of(values.length), values);
    }

    static ArrayFacts array(DType dtype, Shape shape, double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * dtype.bytes()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values.length; i++) {
            Values.put(dtype, bytes, i, values[i]);
        }
        return new ArrayFacts(
                shape,
                dtype,
                "default",
                Arrays.hashCode(bytes.array()),
                Arrays.stream(values).filter(Double::isNaN).count(),
                Arrays.stream(values).filter(Double::isInfinite).count(),
                bytes.array());
    }

    static RunFacts run(String label, ArrayFacts... outputs) {
        return run(label, null, outputs);
    }

    static RunFacts run(String label, @Nullable Inferred inferred, ArrayFacts... outputs) {
        return new RunFacts(label, List.of(new StepFacts(null, "", inferred, List.of(outputs), List.of(), List.of())));
    }

    static RunFacts gradients(String label, ArrayFacts output, ArrayFacts gradient) {
        return new RunFacts(
                label, List.of(new StepFacts(null, "", null, List.of(output), List.of(gradient), List.of())));
    }

    static RunFacts refused(String label, String phase, String error) {
        return new RunFacts(label, List.of(new StepFacts(phase, error, null, List.of(), List.of(), List.of())));
    }

    static Observation answered(RunFacts... runs) {
        return new Observation.Answered(List.of(runs), null);
    }

    static Observation failed(RunFacts run, Aftermath aftermath) {
        return new Observation.Answered(List.of(run), aftermath);
    }

    static Observation died(ProcessEnd.Kind kind) {
        return new Observation.Died(new ProcessEnd(kind, 134, 6, List.of(), "", "seen by a test", 0), "base/invoke");
    }
}
