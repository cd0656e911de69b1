package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recording and gradients. Both switches belong to the calling thread, and so does what was recorded. */
public final class Autograd {

    /** What a backward pass does with the gradient array of a variable. */
    public enum Request {
        NULL(0),
        WRITE(1),
        ADD(3);

        private final int code;

        Request(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** A variable, its gradient array of the same shape and dtype, and what to do with it. */
    public record Variable(NdArray array, Request request, NdArray gradient) {}

    Autograd() {}

    /** Returns the previous value. */
    public boolean setRecording(boolean on) {
        return check(ShimAutograd.autograd_set_recording(on)) != 0;
    }

    /** Returns the previous value. */
    public boolean setTraining(boolean on) {
        return check(ShimAutograd.autograd_set_training(on)) != 0;
    }

    /** Attaches gradient arrays; they stay the caller's to close. */
    public void markVariables(List<Variable> variables) {
        long[] arrays = new long[variables.size()];
        int[] requests = new int[variables.size()];
        long[] gradients = new long[variables.size()];
        for (int i = 0; i < arrays.length; i++) {
            Variable variable = variables.get(i);
            arrays[i] = variable.array().handle();
            requests[i] = variable.request().code;
            gradients[i] = variable.gradient().handle();
        }
        check(ShimAutograd.autograd_mark(arrays.length, arrays, requests, gradients));
    }

    /**
     * Runs the backward pass of what was recorded.
     *
     * @param heads one per output, or null for ones
     * @param retain keep the graph for another pass
     */
    public void backward(NdArray[] outputs, NdArray @Nullable [] heads, boolean retain, boolean training) {
        if (heads != null && heads.length != outputs.length) {
            throw new IllegalArgumentException(heads.length + " head gradients for " + outputs.length + " outputs");
        }
        long @Nullable [] headHandles = heads == null ? null : NdArray.handles(heads);
        check(ShimAutograd.autograd_backward(outputs.length, NdArray.handles(outputs), headHandles, retain, training));
    }
}
