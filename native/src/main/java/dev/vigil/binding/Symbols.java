package dev.vigil.binding;

import java.util.List;
import java.util.Map;

/** Makes symbols, for inference and cached operators. Any thread. */
public final class Symbols {
    private final Imperative imperative;

    Symbols(Imperative imperative) {
        this.imperative = imperative;
    }

    /**
     * The operator over {@code inputs} variables, given by position as in an imperative call.
     *
     * @throws MxError when the build refuses the attributes or the number of inputs
     * @throws java.util.NoSuchElementException for an operator that the build does not know
     */
    public OperatorSymbol create(String operator, Map<String, String> attributes, int inputs) {
        try (PreparedCall call = imperative.prepare(operator, attributes)) {
            return OperatorSymbol.of(call, inputs);
        }
    }

    /**
     * Several calls as one graph, whose outputs are those of the last.
     *
     * @throws MxError when the build refuses the attributes or the composition
     */
    public GraphSymbol graph(List<GraphSymbol.Node> nodes) {
        return GraphSymbol.of(nodes);
    }

    /** Whether the build makes a {@link BoundGraph} of one, as 1.x does and 2.x does not. */
    public boolean canBind() {
        return ShimBoundGraphs.bound_exist() != 0;
    }
}
