package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Elements that change place and keep their value. */
final class ShapeMoves {
    private ShapeMoves() {}

    static Real[] permuted(Grid from, Real[] data, int[] order) {
        Grid grid = permuted(from, order);
        Real[] moved = new Real[data.length];
        for (int e = 0; e < moved.length; e++) {
            moved[e] = data[source(from, grid, order, e)];
        }
        return moved;
    }

    private static Grid permuted(Grid from, int[] order) {
        return Grid.of(IntStream.of(order).map(from::dim).toArray());
    }

    private static int source(Grid from, Grid to, int[] order, int flat) {
        int[] at = to.at(flat);
        int source = 0;
        for (int a = 0; a < at.length; a++) {
            source += at[a] * from.stride(order[a]);
        }
        return source;
    }

    private static List<Expected> permute(Question q, int[] order) {
        Grid from = q.grid(0);
        Grid grid = permuted(from, order);
        return List.of(Gather.of(q, grid, e -> source(from, grid, order, e)));
    }

    static List<Expected> transpose(Question q) {
        int rank = q.grid(0).rank();
        int[] axes = q.attributes().wholes("axes");
        if (axes.length == 0) {
            return permute(q, IntStream.range(0, rank).map(a -> rank - 1 - a).toArray());
        }
        Question.require(axes.length == rank, "axes");
        Fold.chosen(q.grid(0), axes);
        return permute(q, IntStream.of(axes).map(q.grid(0)::axis).toArray());
    }

    static List<Expected> swap(Question q) {
        int[] order = IntStream.range(0, q.grid(0).rank()).toArray();
        int one = q.grid(0).axis(q.attributes().whole("dim1"));
        int two = q.grid(0).axis(q.attributes().whole("dim2"));
        order[one] = two;
        order[two] = one;
        return permute(q, order);
    }

    static List<Expected> moveAxes(Question q) {
        Grid grid = q.grid(0);
        int[] source = q.attributes().wholes("source");
        int[] destination = q.attributes().wholes("destination");
        Question.require(source.length == destination.length, "axes");
        boolean[] taken = Fold.chosen(grid, source);
        Fold.chosen(grid, destination);
        int[] order = new int[grid.rank()];
        Arrays.fill(order, -1);
        for (int k = 0; k < source.length; k++) {
            order[grid.axis(destination[k])] = grid.axis(source[k]);
        }
        int next = 0;
        for (int a = 0; a < order.length; a++) {
            while (order[a] < 0 && taken[next]) {
                next++;
            }
            order[a] = order[a] < 0 ? next++ : order[a];
        }
        return permute(q, order);
    }

    static List<Expected> rollAxis(Question q) {
        int rank = q.grid(0).rank();
        int axis = q.grid(0).axis(q.attributes().whole("axis"));
        int start = q.attributes().whole("start");
        start = start < 0 ? start + rank : start;
        Question.require(start >= 0 && start <= rank, "start");
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        order.remove((Integer) axis);
        order.add(start > axis ? start - 1 : start, axis);
        return permute(q, order.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The same elements in the same order under other axes. */
    static Expected reshaped(Question q, int... dims) {
        Grid grid = Grid.of(dims);
        Question.require(grid.size() == q.grid(0).size(), "another number of elements");
        return Gather.of(q, grid, e -> e);
    }

    static List<Expected> flatten(Question q) {
        Grid from = q.grid(0);
        Question.require(from.rank() > 0, "no axes");
        return List.of(reshaped(q, from.dim(0), from.behind(0)));
    }

    static List<Expected> expand(Question q) {
        Grid from = q.grid(0);
        int axis = q.attributes().whole("axis");
        axis = axis < 0 ? axis + from.rank() + 1 : axis;
        Question.require(axis >= 0 && axis <= from.rank(), "axis");
        List<Integer> dims = new ArrayList<>(IntStream.of(from.dims()).boxed().toList());
        dims.add(axis, 1);
        return List.of(reshaped(q, dims.stream().mapToInt(Integer::intValue).toArray()));
    }

    static List<Expected> squeeze(Question q) {
        Grid from = q.grid(0);
        int[] axes = q.attributes().wholes("axis");
        Question.require(axes.length > 0 || !q.attributes().given("axis"), "an empty tuple of axes");
        boolean[] gone = Fold.chosen(from, axes);
        List<Integer> dims = new ArrayList<>();
        for (int a = 0; a < from.rank(); a++) {
            Question.require(!gone[a] || from.dim(a) == 1, "an axis that is longer");
            if (!gone[a] && (axes.length > 0 || from.dim(a) != 1)) {
                dims.add(from.dim(a));
            }
        }
        return List.of(reshaped(q, dims.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** The codes of the classic operator: 0 copies, -1 infers, -2 copies the rest, -3 merges two, -4 splits one. */
    static List<Expected> reshape(Question q) {
        Question.require(!q.attributes().flag("reverse") && !q.attributes().flag("keep_highest"), "reverse");
        Question.require(q.attributes().wholes("target_shape").length == 0, "target_shape");
        return List.of(reshaped(q, Reshapes.classic(q.grid(0), q.attributes().wholes("shape"))));
    }

    static List<Expected> numpyReshape(Question q) {
        Question.require(q.attributes().is("order", "C") && !q.attributes().flag("reverse"), "order");
        return List.of(reshaped(q, Reshapes.inferred(q.grid(0), q.attributes().wholes("newshape"))));
    }

    static List<Expected> reshapeLike(Question q) {
        return List.of(reshaped(q, q.grid(1).dims()));
    }

    static List<Expected> flip(Question q) {
        Grid grid = q.grid(0);
        boolean[] flipped = Fold.chosen(grid, q.attributes().wholes("axis"));
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            for (int a = 0; a < at.length; a++) {
                at[a] = flipped[a] ? grid.dim(a) - 1 - at[a] : at[a];
            }
            return grid.flat(at);
        }));
    }

    static List<Expected> roll(Question q) {
        int[] shifts = q.attributes().wholes("shift");
        boolean flat = !q.attributes().given("axis");
        int[] axes = flat ? new int[] {0} : q.attributes().wholes("axis");
        Question.require(shifts.length == axes.length, "shifts");
        Grid line = flat ? Grid.of(q.grid(0).size()) : q.grid(0);
        Fold.chosen(line, axes);
        return List.of(Gather.of(q, q.grid(0), e -> {
            int[] at = line.at(e);
            for (int k = 0; k < axes.length; k++) {
                int axis = line.axis(axes[k]);
                at[axis] = Math.floorMod(at[axis] - shifts[k], line.dim(axis));
            }
            return line.flat(at);
        }));
    }

    static List<Expected> rotate(Question q) {
        int[] axes = q.attributes().wholes("axes");
        Question.require(axes.length == 2, "axes");
        Grid from = q.grid(0);
        Fold.chosen(from, axes);
        int one = from.axis(axes[0]);
        int two = from.axis(axes[1]);
        int turns = Math.floorMod(q.attributes().whole("k"), 4);
        Grid grid = turns % 2 == 0 ? from : from.with(one, from.dim(two)).with(two, from.dim(one));
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            int row = at[one];
            int column = at[two];
            at[one] = turns == 0
                    ? row
                    : turns == 1 ? column : turns == 2 ? from.dim(one) - 1 - row : from.dim(one) - 1 - column;
            at[two] = turns == 0
                    ? column
                    : turns == 1 ? from.dim(two) - 1 - row : turns == 2 ? from.dim(two) - 1 - column : row;
            return from.flat(at);
        }));
    }

    static List<Expected> tile(Question q) {
        int[] reps = q.attributes().wholes("reps");
        Grid from = q.grid(0);
        int rank = Math.max(reps.length, from.rank());
        int[] dims = new int[rank];
        for (int a = 0; a < rank; a++) {
            int axis = a - rank + from.rank();
            int rep = a - rank + reps.length;
            dims[a] = (axis < 0 ? 1 : from.dim(axis)) * (rep < 0 ? 1 : reps[rep]);
        }
        Grid grid = Grid.of(dims);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            int[] inner = new int[from.rank()];
            for (int a = 0; a < inner.length; a++) {
                inner[a] = at[rank - inner.length + a] % from.dim(a);
            }
            return from.flat(inner);
        }));
    }

    static List<Expected> repeat(Question q) {
        int repeats = q.attributes().whole("repeats");
        Question.require(repeats >= 0, "repeats");
        boolean flat = !q.attributes().given("axis");
        Grid from = flat ? Grid.of(q.grid(0).size()) : q.grid(0);
        int axis = flat ? 0 : from.axis(q.attributes().whole("axis"));
        Grid grid = from.with(axis, from.dim(axis) * repeats);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            at[axis] /= repeats;
            return from.flat(at);
        }));
    }

    static List<Expected> broadcastTo(Question q) {
        int[] dims = q.attributes().wholes("shape");
        Grid from = q.grid(0);
        int lead = dims.length - from.rank();
        Question.require(lead >= 0, "fewer axes");
        for (int a = 0; a < from.rank(); a++) {
            // Zero leaves an axis as it is, in the classic operator alone.
            Question.require(dims[lead + a] > 0, "a length of zero");
        }
        return List.of(broadcast(q, Grid.of(dims)));
    }

    static List<Expected> broadcastAxes(Question q) {
        int[] axes = q.attributes().wholes("axis");
        int[] sizes = q.attributes().wholes("size");
        Question.require(axes.length == sizes.length, "sizes");
        Fold.chosen(q.grid(0), axes);
        Grid grid = q.grid(0);
        for (int k = 0; k < axes.length; k++) {
            Question.require(q.grid(0).dim(q.grid(0).axis(axes[k])) == 1, "an axis that is longer");
            grid = grid.with(grid.axis(axes[k]), sizes[k]);
        }
        return List.of(broadcast(q, grid));
    }

    static List<Expected> broadcastLike(Question q) {
        return List.of(broadcast(q, q.grid(1)));
    }

    private static Expected broadcast(Question q, Grid grid) {
        Question.require(q.grid(0).broadcast(grid).equals(grid), "shapes that do not go together");
        return Gather.of(q, grid, e -> q.grid(0).projected(grid.at(e)));
    }

    static List<Expected> blocksToDepth(Question q) {
        int block = block(q);
        Grid from = q.grid(0);
        Question.require(from.dim(2) % block == 0 && from.dim(3) % block == 0, "blocks");
        int channels = from.dim(1);
        Grid grid = Grid.of(from.dim(0), channels * block * block, from.dim(2) / block, from.dim(3) / block);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            int offset = at[1] / channels;
            return from.flat(at[0], at[1] % channels, at[2] * block + offset / block, at[3] * block + offset % block);
        }));
    }

    static List<Expected> depthToBlocks(Question q) {
        int block = block(q);
        Grid from = q.grid(0);
        Question.require(from.dim(1) % (block * block) == 0, "blocks");
        int channels = from.dim(1) / (block * block);
        Grid grid = Grid.of(from.dim(0), channels, from.dim(2) * block, from.dim(3) * block);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            int offset = at[2] % block * block + at[3] % block;
            return from.flat(at[0], offset * channels + at[1], at[2] / block, at[3] / block);
        }));
    }

    private static int block(Question q) {
        int block = q.attributes().whole("block_size");
        Question.require(block > 0 && q.grid(0).rank() == 4, "blocks");
        return block;
    }

    static List<Expected> lengths(Question q) {
        int[] dims = q.grid(0).dims();
        return List.of(Expected.of(
                Grid.of(dims.length), IntStream.of(dims).mapToObj(Real::exact).toArray(Real[]::new), DType.INT64));
    }

    static List<Expected> size(Question q) {
        return List.of(Expected.of(Grid.of(1), new Real[] {Real.exact(q.grid(0).size())}, DType.INT64));
    }
}
