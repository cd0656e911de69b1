package dev.vigil.binding;

import java.util.List;

/**
 * What type inference answered, as dtype codes; -1 is unknown.
 *
 * @param complete every type of the operator is known
 * @param inputs one per input, in the order of the call, auxiliary states included
 * @param outputs one per visible output
 */
public record InferredTypes(boolean complete, List<Integer> inputs, List<Integer> outputs) {
    public InferredTypes {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
