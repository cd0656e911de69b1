package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Map;

/**
 * One operator with its attributes, encoded once and invoked many times: the fast way. Keeps the C strings and
 * the handle arrays in native memory that every run reuses.
 *
 * <p>Threads: one thread at a time. Closed exactly once by its owner; use after close throws
 * {@link IllegalStateException}.
 */
public final class PreparedCall implements AutoCloseable {
    private static final int USUAL_HANDLES = 16;
    private static final NdArray[] NOTHING = {};

    private final String operator;
    private long call;
    private LongBuffer slots;

    PreparedCall(String operator, long creator, Map<String, String> attributes) {
        this.operator = operator;
        call = ShimCalls.call_create(creator, Packed.of(attributes), attributes.size());
        slots = room(USUAL_HANDLES);
    }

    /** The name it was prepared under. */
    public String operator() {
        return operator;
    }

    /**
     * Runs the operator and returns new arrays, which the caller closes. With a threaded engine the values may
     * still be on their way; their failures come out of a later wait or copy.
     *
     * @throws MxError when the build refuses
     */
    public NdArray[] run(NdArray... inputs) {
        int count = invoke(inputs, NOTHING);
        if (count > slots.capacity()) {
            slots = room(count);
            ShimCalls.call_outputs(call);
        }
        NdArray[] outputs = new NdArray[count];
        for (int i = 0; i < count; i++) {
            outputs[i] = new NdArray(slots.get(i));
        }
        return outputs;
    }

    /** Runs the operator into arrays of the caller, all outputs or all visible ones. */
    public void runInto(NdArray[] outputs, NdArray... inputs) {
        if (outputs.length == 0) {
            throw new IllegalArgumentException("no output arrays were given");
        }
        invoke(inputs, outputs);
    }

    /** The native call, for symbols that share its attributes. */
    long handle() {
        if (call == 0) {
            throw new IllegalStateException("the prepared call is closed");
        }
        return call;
    }

    @Override
    public void close() {
        if (call != 0) {
            ShimCalls.call_free(call);
            call = 0;
        }
    }

    private int invoke(NdArray[] inputs, NdArray[] outputs) {
        long open = handle();
        int needed = inputs.length + outputs.length;
        if (needed > slots.capacity()) {
            slots = room(needed);
        }
        for (int i = 0; i < inputs.length; i++) {
            slots.put(i, inputs[i].handle());
        }
        for (int i = 0; i < outputs.length; i++) {
            slots.put(inputs.length + i, outputs[i].handle());
        }
        return check(ShimCalls.call_invoke(open, inputs.length, outputs.length));
    }

    private LongBuffer room(int handles) {
        LongBuffer room = ByteBuffer.allocateDirect(handles * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        ShimCalls.call_slots(call, DirectBuffers.address(room), handles);
        return room;
    }
}
