package dev.vigil.properties.references;

/**
 * One image of the first input, to be read between its elements: linear in both directions.
 *
 * @param at flat index of its first element
 */
record Plane(Question q, int at, int rows, int columns) {
    private static final int NEIGHBOURS = 4;

    static Plane of(Question q, int batch, int channel) {
        Grid data = q.grid(0);
        return new Plane(q, (batch * data.dim(1) + channel) * data.dim(2) * data.dim(3), data.dim(2), data.dim(3));
    }

    private Real get(int row, int column) {
        boolean inside = row >= 0 && row < rows && column >= 0 && column < columns;
        return inside ? q.real(0, at + row * columns + column) : Real.ZERO;
    }

    /** With zeros around the image. */
    Real sampled(Real y, Real x) {
        q.spend(NEIGHBOURS * NEIGHBOURS);
        Arithmetic a = q.arithmetic();
        boolean far = Math.abs(y.value()) > 1e6 || Math.abs(x.value()) > 1e6;
        if (y.unknown() || x.unknown() || far) {
            return Real.UNKNOWN;
        }
        int top = (int) Math.floor(y.value());
        int left = (int) Math.floor(x.value());
        Real down = a.minus(y, Real.exact(top));
        Real across = a.minus(x, Real.exact(left));
        Real above = mixed(a, get(top, left), get(top, left + 1), across);
        Real below = mixed(a, get(top + 1, left), get(top + 1, left + 1), across);
        Real sample = mixed(a, above, below, down);
        return new Real(sample.value(), sample.error() + (y.error() + x.error()) * steepness(top, left));
    }

    /** With the border's elements around the image. */
    Real clamped(Real y, Real x) {
        return sampled(within(y, rows), within(x, columns));
    }

    private static Real within(Real place, int length) {
        return new Real(Math.max(0, Math.min(length - 1.0, place.value())), place.error());
    }

    /** What a step may change at most: rounding may read the place from the next four elements. */
    private double steepness(int top, int left) {
        double largest = 0;
        for (int r = top - 1; r < top - 1 + NEIGHBOURS; r++) {
            for (int c = left - 1; c < left - 1 + NEIGHBOURS; c++) {
                largest = Math.max(largest, get(r, c).magnitude());
            }
        }
        return 2 * largest;
    }

    private static Real mixed(Arithmetic a, Real one, Real other, Real share) {
        return a.plus(a.times(a.minus(Real.ONE, share), one), a.times(share, other));
    }

    /** Inside the image for certain. */
    boolean holds(Real y, Real x) {
        return y.value() - y.error() >= 0
                && y.value() + y.error() <= rows - 1.0
                && x.value() - x.error() >= 0
                && x.value() + x.error() <= columns - 1.0;
    }

    /** So far outside that no element of the image is next to the place. */
    boolean misses(Real y, Real x) {
        return y.value() + y.error() <= -1
                || y.value() - y.error() >= rows
                || x.value() + x.error() <= -1
                || x.value() - x.error() >= columns;
    }
}
