package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.util.ArrayList;
import java.util.List;

/**
 * One operator as a graph over its inputs: answers shapes and types without running anything. Keep it and ask
 * again and again; making it costs more than asking.
 *
 * <p>Threads: one thread at a time. Closed exactly once by its owner; use after close throws
 * {@link IllegalStateException}. Inputs that the caller left out appear behind the given ones, under names of
 * the build.
 */
public final class OperatorSymbol implements AutoCloseable {
    private static final int TYPE_UNKNOWN = -1;

    private final List<String> arguments;
    private final List<String> auxiliaries;
    private final List<String> outputs;
    private final InputOrder order;
    private long symbol;

    private OperatorSymbol(long symbol, int inputs) {
        this.symbol = symbol;
        check(ShimSymbols.symbol_lists(symbol));
        Reply reply = Reply.take();
        arguments = List.copyOf(reply.texts());
        auxiliaries = List.copyOf(reply.texts());
        outputs = List.copyOf(reply.texts());
        order = new InputOrder(arguments, auxiliaries, inputs);
    }

    static OperatorSymbol of(PreparedCall call, int inputs) {
        return new OperatorSymbol(check(ShimSymbols.symbol_create(call.handle(), inputs)), inputs);
    }

    /** Names of the inputs that are no auxiliary states; {@code in0}, {@code in1}, … for the given ones. */
    public List<String> arguments() {
        return arguments;
    }

    /** Names of the inputs that the operator changes, such as moving averages. */
    public List<String> auxiliaryStates() {
        return auxiliaries;
    }

    /** Numbers of the given inputs that the operator changes, counted from 0. */
    public List<Integer> changedInputs() {
        return order.changed();
    }

    /** Names of the visible outputs, those that an imperative call returns; hidden ones cannot be asked for. */
    public List<String> outputs() {
        return outputs;
    }

    /**
     * Infers shapes from those that are known.
     *
     * @param known one per given input, null for unknown; what is said about an auxiliary state is not used,
     *     because the interface has no place for it
     * @throws MxError when the build refuses the shapes
     */
    public InferredShapes inferShapes(List<Shape> known) {
        ShapeQuery query = new ShapeQuery(known, order);
        check(ShimSymbols.symbol_infer_shape(
                handle(), false, query.count(), query.known(), query.index(), query.dims()));
        Reply reply = Reply.take();
        boolean complete = reply.number() != 0;
        return shapes(complete, reply);
    }

    /** As {@link #inferShapes}, through the partial form; its completeness is computed here, for the build always says yes. */
    public InferredShapes inferShapesPartially(List<Shape> known, boolean numpyShape) {
        ShapeQuery query = new ShapeQuery(known, order);
        check(ShimSymbols.symbol_infer_shape(
                handle(), true, query.count(), query.known(), query.index(), query.dims()));
        Reply reply = Reply.take();
        reply.number();
        InferredShapes answer = shapes(true, reply);
        boolean complete = answer.inputs().stream().allMatch(shape -> shape.complete(numpyShape))
                && answer.outputs().stream().allMatch(shape -> shape.complete(numpyShape));
        return new InferredShapes(complete, answer.inputs(), answer.outputs());
    }

    /**
     * Infers dtypes from those that are known.
     *
     * @param known one code per given input, -1 for unknown
     * @throws MxError when the build refuses the types
     */
    public InferredTypes inferTypes(List<Integer> known) {
        return inferTypes(known, false);
    }

    /** As {@link #inferTypes}, through the partial form. */
    public InferredTypes inferTypesPartially(List<Integer> known) {
        return inferTypes(known, true);
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

    private InferredTypes inferTypes(List<Integer> known, boolean partial) {
        int[] inputs =
                order.usable(known.stream().map(type -> type != TYPE_UNKNOWN).toList());
        int[] types = new int[Math.max(1, inputs.length)];
        for (int i = 0; i < inputs.length; i++) {
            types[i] = known.get(inputs[i]);
        }
        check(ShimSymbols.symbol_infer_type(handle(), partial, inputs.length, inputs, types));
        Reply reply = Reply.take();
        boolean complete = reply.number() != 0;
        List<Integer> arguments = types(reply);
        List<Integer> outputs = types(reply);
        List<Integer> inInputOrder = order.merge(arguments, types(reply));
        boolean allKnown = !inInputOrder.contains(TYPE_UNKNOWN) && !outputs.contains(TYPE_UNKNOWN);
        return new InferredTypes(partial ? allKnown : complete, inInputOrder, outputs);
    }

    private InferredShapes shapes(boolean complete, Reply reply) {
        List<Shape> arguments = shapes(reply);
        List<Shape> outputs = shapes(reply);
        return new InferredShapes(complete, order.merge(arguments, shapes(reply)), outputs);
    }

    private static List<Shape> shapes(Reply reply) {
        int count = reply.number();
        List<Shape> shapes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int ndim = reply.number();
            long[] dims = new long[Math.max(0, ndim)];
            for (int d = 0; d < dims.length; d++) {
                dims[d] = reply.longNumber();
            }
            shapes.add(ndim < 0 ? Shape.UNKNOWN : Shape.of(dims));
        }
        return shapes;
    }

    private static List<Integer> types(Reply reply) {
        int count = reply.number();
        List<Integer> types = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            types.add(reply.number());
        }
        return types;
    }
}
