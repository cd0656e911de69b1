package dev.vigil.binding;

import java.util.List;

/**
 * What shape inference answered.
 *
 * @param complete every shape of the operator is known
 * @param inputs one per input, in the order of the call, auxiliary states included
 * @param outputs one per visible output
 */
public record InferredShapes(boolean complete, List<Shape> inputs, List<Shape> outputs) {
    public InferredShapes {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
