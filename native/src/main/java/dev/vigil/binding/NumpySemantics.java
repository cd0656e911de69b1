package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

/** The numpy switches, which belong to the calling thread. Both are off after loading, in 2.x too. */
public final class NumpySemantics {
    NumpySemantics() {}

    /** Whether this thread may use arrays without dims and dims of zero. */
    public boolean shape() {
        return check(ShimEngine.numpy_shape()) != 0;
    }

    /** Returns the previous value. */
    public boolean setShape(boolean on) {
        return check(ShimEngine.numpy_set_shape(on ? 1 : 0)) != 0;
    }

    /** Whether creating operators default to float64; {@link UnsupportedOperationException} before 2.x. */
    public boolean defaultDtype() {
        return check(ShimEngine.numpy_dtype()) != 0;
    }

    /** Returns the previous value; {@link UnsupportedOperationException} before 2.x. */
    public boolean setDefaultDtype(boolean on) {
        return check(ShimEngine.numpy_set_dtype(on)) != 0;
    }
}
