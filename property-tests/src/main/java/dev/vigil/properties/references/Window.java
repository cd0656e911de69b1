package dev.vigil.properties.references;

import java.util.Arrays;

/**
 * Where a kernel looks, per spatial axis; data has batch and channels before these axes.
 *
 * @param length of the data
 * @param kernel of the kernel
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from here to one reader.
record Window(int[] length, int[] kernel, int[] stride, int[] dilate, int[] pad) {

    /** From the attributes, whose lengths default to one step, no holes and no frame. */
    static Window of(Question q, Grid data) {
        int[] kernel = q.attributes().wholes("kernel");
        int axes = data.rank() - 2;
        Question.require(axes >= 1 && axes <= 3 && kernel.length == axes, "kernel");
        String layout = q.attributes().given("layout") ? q.attributes().text("layout") : "NC";
        Question.require(layout.startsWith("NC"), "layout");
        return new Window(
                Arrays.copyOfRange(data.dims(), 2, data.rank()),
                positive(kernel, axes, 1),
                positive(q.attributes().wholes("stride"), axes, 1),
                positive(q.attributes().wholes("dilate"), axes, 1),
                positive(q.attributes().wholes("pad"), axes, 0));
    }

    private static int[] positive(int[] given, int axes, int least) {
        if (given.length == 0) {
            int[] defaults = new int[axes];
            Arrays.fill(defaults, least);
            return defaults;
        }
        Question.require(given.length == axes, "lengths");
        for (int value : given) {
            Question.require(value >= least, "lengths");
        }
        return given;
    }

    int axes() {
        return kernel.length;
    }

    private int reach(int axis) {
        return dilate[axis] * (kernel[axis] - 1) + 1;
    }

    /** How many places the kernel has along each axis. */
    int[] places() {
        int[] places = new int[axes()];
        for (int a = 0; a < places.length; a++) {
            int room = length[a] + 2 * pad[a] - reach(a);
            Question.require(room >= 0, "a kernel larger than the data");
            places[a] = room / stride[a] + 1;
        }
        return places;
    }

    /** How far a transposed kernel spreads the data. */
    int[] spread(int[] more) {
        int[] spread = new int[axes()];
        for (int a = 0; a < spread.length; a++) {
            Question.require(more.length == 0 || (more[a] >= 0 && more[a] < stride[a]), "adj");
            spread[a] = stride[a] * (length[a] - 1) + reach(a) - 2 * pad[a] + (more.length == 0 ? 0 : more[a]);
            Question.require(spread[a] > 0, "nothing is left");
        }
        return spread;
    }

    /** The element that the kernel at a place sees with one of its own, or -1 in the frame. */
    int seen(int axis, int place, int within) {
        int at = place * stride[axis] + within * dilate[axis] - pad[axis];
        return at >= 0 && at < length[axis] ? at : -1;
    }

    Grid kernelGrid() {
        return Grid.of(kernel);
    }

    /** Flat index among the spatial axes, or -1 where any is in the frame. */
    int seen(int[] place, int[] within, Grid space) {
        int[] at = new int[axes()];
        for (int a = 0; a < at.length; a++) {
            at[a] = seen(a, place[a], within[a]);
            if (at[a] < 0) {
                return -1;
            }
        }
        return space.flat(at);
    }
}
