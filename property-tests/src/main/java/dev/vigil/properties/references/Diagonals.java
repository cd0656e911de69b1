package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Diagonals and triangles of matrices: elements chosen by where they lie. */
final class Diagonals {
    private Diagonals() {}

    /** Of a vector the matrix with it on the diagonal; of a matrix the diagonal. */
    static List<Expected> diagonal(Question q) {
        int k = q.attributes().whole("k");
        if (q.grid(0).rank() != 1) {
            return extracted(q, k, q.attributes().whole("axis1"), q.attributes().whole("axis2"));
        }
        return made(q, k);
    }

    static List<Expected> flat(Question q) {
        return made(q, q.attributes().whole("k"));
    }

    private static List<Expected> made(Question q, int k) {
        int length = q.grid(0).size() + Math.abs(k);
        return List.of(Gather.of(q, Grid.of(length, length), e -> {
            int row = e / length;
            return e % length - row == k ? (k < 0 ? row + k : row) : Gather.NONE;
        }));
    }

    static List<Expected> ofAxes(Question q) {
        return extracted(
                q,
                q.attributes().whole("offset"),
                q.attributes().whole("axis1"),
                q.attributes().whole("axis2"));
    }

    private static List<Expected> extracted(Question q, int k, int axis1, int axis2) {
        Grid from = q.grid(0);
        Question.require(from.rank() >= 2, "rank");
        Fold.chosen(from, axis1, axis2);
        int one = from.axis(axis1);
        int two = from.axis(axis2);
        int length = Math.min(from.dim(one) + Math.min(0, k), from.dim(two) - Math.max(0, k));
        Question.require(length > 0, "a diagonal of nothing");
        List<Integer> dims = new ArrayList<>();
        for (int a = 0; a < from.rank(); a++) {
            if (a != one && a != two) {
                dims.add(from.dim(a));
            }
        }
        dims.add(length);
        Grid grid = Grid.of(dims.stream().mapToInt(Integer::intValue).toArray());
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            int[] full = new int[from.rank()];
            int next = 0;
            for (int a = 0; a < full.length; a++) {
                full[a] = a == one || a == two ? 0 : at[next++];
            }
            full[one] = at[next] - Math.min(0, k);
            full[two] = at[next] + Math.max(0, k);
            return from.flat(full);
        }));
    }

    static List<Expected> trace(Question q) {
        Expected diagonal = ofAxes(q).get(0);
        int length = (int) diagonal.shape().axis(diagonal.shape().rank() - 1);
        Real[] elements = new Real[diagonal.size() / length];
        for (int e = 0; e < elements.length; e++) {
            Real[] group = new Real[length];
            for (int k = 0; k < length; k++) {
                group[k] = diagonal.element(e * length + k);
            }
            elements[e] = Reductions.sum(q.arithmetic(), group);
        }
        int[] dims =
                java.util.Arrays.copyOf(diagonal.grid().dims(), diagonal.grid().rank() - 1);
        return List.of(Expected.of(Grid.of(dims), elements, null));
    }

    static List<Expected> lowerTriangle(Question q) {
        int k = q.attributes().whole("k");
        return triangle(q, offset -> offset <= k);
    }

    static List<Expected> upperTriangle(Question q) {
        int k = q.attributes().whole("k");
        return triangle(q, offset -> offset >= k);
    }

    /** A vector counts as a matrix whose rows are all that vector. */
    private static List<Expected> triangle(Question q, IntPredicate kept) {
        Grid from = q.grid(0);
        Question.require(from.rank() > 0, "rank");
        Grid grid = from.rank() == 1 ? Grid.of(from.size(), from.size()) : from;
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            boolean keep = kept.test(at[at.length - 1] - at[at.length - 2]);
            return keep ? from.projected(at) : Gather.NONE;
        }));
    }

    /** The diagonals of a stack of matrices. */
    static List<Expected> ofStack(Question q) {
        return extracted(q, q.attributes().whole("offset"), -2, -1);
    }

    static List<Expected> toStack(Question q) {
        int k = q.attributes().whole("offset");
        Grid from = q.grid(0);
        Question.require(from.rank() > 0, "rank");
        int length = from.dim(from.rank() - 1) + Math.abs(k);
        int[] dims = java.util.Arrays.copyOf(from.dims(), from.rank() + 1);
        dims[from.rank() - 1] = length;
        dims[from.rank()] = length;
        return List.of(Gather.of(q, Grid.of(dims), e -> {
            int row = e / length % length;
            int column = e % length;
            int place = row + Math.min(0, k);
            boolean on = column - row == k;
            return on ? e / length / length * from.dim(from.rank() - 1) + place : Gather.NONE;
        }));
    }

    static List<Expected> packTriangle(Question q) {
        Grid from = q.grid(0);
        Question.require(from.rank() >= 2, "rank");
        int n = from.dim(from.rank() - 1);
        Question.require(from.dim(from.rank() - 2) == n, "a square");
        int[] cells = cells(n, q.attributes().whole("offset"), q.attributes().flag("lower"));
        Grid grid =
                Grid.of(java.util.Arrays.copyOf(from.dims(), from.rank() - 1)).with(from.rank() - 2, cells.length);
        return List.of(Gather.of(q, grid, e -> e / cells.length * n * n + cells[e % cells.length]));
    }

    static List<Expected> unpackTriangle(Question q) {
        Grid from = q.grid(0);
        Question.require(from.rank() >= 1, "rank");
        int length = from.dim(from.rank() - 1);
        int offset = q.attributes().whole("offset");
        boolean lower = q.attributes().flag("lower");
        int n = 1;
        while (n < length + Math.abs(offset) + 1 && cells(n, offset, lower).length < length) {
            n++;
        }
        int[] cells = cells(n, offset, lower);
        Question.require(cells.length == length, "no triangle of this length");
        int[] dims = java.util.Arrays.copyOf(from.dims(), from.rank() + 1);
        dims[from.rank() - 1] = n;
        dims[from.rank()] = n;
        int size = n * n;
        int[] places = new int[size];
        java.util.Arrays.fill(places, Gather.NONE);
        for (int p = 0; p < cells.length; p++) {
            places[cells[p]] = p;
        }
        return List.of(Gather.of(q, Grid.of(dims), e -> {
            int place = places[e % size];
            return place == Gather.NONE ? Gather.NONE : e / size * length + place;
        }));
    }

    /** Row by row the cells of the triangle; an offset other than zero decides which triangle by its sign. */
    private static int[] cells(int n, int offset, boolean lower) {
        boolean below = offset < 0 || (offset == 0 && lower);
        // In which order the upper triangle is packed shows from the third row on, and is not documented.
        Question.require(below || n - Math.abs(offset) <= 2, "the order of an upper triangle");
        return java.util.stream.IntStream.range(0, n * n)
                .filter(cell -> below ? cell % n - cell / n <= offset : cell % n - cell / n >= offset)
                .toArray();
    }
}
