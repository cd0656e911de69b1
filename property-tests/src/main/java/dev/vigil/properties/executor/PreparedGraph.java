package dev.vigil.properties.executor;

import dev.vigil.binding.Abi;
import dev.vigil.binding.BoundGraph;
import dev.vigil.binding.CachedOp;
import dev.vigil.binding.Device;
import dev.vigil.binding.GraphSymbol;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.Input;
import dev.vigil.properties.task.Manner;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The steps of a case as one graph, made ready for many runs; its results are those of the last step. One thread. */
final class PreparedGraph implements AutoCloseable {
    /** More operators than any case has, and none. */
    private static final String INLINED = "64";

    private static final String NOT_INLINED = "0";
    private static final String NO_BULK = "0";

    private final MxLibrary library;
    private final List<PreparedStep> steps;
    private final List<Variable> variables = new ArrayList<>();
    private final Map<Manner.Path, Made> made = new EnumMap<>(Manner.Path.class);
    private @Nullable GraphSymbol symbol;

    /** A fresh array of the case. */
    private record Variable(int step, int place) {}

    /** @param inputs numbers of variables, in the order in which it takes them */
    private record Made(CachedOp op, List<Integer> inputs) {}

    PreparedGraph(MxLibrary library, List<PreparedStep> steps) {
        this.library = library;
        this.steps = steps;
        for (int s = 0; s < steps.size(); s++) {
            for (int p = 0; p < steps.get(s).places.size(); p++) {
                if (steps.get(s).places.get(p).input instanceof Input.Array) {
                    variables.add(new Variable(s, p));
                }
            }
        }
    }

    /**
     * Runs it on the fresh arrays of each step.
     *
     * @throws UnsupportedOperationException when the build makes a graph of it that cannot be run so
     */
    NdArray[] run(Manner.Path path, Device device, List<NdArray[]> arrays) {
        Made graph = made.get(path);
        if (graph == null) {
            graph = make(path);
            made.put(path, graph);
        }
        NdArray[] inputs = new NdArray[graph.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            Variable variable = variables.get(graph.inputs().get(i));
            inputs[i] = arrays.get(variable.step())[variable.place()];
        }
        return graph.op().run(device, inputs);
    }

    /**
     * Binds it to the fresh arrays of each step, and to the gradients of each where there are any; the caller closes what
     * comes back.
     *
     * @param shared whose memory it may take; null for none
     * @throws UnsupportedOperationException when the build makes a graph of it that cannot be run so
     */
    BoundGraph bind(
            Device device, List<NdArray[]> arrays, List<GradientArrays> gradients, @Nullable BoundGraph shared) {
        GraphSymbol bound = symbol();
        List<BoundGraph.Argument> arguments = new ArrayList<>();
        for (int number : bound.arguments()) {
            Variable variable = variables.get(number);
            NdArray gradient =
                    gradients.isEmpty() ? null : gradients.get(variable.step()).of(variable.place());
            arguments.add(new BoundGraph.Argument(
                    arrays.get(variable.step())[variable.place()],
                    steps.get(variable.step()).request(variable.place()),
                    gradient));
        }
        List<NdArray> states = bound.auxiliaries().stream()
                .map(variables::get)
                .map(variable -> arrays.get(variable.step())[variable.place()])
                .toList();
        return BoundGraph.bind(bound, device, arguments, states, shared);
    }

    private GraphSymbol symbol() {
        GraphSymbol there = symbol;
        if (there == null) {
            there = library.symbols().graph(nodes());
            symbol = there;
        }
        return there;
    }

    private Made make(Manner.Path path) {
        try (GraphSymbol plain = library.symbols().graph(nodes())) {
            if (path != Manner.Path.GRAPH_SUBGRAPHS) {
                return made(plain, path);
            }
            try (GraphSymbol rewritten = plain.forBackend(library.abi() == Abi.V2 ? "ONEDNN" : "MKLDNN")) {
                return made(rewritten, path);
            }
        }
    }

    private static Made made(GraphSymbol symbol, Manner.Path path) {
        return new Made(CachedOp.create(symbol, flags(path, symbol.inputs().size())), symbol.inputs());
    }

    private List<GraphSymbol.Node> nodes() {
        List<GraphSymbol.Node> nodes = new ArrayList<>();
        for (int s = 0; s < steps.size(); s++) {
            List<GraphSymbol.Source> sources = new ArrayList<>();
            for (int p = 0; p < steps.get(s).places.size(); p++) {
                sources.add(source(s, p));
            }
            nodes.add(new GraphSymbol.Node(steps.get(s).call(Manner.Path.IMPERATIVE), sources));
        }
        return nodes;
    }

    private GraphSymbol.Source source(int step, int place) {
        Input input = steps.get(step).places.get(place).input;
        if (input instanceof Input.StepInput same) {
            return source(same.step(), same.input());
        }
        return input instanceof Input.StepOutput from
                ? GraphSymbol.Source.output(from.step(), from.output())
                : GraphSymbol.Source.variable(variables.indexOf(new Variable(step, place)));
    }

    private static Map<String, String> flags(Manner.Path path, int inputs) {
        boolean planned = path == Manner.Path.GRAPH_STATIC_MEMORY || path == Manner.Path.GRAPH_STATIC;
        TreeMap<String, String> flags = new TreeMap<>();
        flags.put("static_alloc", Boolean.toString(planned));
        flags.put("static_shape", Boolean.toString(path == Manner.Path.GRAPH_STATIC));
        flags.put("inline_limit", path == Manner.Path.GRAPH_INLINED ? INLINED : NOT_INLINED);
        flags.put("data_indices", IntStream.range(0, inputs).boxed().toList().toString());
        flags.put("param_indices", List.of().toString());
        if (path == Manner.Path.GRAPH_UNBULKED) {
            flags.put("forward_bulk_size", NO_BULK);
            flags.put("backward_bulk_size", NO_BULK);
        }
        return flags;
    }

    @Override
    public void close() {
        made.values().forEach(graph -> graph.op().close());
        if (symbol != null) {
            symbol.close();
        }
    }
}
