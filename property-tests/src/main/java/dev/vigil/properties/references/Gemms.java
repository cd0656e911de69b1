package dev.vigil.properties.references;

import java.util.Arrays;
import java.util.List;

/** Sums of products of two inputs. */
final class Gemms {
    /**
     * A matrix inside an array.
     *
     * @param at flat index of its first element
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed from here to one reader.
    record View(Real[] data, int at, int rows, int columns, int byRow, int byColumn) {
        View transposed(boolean really) {
            return really ? new View(data, at, columns, rows, byColumn, byRow) : this;
        }

        Real get(int row, int column) {
            return data[at + row * byRow + column * byColumn];
        }
    }

    private Gemms() {}

    /** Matrix {@code number} of a stack of them: the last two axes. */
    static View matrix(Grid grid, Real[] data, int number) {
        int rows = grid.dim(grid.rank() - 2);
        int columns = grid.dim(grid.rank() - 1);
        return new View(data, number * rows * columns, rows, columns, columns, 1);
    }

    static Real[] product(Question q, View left, View right) {
        Question.require(left.columns() == right.rows(), "shapes that do not go together");
        q.spend((long) left.rows() * right.columns() * Math.max(1, left.columns()));
        Real[] product = new Real[left.rows() * right.columns()];
        for (int i = 0; i < left.rows(); i++) {
            for (int j = 0; j < right.columns(); j++) {
                product[i * right.columns() + j] = inner(q.arithmetic(), left, i, right, j);
            }
        }
        return product;
    }

    private static Real inner(Arithmetic a, View left, int row, View right, int column) {
        double value = 0;
        double size = 0;
        double inherited = 0;
        for (int k = 0; k < left.columns(); k++) {
            Real x = left.get(row, k);
            Real y = right.get(k, column);
            value += x.value() * y.value();
            size += Math.abs(x.value() * y.value());
            if (x.error() > 0 || y.error() > 0) {
                inherited += Math.abs(x.value()) * y.error() + y.magnitude() * x.error();
            }
        }
        return a.sum(value, size, inherited + a.gamma(1) * size, left.columns());
    }

    /** Sums over some axes of the first input and as many of the second; what is left of both makes the result. */
    static Expected contract(Question q, int[] leftAxes, int[] rightAxes) {
        Grid left = q.grid(0);
        Grid right = q.grid(1);
        Question.require(leftAxes.length == rightAxes.length, "another number of axes");
        boolean[] leftSummed = Fold.chosen(left, leftAxes);
        boolean[] rightSummed = Fold.chosen(right, rightAxes);
        int[] leftOrder = new int[left.rank()];
        int[] rightOrder = new int[right.rank()];
        int[] dims = new int[left.rank() + right.rank() - 2 * leftAxes.length];
        int rank = 0;
        int inner = 1;
        for (int axis = 0; axis < left.rank(); axis++) {
            if (!leftSummed[axis]) {
                leftOrder[rank] = axis;
                dims[rank++] = left.dim(axis);
            }
        }
        int rows = rank;
        for (int k = 0; k < leftAxes.length; k++) {
            int axis = left.axis(leftAxes[k]);
            Question.require(left.dim(axis) == right.dim(right.axis(rightAxes[k])), "lengths that differ");
            leftOrder[rows + k] = axis;
            rightOrder[k] = right.axis(rightAxes[k]);
            inner *= left.dim(axis);
        }
        int place = leftAxes.length;
        for (int axis = 0; axis < right.rank(); axis++) {
            if (!rightSummed[axis]) {
                rightOrder[place++] = axis;
                dims[rank++] = right.dim(axis);
            }
        }
        Grid grid = Grid.of(dims);
        Real[] first = ShapeMoves.permuted(left, q.reals(0), leftOrder);
        Real[] second = ShapeMoves.permuted(right, q.reals(1), rightOrder);
        if (inner == 0 || grid.size() == 0) {
            Real[] zeros = new Real[grid.size()];
            Arrays.fill(zeros, Real.ZERO);
            return Expected.of(grid, zeros, q.common());
        }
        int m = first.length / inner;
        int n = second.length / inner;
        View x = new View(first, 0, m, inner, inner, 1);
        View y = new View(second, 0, inner, n, n, 1);
        return Expected.of(grid, product(q, x, y), q.common());
    }

    static List<Expected> dot(Question q) {
        boolean left = q.attributes().flag("transpose_a");
        boolean right = q.attributes().flag("transpose_b");
        Question.require(
                (!left && !right) || (q.grid(0).rank() <= 2 && q.grid(1).rank() <= 2), "transposed beyond matrices");
        Question.require(q.grid(0).rank() > 0 && q.grid(1).rank() > 0, "no axes");
        return List.of(contract(q, new int[] {left ? 0 : q.grid(0).rank() - 1}, new int[] {
            right ? q.grid(1).rank() - 1 : 0
        }));
    }

    static List<Expected> numpyDot(Question q) {
        int left = q.grid(0).rank();
        int right = q.grid(1).rank();
        int[] none = {};
        return List.of(
                left == 0 || right == 0
                        ? contract(q, none, none)
                        : contract(q, new int[] {left - 1}, new int[] {Math.max(0, right - 2)}));
    }

    static List<Expected> tensorDot(Question q) {
        return List.of(contract(
                q, q.attributes().wholes("a_axes_summed"), q.attributes().wholes("b_axes_summed")));
    }

    static List<Expected> tensorDotOfSome(Question q) {
        int count = q.attributes().whole("axes");
        Question.require(
                count >= 0 && count <= Math.min(q.grid(0).rank(), q.grid(1).rank()), "axes");
        int[] last = new int[count];
        int[] first = new int[count];
        for (int k = 0; k < count; k++) {
            last[k] = q.grid(0).rank() - count + k;
            first[k] = k;
        }
        return List.of(contract(q, last, first));
    }

    /** Matrices of equal stacks. */
    static List<Expected> batchDot(Question q) {
        Question.require(q.grid(0).rank() >= 3 && q.grid(0).rank() == q.grid(1).rank(), "rank");
        for (int axis = 0; axis < q.grid(0).rank() - 2; axis++) {
            Question.require(q.grid(0).dim(axis) == q.grid(1).dim(axis), "stacks that differ");
        }
        return stacked(q, q.attributes().flag("transpose_a"), q.attributes().flag("transpose_b"), Real.ONE);
    }

    /** {@code alpha op(A) op(B)}, and {@code + beta C} where there is one. */
    static List<Expected> linear(Question q) {
        Question.require(q.attributes().whole("axis") == -2, "rows elsewhere");
        Question.require(q.grid(0).rank() >= 2 && q.grid(0).rank() == q.grid(1).rank(), "rank");
        Arithmetic a = q.arithmetic();
        Expected product = stacked(
                        q,
                        q.attributes().flag("transpose_a"),
                        q.attributes().flag("transpose_b"),
                        a.constant(q.attributes().number("alpha")))
                .get(0);
        if (q.count() == 2) {
            return List.of(product);
        }
        Question.require(q.grid(2).shape().equals(product.shape()), "shapes that do not go together");
        Real beta = a.constant(q.attributes().number("beta"));
        Real[] elements = q.reals(2);
        for (int e = 0; e < elements.length; e++) {
            elements[e] = a.plus(product.element(e), a.times(beta, elements[e]));
        }
        return List.of(Expected.of(q.grid(2), elements, q.common()));
    }

    static List<Expected> syrk(Question q) {
        boolean transposed = q.attributes().flag("transpose");
        Real alpha = q.arithmetic().constant(q.attributes().number("alpha"));
        return stacked(q, 0, 0, transposed, !transposed, alpha);
    }

    /** The triangular factor's other half is not read. */
    static List<Expected> trmm(Question q) {
        boolean lower = q.attributes().flag("lower");
        Grid grid = q.grid(0);
        Question.require(grid.rank() >= 2 && grid.rank() == q.grid(1).rank(), "rank");
        Real[] triangle = q.reals(0);
        for (int e = 0; e < triangle.length; e++) {
            int[] at = grid.at(e);
            int below = at[at.length - 2] - at[at.length - 1];
            triangle[e] = lower ? (below < 0 ? Real.ZERO : triangle[e]) : (below > 0 ? Real.ZERO : triangle[e]);
        }
        Real[] other = q.reals(1);
        boolean transposed = q.attributes().flag("transpose");
        Real alpha = q.arithmetic().constant(q.attributes().number("alpha"));
        Real[] elements = new Real[other.length];
        int stack = grid.size() == 0
                ? 0
                : other.length / (q.grid(1).dim(grid.rank() - 1) * q.grid(1).dim(grid.rank() - 2));
        for (int b = 0; b < stack; b++) {
            View factor = matrix(grid, triangle, b).transposed(transposed);
            View matrix = matrix(q.grid(1), other, b);
            boolean right = q.attributes().flag("rightside");
            Real[] product = right ? product(q, matrix, factor) : product(q, factor, matrix);
            for (int e = 0; e < product.length; e++) {
                elements[b * product.length + e] = q.arithmetic().times(alpha, product[e]);
            }
        }
        return List.of(Expected.of(q.grid(1), elements, q.common()));
    }

    private static List<Expected> stacked(Question q, boolean left, boolean right, Real alpha) {
        return stacked(q, 0, 1, left, right, alpha);
    }

    private static List<Expected> stacked(Question q, int one, int two, boolean left, boolean right, Real alpha) {
        Grid x = q.grid(one);
        Grid y = q.grid(two);
        int rank = x.rank();
        Question.require(rank >= 2, "rank");
        int rows = x.dim(rank - (left ? 1 : 2));
        int columns = y.dim(rank - (right ? 2 : 1));
        Grid grid = x.with(rank - 2, rows).with(rank - 1, columns);
        Real[] first = q.reals(one);
        Real[] second = q.reals(two);
        Real[] elements = new Real[grid.size()];
        int stack = grid.size() == 0 ? 0 : grid.size() / (rows * columns);
        for (int b = 0; b < stack; b++) {
            Real[] product = product(
                    q,
                    matrix(x, first, b).transposed(left),
                    matrix(y, second, b).transposed(right));
            for (int e = 0; e < product.length; e++) {
                boolean plain = alpha.value() == 1;
                elements[b * product.length + e] =
                        plain ? product[e] : q.arithmetic().times(alpha, product[e]);
            }
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    /** Numpy's matrix product: stacks are broadcast, vectors become rows or columns for the while. */
    static List<Expected> matmul(Question q) {
        Question.require(q.grid(0).rank() > 0 && q.grid(1).rank() > 0, "no axes");
        Grid x = q.grid(0).rank() == 1 ? Grid.of(1, q.grid(0).dim(0)) : q.grid(0);
        Grid y = q.grid(1).rank() == 1 ? Grid.of(q.grid(1).dim(0), 1) : q.grid(1);
        Grid xStack = Grid.of(Arrays.copyOf(x.dims(), x.rank() - 2));
        Grid yStack = Grid.of(Arrays.copyOf(y.dims(), y.rank() - 2));
        Grid stack = xStack.broadcast(yStack);
        int rows = x.dim(x.rank() - 2);
        int columns = y.dim(y.rank() - 1);
        int[] dims = Arrays.copyOf(stack.dims(), stack.rank() + 2);
        dims[stack.rank()] = rows;
        dims[stack.rank() + 1] = columns;
        Grid grid = Grid.of(dims);
        Real[] first = q.reals(0);
        Real[] second = q.reals(1);
        Real[] elements = new Real[grid.size()];
        for (int b = 0; b < stack.size(); b++) {
            int[] at = stack.at(b);
            Real[] product =
                    product(q, matrix(x, first, xStack.projected(at)), matrix(y, second, yStack.projected(at)));
            System.arraycopy(product, 0, elements, b * product.length, product.length);
        }
        Grid squeezed = q.grid(1).rank() == 1 ? grid.without(grid.rank() - 1) : grid;
        int vector = q.grid(1).rank() == 1 ? 1 : 2;
        squeezed = q.grid(0).rank() == 1 ? squeezed.without(squeezed.rank() - vector) : squeezed;
        return List.of(Expected.of(squeezed, elements, q.common()));
    }

    static List<Expected> fullyConnected(Question q) {
        Grid data = q.grid(0);
        Question.require(data.rank() >= 1 && q.grid(1).rank() == 2 && q.grid(0).size() > 0, "shapes");
        int hidden = q.attributes().whole("num_hidden");
        boolean flatten = q.attributes().flag("flatten");
        int inner = flatten ? data.size() / data.dim(0) : data.dim(data.rank() - 1);
        int rows = data.size() / inner;
        Question.require(q.grid(1).equals(Grid.of(hidden, inner)), "the shape of the weight");
        Real[] product = product(
                q, new View(q.reals(0), 0, rows, inner, inner, 1), new View(q.reals(1), 0, inner, hidden, 1, inner));
        if (!q.attributes().flag("no_bias")) {
            Question.require(q.grid(2).equals(Grid.of(hidden)), "the shape of the bias");
            for (int e = 0; e < product.length; e++) {
                product[e] = q.arithmetic().plus(product[e], q.real(2, e % hidden));
            }
        }
        Grid grid = flatten ? Grid.of(rows, hidden) : data.with(data.rank() - 1, hidden);
        return List.of(Expected.of(grid, product, q.common()));
    }

    static List<Expected> kron(Question q) {
        int rank = Math.max(q.grid(0).rank(), q.grid(1).rank());
        Grid x = padded(q.grid(0), rank);
        Grid y = padded(q.grid(1), rank);
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = x.dim(axis) * y.dim(axis);
        }
        Grid grid = Grid.of(dims);
        q.spend(grid.size());
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            int[] outer = new int[rank];
            int[] inner = new int[rank];
            for (int axis = 0; axis < rank; axis++) {
                outer[axis] = at[axis] / y.dim(axis);
                inner[axis] = at[axis] % y.dim(axis);
            }
            elements[e] = q.arithmetic().times(q.real(0, x.flat(outer)), q.real(1, y.flat(inner)));
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static Grid padded(Grid grid, int rank) {
        int[] dims = new int[rank];
        Arrays.fill(dims, 1);
        System.arraycopy(grid.dims(), 0, dims, rank - grid.rank(), grid.rank());
        return Grid.of(dims);
    }

    /** Column by column the Kronecker product of all inputs. */
    static List<Expected> khatriRao(Question q) {
        Real[] columns = q.reals(0);
        int rows = q.grid(0).dim(0);
        int width = q.grid(0).rank() == 2 ? q.grid(0).dim(1) : 0;
        for (int i = 1; i < q.count(); i++) {
            Question.require(q.grid(i).rank() == 2 && q.grid(i).dim(1) == width, "columns");
            int more = q.grid(i).dim(0);
            Real[] next = new Real[Grid.of(rows * more, width).size()];
            q.spend(next.length);
            for (int e = 0; e < next.length; e++) {
                int row = e / width;
                next[e] = q.arithmetic()
                        .times(columns[row / more * width + e % width], q.real(i, row % more * width + e % width));
            }
            columns = next;
            rows *= more;
        }
        return List.of(Expected.of(Grid.of(rows, width), columns, q.common()));
    }
}
