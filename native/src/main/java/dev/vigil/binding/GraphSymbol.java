package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Several operators as one graph over variables, as hybrid blocks and symbols make them.
 *
 * <p>Threads: one thread at a time. Closed exactly once by its owner; use after close throws
 * {@link IllegalStateException}.
 */
public final class GraphSymbol implements AutoCloseable {
    private static final String VARIABLE = "in";
    private static final int FROM_VARIABLE = -1;

    /** What a node takes in one place. */
    public record Source(int call, int index) {
        /** Variable {@code number}, the same one wherever it is named. */
        public static Source variable(int number) {
            return new Source(FROM_VARIABLE, number);
        }

        /** Output {@code output} of the earlier node {@code node}. */
        public static Source output(int node, int output) {
            return new Source(node, output);
        }
    }

    /** One call; it stays the caller's to close. */
    public record Node(PreparedCall call, List<Source> sources) {
        public Node {
            sources = List.copyOf(sources);
        }
    }

    private final List<Integer> inputs;
    private final List<Integer> arguments;
    private final List<Integer> auxiliaries;
    private long symbol;

    private GraphSymbol(long symbol) {
        this.symbol = symbol;
        try {
            check(ShimSymbols.symbol_inputs(symbol));
            inputs = numbers(Reply.take().texts());
            check(ShimSymbols.symbol_lists(symbol));
            Reply lists = Reply.take();
            arguments = numbers(lists.texts());
            auxiliaries = numbers(lists.texts());
        } catch (MxError | UnsupportedOperationException e) {
            close();
            throw e;
        }
    }

    private static List<Integer> numbers(List<String> names) {
        List<Integer> numbers = new ArrayList<>();
        for (String name : names) {
            if (!name.matches(VARIABLE + "[0-9]+")) {
                throw new UnsupportedOperationException("the graph takes an input " + name + " that nobody gave it");
            }
            numbers.add(Integer.parseInt(name.substring(VARIABLE.length())));
        }
        return List.copyOf(numbers);
    }

    static GraphSymbol of(List<Node> nodes) {
        long[] calls = new long[nodes.size()];
        int[] counts = new int[nodes.size()];
        int[] from = new int
                [1 + 2 * nodes.stream().mapToInt(node -> node.sources().size()).sum()];
        int next = 0;
        for (int n = 0; n < calls.length; n++) {
            calls[n] = nodes.get(n).call().handle();
            counts[n] = nodes.get(n).sources().size();
            for (Source source : nodes.get(n).sources()) {
                from[next++] = source.call();
                from[next++] = source.index();
            }
        }
        return new GraphSymbol(check(ShimSymbols.symbol_graph(calls.length, calls, counts, from)));
    }

    /** The graph as a subgraph backend of the build rewrites it. Numbers of variables stay. */
    public GraphSymbol forBackend(String backend) {
        byte[] name = (backend + '\0').getBytes(StandardCharsets.UTF_8);
        return new GraphSymbol(check(ShimSymbols.symbol_for_backend(handle(), name)));
    }

    /** Numbers of the variables that it needs, auxiliary states included, in the order that it takes them. */
    public List<Integer> inputs() {
        return inputs;
    }

    /** Those of {@link #inputs} that are no auxiliary states, in the order that {@link BoundGraph} takes them. */
    public List<Integer> arguments() {
        return arguments;
    }

    /** The others, in the order that {@link BoundGraph} takes them. */
    public List<Integer> auxiliaries() {
        return auxiliaries;
    }

    long handle() {
        if (symbol == 0) {
            throw new IllegalStateException("the symbol is closed");
        }
        return symbol;
    }

    @Override
    public void close() {
        if (symbol != 0) {
            long open = symbol;
            symbol = 0;
            check(ShimSymbols.symbol_free(open));
        }
    }
}
