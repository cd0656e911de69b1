package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A symbol compiled for repeated runs, the way hybrid blocks execute; the only executor of 2.x.
 *
 * <p>Threads: one thread at a time. Closed exactly once by its owner; use after close throws
 * {@link IllegalStateException}.
 */
public final class CachedOp implements AutoCloseable {
    private long cached;

    private CachedOp(long cached) {
        this.cached = cached;
    }

    /** The symbol may be closed afterwards. */
    public static CachedOp create(OperatorSymbol symbol, boolean staticAlloc, boolean staticShape) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("static_alloc", staticAlloc ? "true" : "false");
        flags.put("static_shape", staticShape ? "true" : "false");
        return create(symbol, flags);
    }

    /** As the shorter form, with flags as the build spells them. */
    public static CachedOp create(OperatorSymbol symbol, Map<String, String> flags) {
        return create(symbol.handle(), flags);
    }

    /** Of several operators; takes their inputs in the order of {@link GraphSymbol#inputs()}. */
    public static CachedOp create(GraphSymbol symbol, Map<String, String> flags) {
        return create(symbol.handle(), flags);
    }

    private static CachedOp create(long symbol, Map<String, String> flags) {
        return new CachedOp(check(ShimCachedOps.cached_create(symbol, Packed.of(flags), flags.size())));
    }

    /**
     * Runs it on inputs in the symbol's order, auxiliary states included; the caller closes what comes back.
     *
     * @param device where outputs go that no input decides; used by 2.x only
     */
    public NdArray[] run(Device device, NdArray... inputs) {
        if (cached == 0) {
            throw new IllegalStateException("the cached operator is closed");
        }
        long[] handles = NdArray.handles(inputs);
        check(ShimCachedOps.cached_invoke(cached, handles.length, handles, device.type(), device.id()));
        Reply reply = Reply.take();
        long[] outputs = new long[reply.number()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = reply.longNumber();
        }
        return NdArray.adopt(outputs);
    }

    @Override
    public void close() {
        if (cached != 0) {
            long open = cached;
            cached = 0;
            check(ShimCachedOps.cached_free(open));
        }
    }
}
