package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A symbol bound to arrays once, with memory for all that lies between them planned beforehand: the symbol executor of
 * 1.x. {@link Symbols#canBind} says whether a build has it.
 *
 * <p>Threads: one thread at a time. Closed exactly once by its owner, before the one whose memory it shares; use after
 * close throws {@link IllegalStateException}.
 */
public final class BoundGraph implements AutoCloseable {
    private long bound;

    /** An argument, and where its gradient goes; without an array for it none is computed. */
    public record Argument(
            NdArray array,
            Autograd.Request request,
            @Nullable NdArray gradient) {}

    private BoundGraph(long bound) {
        this.bound = bound;
    }

    /**
     * Binds a symbol, which may be closed afterwards; the arrays stay the caller's and open as long as this is.
     *
     * @param arguments in the order of {@link GraphSymbol#arguments()}
     * @param states in the order of {@link GraphSymbol#auxiliaries()}
     * @param shared one whose memory it may take for its own, and whose results it then overwrites; null for none
     * @throws MxError when the build refuses
     * @throws UnsupportedOperationException when the build binds no symbols
     */
    public static BoundGraph bind(
            GraphSymbol symbol,
            Device device,
            List<Argument> arguments,
            List<NdArray> states,
            @Nullable BoundGraph shared) {
        long[] arrays = new long[arguments.size()];
        long[] gradients = new long[arguments.size()];
        int[] requests = new int[arguments.size()];
        for (int i = 0; i < arrays.length; i++) {
            Argument argument = arguments.get(i);
            NdArray gradient = argument.gradient();
            arrays[i] = argument.array().handle();
            gradients[i] = gradient == null ? 0 : gradient.handle();
            requests[i] = gradient == null
                    ? Autograd.Request.NULL.code()
                    : argument.request().code();
        }
        return new BoundGraph(check(ShimBoundGraphs.bound_create(
                symbol.handle(),
                device.type(),
                device.id(),
                arrays.length,
                arrays,
                gradients,
                requests,
                states.size(),
                NdArray.handles(states.toArray(NdArray[]::new)),
                shared == null ? 0 : shared.handle())));
    }

    /** Computes the results from what the arguments hold now; the caller closes what comes back. */
    public NdArray[] forward(boolean training) {
        check(ShimBoundGraphs.bound_forward(handle(), training));
        Reply reply = Reply.take();
        long[] outputs = new long[reply.number()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = reply.longNumber();
        }
        return NdArray.adopt(outputs);
    }

    /**
     * Computes the gradients of the last {@link #forward}.
     *
     * @param heads one per result
     */
    public void backward(NdArray[] heads, boolean training) {
        check(ShimBoundGraphs.bound_backward(handle(), heads.length, NdArray.handles(heads), training));
    }

    private long handle() {
        if (bound == 0) {
            throw new IllegalStateException("the bound graph is closed");
        }
        return bound;
    }

    @Override
    public void close() {
        if (bound != 0) {
            long open = bound;
            bound = 0;
            check(ShimBoundGraphs.bound_free(open));
        }
    }
}
