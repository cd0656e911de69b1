package dev.vigil.bench.lane;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/**
 * What a benchmark's unit does, as the knowledge that the unit carries.
 *
 * @param operator the operator, knowing exactly one valid call
 * @param fills cases of one generated structure
 * @param warmUp cases before the timed ones
 */
public record Workload(OperatorKnowledge operator, int fills, int warmUp) {
    private static final Shape TINY = Shape.of(2, 3);

    /** Calls of two 2x3 arrays of floats, which is what the C++ loop calls too. */
    public static Workload of(OperatorKnowledge declared, int fills, int warmUp) {
        Input.Array input = new Input.Array(TINY, DType.FLOAT32, new Fill.Uniform(1, 0, 1));
        Call call = new Call(new TreeMap<>(), List.of(input, input), false, false, false);
        return new Workload(
                new OperatorKnowledge(
                        OperatorKnowledge.VERSION,
                        declared.signature(),
                        List.of(call),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        "",
                        false,
                        1),
                fills,
                warmUp);
    }

    public String name() {
        return operator.signature().operator();
    }

    public Knowledge write() {
        return new Knowledge(name(), 0, Wire.toJson(this));
    }

    static Workload read(Knowledge knowledge) throws IOException {
        return Wire.fromJson(knowledge.json(), Workload.class);
    }
}
