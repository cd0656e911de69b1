package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Arrays put together, taken apart and framed; no element changes its value. */
final class Joins {
    private Joins() {}

    static List<Expected> concatenate(Question q) {
        return List.of(concatenated(q, q.attributes().whole("dim"), grid -> grid));
    }

    /** Numpy's, whose axis has the default that numpy documents; the registry lists the classic operator's. */
    static List<Expected> numpyConcatenate(Question q) {
        return List.of(concatenated(q, q.attributes().whole("axis"), grid -> grid));
    }

    static List<Expected> vertical(Question q) {
        return List.of(concatenated(q, 0, grid -> grid.rank() < 2 ? Grid.of(1, grid.size()) : grid));
    }

    static List<Expected> horizontal(Question q) {
        return List.of(concatenated(q, q.grid(0).rank() < 2 ? 0 : 1, grid -> grid.rank() == 0 ? Grid.of(1) : grid));
    }

    static List<Expected> columns(Question q) {
        return List.of(concatenated(q, 1, grid -> grid.rank() < 2 ? Grid.of(grid.size(), 1) : grid));
    }

    static List<Expected> deep(Question q) {
        return List.of(concatenated(q, 2, grid -> switch (grid.rank()) {
            case 0, 1 -> Grid.of(1, grid.size(), 1);
            case 2 -> Grid.of(grid.dim(0), grid.dim(1), 1);
            default -> grid;
        }));
    }

    static List<Expected> stack(Question q) {
        int rank = q.grid(0).rank();
        int axis = q.attributes().whole("axis");
        int at = axis < 0 ? axis + rank + 1 : axis;
        Question.require(at >= 0 && at <= rank, "axis");
        return List.of(concatenated(q, at, grid -> {
            List<Integer> dims =
                    new ArrayList<>(IntStream.of(grid.dims()).boxed().toList());
            dims.add(at, 1);
            return Grid.of(dims.stream().mapToInt(Integer::intValue).toArray());
        }));
    }

    private static Expected concatenated(Question q, int along, UnaryOperator<Grid> form) {
        Question.require(q.count() > 0 && q.common() != null, "types that differ");
        Grid first = form.apply(q.grid(0));
        int axis = first.axis(along);
        int length = 0;
        for (int i = 0; i < q.count(); i++) {
            Grid grid = form.apply(q.grid(i));
            Question.require(
                    grid.rank() == first.rank() && grid.with(axis, 1).equals(first.with(axis, 1)),
                    "shapes that do not go together");
            length += grid.dim(axis);
        }
        Grid grid = first.with(axis, length);
        Real[] elements = new Real[grid.size()];
        q.spend(elements.length);
        int from = 0;
        for (int i = 0; i < q.count(); i++) {
            Grid part = form.apply(q.grid(i));
            for (int e = 0; e < part.size(); e++) {
                int[] at = part.at(e);
                at[axis] += from;
                elements[grid.flat(at)] = Real.exact(q.input(i).value(e));
            }
            from += part.dim(axis);
        }
        return Expected.of(grid, elements, q.common());
    }

    static List<Expected> split(Question q) {
        int parts = q.attributes().whole("num_outputs");
        Grid from = q.grid(0);
        int axis = from.axis(q.attributes().whole("axis"));
        Question.require(parts > 0 && from.dim(axis) % parts == 0, "parts");
        int length = from.dim(axis) / parts;
        List<Integer> cuts =
                IntStream.rangeClosed(0, parts).map(p -> p * length).boxed().toList();
        return pieces(q, axis, cuts);
    }

    /** At the given indices, or into sections of equal length. */
    static List<Expected> splitAt(Question q) {
        Grid from = q.grid(0);
        int axis = from.axis(q.attributes().whole("axis"));
        int sections = q.attributes().whole("sections");
        List<Integer> cuts = new ArrayList<>();
        if (sections > 0) {
            Question.require(from.dim(axis) % sections == 0, "sections");
            for (int s = 0; s <= sections; s++) {
                cuts.add(from.dim(axis) / sections * s);
            }
            return pieces(q, axis, cuts);
        }
        // The front ends give the start of the first piece as well.
        for (int cut : q.attributes().wholes("indices")) {
            Question.require(cut >= 0 && cut <= from.dim(axis), "indices");
            cuts.add(cut);
        }
        Question.require(!cuts.isEmpty() && cuts.get(0) == 0, "indices");
        cuts.add(from.dim(axis));
        return pieces(q, axis, cuts);
    }

    private static List<Expected> pieces(Question q, int axis, List<Integer> cuts) {
        boolean squeeze = q.attributes().flag("squeeze_axis");
        Grid from = q.grid(0);
        List<Expected> pieces = new ArrayList<>();
        for (int p = 0; p + 1 < cuts.size(); p++) {
            int start = cuts.get(p);
            int length = cuts.get(p + 1) - start;
            Question.require(length >= 0 && (!squeeze || length == 1), "indices");
            Grid part = from.with(axis, length);
            Grid shown = squeeze ? from.without(axis) : part;
            pieces.add(Gather.of(q, shown, e -> {
                int[] at = part.at(e);
                at[axis] += start;
                return from.flat(at);
            }));
        }
        return pieces;
    }

    /** Classic and numpy's padding: pairs of lengths before and after, per axis. */
    static List<Expected> pad(Question q) {
        Grid from = q.grid(0);
        int[] widths = q.attributes().wholes("pad_width");
        Question.require(widths.length == 2 * from.rank() && q.attributes().is("reflect_type", "even"), "pad_width");
        int[] dims = from.dims();
        for (int a = 0; a < dims.length; a++) {
            Question.require(widths[2 * a] >= 0 && widths[2 * a + 1] >= 0, "pad_width");
            dims[a] += widths[2 * a] + widths[2 * a + 1];
        }
        Grid grid = Grid.of(dims);
        String mode = q.attributes().text("mode");
        Real frame = q.attributes().given("constant_value")
                ? q.arithmetic().constant(q.attributes().number("constant_value"))
                : q.arithmetic().constant(q.attributes().number("constant_values"));
        return List.of(Gather.of(q, 0, grid, frame, e -> {
            int[] at = grid.at(e);
            for (int a = 0; a < at.length; a++) {
                at[a] = framed(mode, at[a] - widths[2 * a], from.dim(a));
                if (at[a] == Gather.NONE) {
                    return Gather.NONE;
                }
            }
            return from.flat(at);
        }));
    }

    private static int framed(String mode, int at, int length) {
        if (at >= 0 && at < length) {
            return at;
        }
        return switch (mode) {
            case "constant" -> Gather.NONE;
            case "edge" -> {
                Question.require(length > 0, "the edge of nothing");
                yield at < 0 ? 0 : length - 1;
            }
            case "reflect" -> {
                int mirrored = at < 0 ? -at : 2 * (length - 1) - at;
                Question.require(mirrored >= 0 && mirrored < length, "more than one reflection");
                yield mirrored;
            }
            case "symmetric" -> {
                int mirrored = at < 0 ? -at - 1 : 2 * length - 1 - at;
                Question.require(mirrored >= 0 && mirrored < length, "more than one reflection");
                yield mirrored;
            }
            default -> throw new NotCovered("mode");
        };
    }
}
