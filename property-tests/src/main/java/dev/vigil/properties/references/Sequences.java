package dev.vigil.properties.references;

import java.util.List;

/** Sequences of differing length along axis 0 or 1, the batch along the other. */
final class Sequences {
    private Sequences() {}

    private static int axis(Question q) {
        int axis = q.attributes().whole("axis");
        Question.require((axis == 0 || axis == 1) && q.grid(0).rank() >= 2, "axis");
        return axis;
    }

    /** The length of the sequence that an element belongs to. */
    private static int length(Question q, int axis, int[] at, boolean mayBeEmpty) {
        int whole = q.grid(0).dim(axis);
        if (!q.attributes().flag("use_sequence_length")) {
            return whole;
        }
        int length = q.input(1).index(at[1 - axis]);
        Question.require(length >= (mayBeEmpty ? 0 : 1) && length <= whole, "a length out of range");
        return length;
    }

    private static void checked(Question q, int axis) {
        Question.require(
                !q.attributes().flag("use_sequence_length")
                        || q.grid(1).equals(Grid.of(q.grid(0).dim(1 - axis))),
                "the shape of the lengths");
    }

    static List<Expected> mask(Question q) {
        int axis = axis(q);
        checked(q, axis);
        Grid grid = q.grid(0);
        Real value = q.arithmetic().single(q.attributes().number("value"));
        return List.of(Gather.of(q, 0, grid, value, e -> {
            int[] at = grid.at(e);
            return at[axis] < length(q, axis, at, true) ? e : Gather.NONE;
        }));
    }

    static List<Expected> last(Question q) {
        int axis = axis(q);
        checked(q, axis);
        Grid from = q.grid(0);
        Grid wide = from.with(axis, 1);
        return List.of(Gather.of(q, from.without(axis), e -> {
            int[] at = wide.at(e);
            at[axis] = length(q, axis, at, false) - 1;
            return from.flat(at);
        }));
    }

    static List<Expected> reverse(Question q) {
        Question.require(q.attributes().whole("axis") == 0, "axis");
        checked(q, axis(q));
        Grid grid = q.grid(0);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            int length = length(q, 0, at, false);
            at[0] = at[0] < length ? length - 1 - at[0] : at[0];
            return grid.flat(at);
        }));
    }
}
