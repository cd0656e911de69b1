package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Elements chosen by indices, positions and masks. Indices out of range have no answer unless the mode gives one. */
final class Indexings {
    private Indexings() {}

    private static int placed(String mode, int index, int length) {
        if (index >= 0 && index < length) {
            return index;
        }
        Question.require(length > 0, "an index into nothing");
        return switch (mode) {
            case "clip" -> index < 0 ? 0 : length - 1;
            case "wrap" -> Math.floorMod(index, length);
            default -> throw new NotCovered("an index out of range");
        };
    }

    static List<Expected> take(Question q) {
        Grid from = q.grid(0);
        int axis = from.axis(q.attributes().whole("axis"));
        Grid indices = q.grid(1);
        List<Integer> dims = new ArrayList<>(IntStream.of(from.dims()).boxed().toList());
        dims.remove(axis);
        dims.addAll(axis, IntStream.of(indices.dims()).boxed().toList());
        Grid grid = Grid.of(dims.stream().mapToInt(Integer::intValue).toArray());
        int behind = from.behind(axis);
        String mode = q.attributes().text("mode");
        return List.of(Gather.of(q, grid, e -> {
            int place = placed(mode, q.input(1).index(e / behind % indices.size()), from.dim(axis));
            int before = e / behind / indices.size();
            return (before * from.dim(axis) + place) * behind + e % behind;
        }));
    }

    static List<Expected> batchTake(Question q) {
        Grid from = q.grid(0);
        Question.require(from.rank() == 2 && q.grid(1).size() == from.dim(0), "shapes");
        return List.of(Gather.of(
                q, q.grid(1), e -> from.flat(e, placed("", q.input(1).index(e), from.dim(1)))));
    }

    static List<Expected> pick(Question q) {
        Grid from = q.grid(0);
        Question.require(q.attributes().given("axis"), "axis");
        int axis = from.axis(q.attributes().whole("axis"));
        Grid wide = from.with(axis, 1);
        Question.require(q.grid(1).size() == wide.size(), "shapes");
        Grid grid = q.attributes().flag("keepdims") ? wide : from.without(axis);
        String mode = q.attributes().text("mode");
        return List.of(Gather.of(q, grid, e -> {
            int[] at = wide.at(e);
            at[axis] = placed(mode, q.input(1).index(e), from.dim(axis));
            return from.flat(at);
        }));
    }

    static List<Expected> oneHot(Question q) {
        int depth = q.attributes().whole("depth");
        Real on = q.arithmetic().constant(q.attributes().number("on_value"));
        Real off = q.arithmetic().constant(q.attributes().number("off_value"));
        DType type = DType.find(q.attributes().text("dtype")).orElseThrow(() -> new NotCovered("dtype"));
        int[] dims = Arrays.copyOf(q.grid(0).dims(), q.grid(0).rank() + 1);
        dims[dims.length - 1] = depth;
        Grid grid = Grid.of(dims);
        q.spend(grid.size());
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            elements[e] = placed("", q.input(0).index(e / depth), depth) == e % depth ? on : off;
        }
        return List.of(Expected.of(grid, elements, type));
    }

    /** An index past the end addresses the last row, as documented. */
    static List<Expected> embedding(Question q) {
        Grid weight = q.grid(1);
        Question.require(
                weight.equals(Grid.of(
                                q.attributes().whole("input_dim"),
                                q.attributes().whole("output_dim")))
                        && weight.size() > 0,
                "the shape of the weight");
        int width = weight.dim(1);
        int[] dims = Arrays.copyOf(q.grid(0).dims(), q.grid(0).rank() + 1);
        dims[dims.length - 1] = width;
        return List.of(Gather.of(q, 1, Grid.of(dims), Real.ZERO, e -> {
            int row = q.input(0).index(e / width);
            return placed(row < 0 ? "" : "clip", row, weight.dim(0)) * width + e % width;
        }));
    }

    /** The first axis of the indices runs over the leading axes of the array. */
    private static int leading(Question q, int input, Grid array, int place) {
        Grid indices = q.grid(input);
        int places = indices.behind(0);
        int flat = 0;
        for (int a = 0; a < indices.dim(0); a++) {
            flat += placed("", q.input(input).index(a * places + place), array.dim(a)) * array.stride(a);
        }
        return flat;
    }

    private static Grid chosen(Grid array, Grid indices) {
        Question.require(indices.rank() > 0 && indices.dim(0) <= array.rank(), "indices");
        int[] places = Arrays.copyOfRange(indices.dims(), 1, indices.rank());
        int[] dims = Arrays.copyOf(places, places.length + array.rank() - indices.dim(0));
        for (int a = indices.dim(0); a < array.rank(); a++) {
            dims[places.length + a - indices.dim(0)] = array.dim(a);
        }
        return Grid.of(dims);
    }

    static List<Expected> gather(Question q) {
        Grid from = q.grid(0);
        Grid grid = chosen(from, q.grid(1));
        int width = from.behind(q.grid(1).dim(0) - 1);
        return List.of(Gather.of(q, grid, e -> leading(q, 1, from, e / width) + e % width));
    }

    static List<Expected> scatter(Question q) {
        Grid grid = Grid.of(q.attributes().wholes("shape"));
        Grid chosen = chosen(grid, q.grid(1));
        Question.require(chosen.equals(q.grid(0)), "shapes that do not go together");
        int width = grid.behind(q.grid(1).dim(0) - 1);
        Real[] elements = new Real[grid.size()];
        Arrays.fill(elements, Real.ZERO);
        Set<Integer> filled = new HashSet<>();
        for (int e = 0; e < chosen.size(); e++) {
            int at = leading(q, 1, grid, e / width) + e % width;
            Question.require(filled.add(at), "an element twice");
            elements[at] = Real.exact(q.input(0).value(e));
        }
        return List.of(Expected.of(grid, elements, q.input(0).dtype()));
    }

    static List<Expected> slice(Question q) {
        Grid from = q.grid(0);
        List<@Nullable Integer> begin = q.attributes().tuple("begin");
        List<@Nullable Integer> end = q.attributes().tuple("end");
        List<@Nullable Integer> step = q.attributes().tuple("step");
        Question.require(begin.size() == end.size() && begin.size() <= from.rank(), "bounds");
        int[] starts = new int[from.rank()];
        int[] steps = new int[from.rank()];
        int[] dims = from.dims();
        for (int a = 0; a < from.rank(); a++) {
            Integer by = a < step.size() ? step.get(a) : null;
            steps[a] = by == null ? 1 : by;
            Question.require(steps[a] != 0, "a step of zero");
            int length = from.dim(a);
            int first = bound(a < begin.size() ? begin.get(a) : null, length, steps[a] > 0 ? 0 : length - 1, steps[a]);
            int last = bound(a < end.size() ? end.get(a) : null, length, steps[a] > 0 ? length : -1, steps[a]);
            starts[a] = first;
            dims[a] = Math.max(0, (last - first + steps[a] - Integer.signum(steps[a])) / steps[a]);
            Question.require(dims[a] > 0, "an empty slice");
        }
        Grid grid = Grid.of(dims);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            for (int a = 0; a < at.length; a++) {
                at[a] = starts[a] + at[a] * steps[a];
            }
            return from.flat(at);
        }));
    }

    private static int bound(@Nullable Integer given, int length, int missing, int step) {
        if (given == null) {
            return missing;
        }
        int at = given < 0 ? given + length : given;
        return step > 0 ? Math.max(0, Math.min(length, at)) : Math.max(-1, Math.min(length - 1, at));
    }

    static List<Expected> sliceAxis(Question q) {
        Grid from = q.grid(0);
        int axis = from.axis(q.attributes().whole("axis"));
        int length = from.dim(axis);
        int begin = q.attributes().whole("begin");
        int end = q.attributes().given("end") ? q.attributes().whole("end") : length;
        int first = begin < 0 ? begin + length : begin;
        int last = end < 0 ? end + length : end;
        Question.require(first >= 0 && last <= length && first < last, "bounds");
        Grid grid = from.with(axis, last - first);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            at[axis] += first;
            return from.flat(at);
        }));
    }

    static List<Expected> sliceLike(Question q) {
        Grid from = q.grid(0);
        int[] axes = q.attributes().wholes("axes");
        Grid grid = from;
        for (int a : axes.length == 0 ? IntStream.range(0, from.rank()).toArray() : axes) {
            int axis = from.axis(a);
            Question.require(from.rank() == q.grid(1).rank() && q.grid(1).dim(axis) <= from.dim(axis), "shapes");
            grid = grid.with(axis, q.grid(1).dim(axis));
        }
        Grid part = grid;
        return List.of(Gather.of(q, part, e -> from.flat(part.at(e))));
    }

    static List<Expected> where(Question q) {
        q.needs(3);
        Grid grid = q.grid(0).broadcast(q.grid(1)).broadcast(q.grid(2));
        Question.require(q.input(1).dtype() == q.input(2).dtype(), "types that differ");
        return List.of(chosen(q, grid, e -> q.grid(0).projected(grid.at(e))));
    }

    /** The condition has the shape of the choices, or one truth for each row of theirs. */
    static List<Expected> whereRows(Question q) {
        q.needs(3);
        Grid grid = q.grid(1);
        Question.require(
                q.grid(2).equals(grid) && q.input(1).dtype() == q.input(2).dtype(), "shapes that differ");
        boolean rows = q.grid(0).rank() == 1 && grid.rank() != 1;
        Question.require(rows ? q.grid(0).dim(0) == grid.dim(0) : q.grid(0).equals(grid), "the shape of the condition");
        return List.of(chosen(q, grid, e -> rows ? e / grid.behind(0) : e));
    }

    private static Expected chosen(Question q, Grid grid, java.util.function.IntUnaryOperator condition) {
        q.spend(grid.size());
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int from = q.input(0).value(condition.applyAsInt(e)) != 0 ? 1 : 2;
            elements[e] = Real.exact(q.input(from).value(q.grid(from).projected(grid.at(e))));
        }
        return Expected.of(grid, elements, q.input(1).dtype());
    }

    static List<Expected> ravel(Question q) {
        int[] dims = q.attributes().wholes("shape");
        Grid data = q.grid(0);
        Question.require(data.rank() == 2 && dims.length == data.dim(0), "shapes");
        Real[] elements = new Real[data.dim(1)];
        for (int e = 0; e < elements.length; e++) {
            double flat = 0;
            for (int a = 0; a < dims.length; a++) {
                int index = q.input(0).index(a * data.dim(1) + e);
                Question.require(index >= 0 && index < dims[a], "an index out of range");
                flat = flat * dims[a] + index;
            }
            elements[e] = Real.exact(flat);
        }
        return List.of(Expected.of(Grid.of(data.dim(1)), elements, null));
    }

    static List<Expected> unravel(Question q) {
        int[] dims = q.attributes().wholes("shape");
        int size = q.grid(0).size();
        int[] shape = new int[q.grid(0).rank() + 1];
        shape[0] = dims.length;
        System.arraycopy(q.grid(0).dims(), 0, shape, 1, shape.length - 1);
        Grid target = Grid.of(dims);
        Grid grid = Grid.of(shape);
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < size; e++) {
            int flat = q.input(0).index(e);
            Question.require(flat >= 0 && flat < target.size(), "an index out of range");
            int[] at = target.at(flat);
            for (int a = 0; a < at.length; a++) {
                elements[a * size + e] = Real.exact(at[a]);
            }
        }
        return List.of(Expected.of(grid, elements, null));
    }

    static List<Expected> copyRows(Question q) {
        Grid grid = q.grid(0);
        Question.require(grid.rank() > 0 && q.grid(2).rank() == grid.rank(), "shapes");
        int width = grid.behind(0);
        Real[] elements = q.reals(0);
        Set<Integer> rows = new HashSet<>();
        for (int r = 0; r < q.grid(1).size(); r++) {
            int row = placed("", q.input(1).index(r), grid.dim(0));
            Question.require(rows.add(row), "a row twice");
            for (int e = 0; e < width; e++) {
                elements[row * width + e] = Real.exact(q.input(2).value(r * width + e));
            }
        }
        return List.of(Expected.of(grid, elements, q.input(0).dtype()));
    }

    static List<Expected> positions(Question q) {
        Grid from = q.grid(0);
        int[] given = q.attributes().wholes("axes");
        Question.require(given.length > 0 || !q.attributes().given("axes"), "an empty tuple of axes");
        int[] axes = given.length == 0 ? IntStream.range(0, from.rank()).toArray() : given;
        int[] dims = Arrays.copyOf(from.dims(), from.rank() + 1);
        dims[from.rank()] = axes.length;
        Grid grid = Grid.of(dims);
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            elements[e] = Real.exact(from.at(e / axes.length)[from.axis(axes[e % axes.length])]);
        }
        return List.of(Expected.of(grid, elements, DType.INT64));
    }

    /** Rows (or slices of another axis) whose mask is not zero; how many come out depends on the values. */
    static List<Expected> masked(Question q) {
        Grid from = q.grid(0);
        int axis = from.axis(q.attributes().whole("axis"));
        Question.require(q.grid(1).equals(Grid.of(from.dim(axis))), "the shape of the mask");
        int[] kept = IntStream.range(0, from.dim(axis))
                .filter(i -> q.input(1).value(i) != 0)
                .toArray();
        Question.require(kept.length > 0, "nothing is left");
        Grid grid = from.with(axis, kept.length);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            at[axis] = kept[at[axis]];
            return from.flat(at);
        }));
    }
}
