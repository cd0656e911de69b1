package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.jspecify.annotations.Nullable;

/**
 * Stacks of matrices, factored and solved. Errors are normwise: the backward error of the factorisation times the
 * matrix's condition number (Higham, chapters 8 to 10 and 14), none where that is not well below one. Vectors with a free sign are not judged.
 */
final class LinearAlgebra {
    /** Beyond this a first-order bound means nothing. */
    private static final double PERTURBATION_MAX = 0.1;

    /** The threshold of LAPACK's own tests for eigenvalues and singular values, in {@code n u} times the norm. */
    private static final double SPECTRUM = 30;

    private LinearAlgebra() {}

    /** What becomes of one matrix. */
    @FunctionalInterface
    private interface Rule {
        Real[] of(RealMatrix matrix, int number);
    }

    /** That of the inputs; whole numbers become fractions of a type that is not documented. */
    private static @Nullable DType type(Question q) {
        DType common = q.common();
        return common != null && common.floating() ? common : null;
    }

    private static int order(Grid grid) {
        Question.require(grid.rank() >= 2, "rank");
        int n = grid.dim(grid.rank() - 1);
        Question.require(grid.dim(grid.rank() - 2) == n && n > 0 && grid.size() > 0, "a square");
        return n;
    }

    private static RealMatrix matrix(Question q, int input, int number, int rows, int columns) {
        double[][] data = new double[rows][columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                data[r][c] = q.input(input).value((number * rows + r) * columns + c);
                Question.require(Double.isFinite(data[r][c]), "numbers that are not finite");
            }
        }
        q.spend(20L * rows * columns * Math.max(rows, columns));
        return new Array2DRowRealMatrix(data, false);
    }

    private static List<Expected> each(Question q, Grid grid, Rule rule) {
        Question.require(!q.arithmetic().whole(), "whole numbers");
        int n = order(q.grid(0));
        int stack = q.grid(0).size() / (n * n);
        Real[] elements = new Real[grid.size()];
        for (int b = 0; b < stack; b++) {
            Real[] part = rule.of(matrix(q, 0, b, n, n), b);
            System.arraycopy(part, 0, elements, b * part.length, part.length);
        }
        return List.of(Expected.of(grid, elements, type(q)));
    }

    /** The stack's axes alone. */
    private static Grid stack(Grid grid) {
        return Grid.of(Arrays.copyOf(grid.dims(), grid.rank() - 2));
    }

    private static double condition(RealMatrix matrix) {
        double[] values = new SingularValueDecomposition(matrix).getSingularValues();
        double smallest = values[values.length - 1];
        return smallest > 0 ? values[0] / smallest : Double.POSITIVE_INFINITY;
    }

    /** All elements within a share of the largest; open where the share is not small. */
    private static Real[] within(Arithmetic a, RealMatrix result, double share) {
        double largest = 0;
        for (double[] row : result.getData()) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        int columns = result.getColumnDimension();
        Real[] elements = new Real[result.getRowDimension() * columns];
        for (int e = 0; e < elements.length; e++) {
            double value = result.getEntry(e / columns, e % columns);
            elements[e] = share < PERTURBATION_MAX ? a.kept(value, share * largest) : Real.UNKNOWN;
        }
        return elements;
    }

    /** Of a solution by elimination with pivoting: theorem 9.4, with |L||U| at most n times the matrix without growth. */
    private static double eliminated(Arithmetic a, int n, double condition) {
        return 2.0 * n * n * a.gamma(3L * n) * condition;
    }

    static List<Expected> inverse(Question q) {
        int n = order(q.grid(0));
        return each(q, q.grid(0), (matrix, b) -> {
            double share = eliminated(q.arithmetic(), n, condition(matrix));
            return share < PERTURBATION_MAX
                    ? within(
                            q.arithmetic(),
                            new LUDecomposition(matrix, 0).getSolver().getInverse(),
                            share)
                    : open(n * n);
        });
    }

    private static Real[] open(int size) {
        Real[] open = new Real[size];
        Arrays.fill(open, Real.UNKNOWN);
        return open;
    }

    static List<Expected> determinant(Question q) {
        int n = order(q.grid(0));
        return each(q, stack(q.grid(0)), (matrix, b) -> {
            double value = new LUDecomposition(matrix, 0).getDeterminant();
            double share = n * eliminated(q.arithmetic(), n, condition(matrix))
                    + q.arithmetic().gamma(n);
            boolean told = share < PERTURBATION_MAX && Math.abs(value) > Float.MIN_NORMAL;
            return new Real[] {told ? q.arithmetic().kept(value, share * Math.abs(value)) : Real.UNKNOWN};
        });
    }

    /** Sign and logarithm of the magnitude. */
    static List<Expected> logDeterminant(Question q) {
        Expected determinants = determinant(q).get(0);
        Real[] signs = new Real[determinants.size()];
        Real[] logs = new Real[determinants.size()];
        for (int e = 0; e < signs.length; e++) {
            Real determinant = determinants.element(e);
            signs[e] = determinant.unknown() ? Real.UNKNOWN : Real.exact(Math.signum(determinant.value()));
            Real log = q.arithmetic().elementary(Math::log, determinant.abs());
            // Summed from the logarithms of the pivots, each with an error of its own size.
            logs[e] = log.unknown()
                    ? log
                    : new Real(log.value(), log.error() + 100 * q.arithmetic().unit());
        }
        return List.of(
                Expected.of(determinants.grid(), signs, type(q)), Expected.of(determinants.grid(), logs, type(q)));
    }

    /** The factor of a symmetric positive definite matrix; theorem 10.8. */
    static List<Expected> cholesky(Question q) {
        int n = order(q.grid(0));
        boolean lower = !q.attributes().given("lower") || q.attributes().flag("lower");
        return each(q, q.grid(0), (matrix, b) -> {
            Question.require(symmetric(matrix), "no symmetric matrix");
            double share = 2.0 * n * q.arithmetic().gamma(n + 1) * condition(matrix);
            double[] values = new EigenDecompositionSymmetric(matrix).getEigenvalues();
            if (!(share < PERTURBATION_MAX) || values[n - 1] <= 0) {
                return open(n * n);
            }
            RealMatrix factor = new CholeskyDecomposition(matrix).getL();
            return within(q.arithmetic(), lower ? factor : factor.transpose(), share);
        });
    }

    private static boolean symmetric(RealMatrix matrix) {
        return matrix.equals(matrix.transpose());
    }

    /** The inverse of {@code A A'} or {@code A' A} from its triangular factor. */
    static List<Expected> inverseOfFactored(Question q) {
        int n = order(q.grid(0));
        boolean lower = q.attributes().flag("lower");
        return each(q, q.grid(0), (matrix, b) -> {
            RealMatrix factor = triangle(matrix, lower);
            double condition = condition(factor);
            double share = eliminated(q.arithmetic(), n, condition * condition);
            if (!(share < PERTURBATION_MAX)) {
                return open(n * n);
            }
            RealMatrix whole = lower
                    ? factor.multiply(factor.transpose())
                    : factor.transpose().multiply(factor);
            return within(
                    q.arithmetic(), new LUDecomposition(whole, 0).getSolver().getInverse(), share);
        });
    }

    private static RealMatrix triangle(RealMatrix matrix, boolean lower) {
        RealMatrix triangle = matrix.copy();
        for (int r = 0; r < matrix.getRowDimension(); r++) {
            for (int c = 0; c < matrix.getColumnDimension(); c++) {
                if (lower ? c > r : c < r) {
                    triangle.setEntry(r, c, 0);
                }
            }
        }
        return triangle;
    }

    /** {@code alpha B} over the triangle of A, from the left or the right; theorem 8.5. */
    static List<Expected> triangularSolve(Question q) {
        int n = order(q.grid(0));
        Grid right = q.grid(1);
        boolean rightSide = q.attributes().flag("rightside");
        Question.require(
                right.rank() == q.grid(0).rank()
                        && stack(right).equals(stack(q.grid(0)))
                        && right.dim(right.rank() - (rightSide ? 1 : 2)) == n,
                "shapes that do not go together");
        int rows = right.dim(right.rank() - 2);
        int columns = right.dim(right.rank() - 1);
        double alpha = q.attributes().number("alpha");
        return each(q, right, (matrix, b) -> {
            RealMatrix triangle = triangle(matrix, q.attributes().flag("lower"));
            RealMatrix factor = q.attributes().flag("transpose") ? triangle.transpose() : triangle;
            double share = 2.0 * n * q.arithmetic().gamma(n + 1) * condition(factor);
            if (!(share < PERTURBATION_MAX)) {
                return open(rows * columns);
            }
            RealMatrix other = matrix(q, 1, b, rows, columns).scalarMultiply(alpha);
            RealMatrix solved = rightSide
                    ? new LUDecomposition(factor.transpose(), 0)
                            .getSolver()
                            .solve(other.transpose())
                            .transpose()
                    : new LUDecomposition(factor, 0).getSolver().solve(other);
            return within(q.arithmetic(), solved, share);
        });
    }

    static List<Expected> solve(Question q) {
        int n = order(q.grid(0));
        Grid right = q.grid(1);
        boolean vector = right.rank() == q.grid(0).rank() - 1;
        Question.require(
                vector
                        ? right.rank() == 1 && right.dim(0) == n
                        : right.rank() == q.grid(0).rank()
                                && stack(right).equals(stack(q.grid(0)))
                                && right.dim(right.rank() - 2) == n,
                "shapes that do not go together");
        int columns = vector ? 1 : right.dim(right.rank() - 1);
        return each(q, right, (matrix, b) -> {
            double share = eliminated(q.arithmetic(), n, condition(matrix));
            return share < PERTURBATION_MAX
                    ? within(
                            q.arithmetic(),
                            new LUDecomposition(matrix, 0).getSolver().solve(matrix(q, 1, b, n, columns)),
                            share)
                    : open(n * columns);
        });
    }

    static List<Expected> sumOfLogs(Question q) {
        int n = order(q.grid(0));
        return each(q, stack(q.grid(0)), (matrix, b) -> {
            Real[] logs = new Real[n];
            for (int k = 0; k < n; k++) {
                logs[k] = q.arithmetic().elementary(Math::log, Real.exact(matrix.getEntry(k, k)));
            }
            return new Real[] {Reductions.sum(q.arithmetic(), logs)};
        });
    }

    /** Ascending, of a symmetric matrix whose one triangle is read. */
    private static Real[] eigenvalues(Question q, RealMatrix matrix, boolean lower) {
        int n = matrix.getRowDimension();
        RealMatrix half = triangle(matrix, lower);
        RealMatrix whole = half.add(half.transpose());
        for (int k = 0; k < n; k++) {
            whole.setEntry(k, k, matrix.getEntry(k, k));
        }
        double[] values = new EigenDecompositionSymmetric(whole).getEigenvalues();
        Arrays.sort(values);
        double largest = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]));
        Real[] elements = new Real[n];
        for (int k = 0; k < n; k++) {
            elements[k] =
                    q.arithmetic().kept(values[k], SPECTRUM * n * q.arithmetic().unit() * largest);
        }
        return elements;
    }

    private static Grid line(Grid grid) {
        return Grid.of(Arrays.copyOf(grid.dims(), grid.rank() - 1));
    }

    static List<Expected> eigenvaluesOnly(Question q) {
        boolean lower = q.attributes().is("UPLO", "L");
        Question.require(lower || q.attributes().is("UPLO", "U"), "UPLO");
        return each(q, line(q.grid(0)), (matrix, b) -> eigenvalues(q, matrix, lower));
    }

    /** Vectors first, which are not judged. */
    static List<Expected> eigenvaluesLast(Question q) {
        Expected vectors = Expected.of(q.grid(0), open(q.grid(0).size()), type(q));
        return List.of(
                vectors,
                each(q, line(q.grid(0)), (matrix, b) -> {
                            Question.require(symmetric(matrix), "no symmetric matrix");
                            return eigenvalues(q, matrix, true);
                        })
                        .get(0));
    }

    /** Left vectors, singular values in descending order, right vectors. */
    static List<Expected> singularValues(Question q) {
        Grid grid = q.grid(0);
        Question.require(grid.rank() >= 2 && grid.size() > 0 && !q.arithmetic().whole(), "rank");
        int m = grid.dim(grid.rank() - 2);
        int n = grid.dim(grid.rank() - 1);
        Question.require(m <= n, "more rows than columns");
        Grid left = grid.with(grid.rank() - 1, m);
        Grid middle = line(grid);
        Real[] elements = new Real[middle.size()];
        for (int b = 0; b < elements.length / m; b++) {
            double[] values = new SingularValueDecomposition(matrix(q, 0, b, m, n)).getSingularValues();
            for (int k = 0; k < m; k++) {
                elements[b * m + k] = q.arithmetic()
                        .kept(values[k], SPECTRUM * n * q.arithmetic().unit() * values[0]);
            }
        }
        return List.of(
                Expected.of(left, open(left.size()), type(q)),
                Expected.of(middle, elements, type(q)),
                Expected.of(grid, open(grid.size()), type(q)));
    }

    /** The inverse of a matrix whose rows and columns are several axes each. */
    static List<Expected> tensorInverse(Question q) {
        Grid grid = q.grid(0);
        int rows = q.attributes().whole("ind");
        Question.require(rows > 0 && rows < grid.rank() && grid.size() > 0, "ind");
        int n = grid.behind(rows - 1);
        Question.require(n * n == grid.size() && !q.arithmetic().whole(), "a square");
        RealMatrix matrix = matrix(q, 0, 0, n, n);
        double share = eliminated(q.arithmetic(), n, condition(matrix));
        int[] dims = new int[grid.rank()];
        for (int a = 0; a < dims.length; a++) {
            dims[a] = grid.dim((a + rows) % dims.length);
        }
        Real[] elements = share < PERTURBATION_MAX
                ? within(
                        q.arithmetic(),
                        new LUDecomposition(matrix, 0).getSolver().getInverse(),
                        share)
                : open(n * n);
        return List.of(Expected.of(Grid.of(dims), elements, type(q)));
    }
}
