package dev.vigil.binding;

import java.util.Map;

/** Invokes operators by name. Any thread; for repeated calls keep the {@link PreparedCall}. */
public final class Imperative {
    private final OperatorRegistry operators;

    Imperative(OperatorRegistry operators) {
        this.operators = operators;
    }

    /**
     * Encodes an operator and its attributes once. Attributes go to the build as they are; the count attribute of
     * a variadic operator is the caller's, see {@link OperatorInfo#attributesFor}.
     *
     * @throws java.util.NoSuchElementException for an operator that the build does not know
     */
    public PreparedCall prepare(String operator, Map<String, String> attributes) {
        return new PreparedCall(operator, operators.creator(operator), attributes);
    }

    /** Prepares, runs once and forgets. */
    public NdArray[] invoke(String operator, Map<String, String> attributes, NdArray... inputs) {
        try (PreparedCall call = prepare(operator, attributes)) {
            return call.run(inputs);
        }
    }

    /** As {@link #invoke}, into arrays of the caller. */
    public void invokeInto(String operator, Map<String, String> attributes, NdArray[] outputs, NdArray... inputs) {
        try (PreparedCall call = prepare(operator, attributes)) {
            call.runInto(outputs, inputs);
        }
    }
}
