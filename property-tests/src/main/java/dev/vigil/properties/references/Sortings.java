package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Order of elements along an axis. Which of two equal elements comes first is nowhere written; NaN has no place. */
final class Sortings {
    /** One line of elements, in sorted order: where each is. */
    @SuppressWarnings("ArrayRecordComponent") // Handed from here to one reader.
    private record Line(int[] order, double[] values) {
        private double value(int place) {
            return values[order[place]];
        }

        /** The neighbours in order are others. */
        private boolean certain(int place) {
            return (place == 0 || value(place - 1) != value(place))
                    && (place + 1 == order.length || value(place + 1) != value(place));
        }
    }

    private Sortings() {}

    private static void requireNumbers(Question q) {
        Question.require(!q.input(0).anyNan(), "the order of NaN");
    }

    private static Line line(double[] values, boolean ascending) {
        Comparator<Integer> byValue = Comparator.comparingDouble(i -> values[i] == 0 ? 0.0 : values[i]);
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(ascending ? byValue : byValue.reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        return new Line(order, values);
    }

    /** The grid whose axis is sorted: the input, or all of it in one line when no axis is given. */
    private static Grid lined(Question q) {
        requireNumbers(q);
        q.spend(16L * q.grid(0).size());
        return q.attributes().given("axis") ? q.grid(0) : Grid.of(q.grid(0).size());
    }

    private static int axis(Question q, Grid grid) {
        return grid.axis(q.attributes().given("axis") ? q.attributes().whole("axis") : 0);
    }

    private static double[] values(Question q, Grid grid, int axis, int line) {
        int behind = grid.behind(axis);
        int length = grid.dim(axis);
        double[] values = new double[length];
        for (int p = 0; p < length; p++) {
            values[p] = q.input(0).value((line / behind * length + p) * behind + line % behind);
        }
        return values;
    }

    static List<Expected> sort(Question q) {
        return ranked(
                q,
                q.attributes().flag("is_ascend"),
                Integer.MAX_VALUE,
                "value",
                q.input(0).dtype());
    }

    static List<Expected> argsort(Question q) {
        return ranked(q, q.attributes().flag("is_ascend"), Integer.MAX_VALUE, "indices", indexType(q));
    }

    private static DType indexType(Question q) {
        return DType.find(q.attributes().text("dtype")).orElseThrow(() -> new NotCovered("dtype"));
    }

    static List<Expected> top(Question q) {
        int k = q.attributes().whole("k");
        String wanted = q.attributes().text("ret_typ");
        DType type = wanted.equals("indices") ? indexType(q) : q.input(0).dtype();
        List<Expected> first = ranked(
                q,
                q.attributes().flag("is_ascend"),
                k < 1 ? Integer.MAX_VALUE : k,
                wanted.equals("both") ? "value" : wanted,
                type);
        if (!wanted.equals("both")) {
            return first;
        }
        List<Expected> both = new ArrayList<>(first);
        both.addAll(
                ranked(q, q.attributes().flag("is_ascend"), k < 1 ? Integer.MAX_VALUE : k, "indices", indexType(q)));
        return both;
    }

    private static List<Expected> ranked(Question q, boolean ascending, int most, String wanted, DType type) {
        Grid grid = lined(q);
        int axis = axis(q, grid);
        int length = grid.dim(axis);
        int kept = Math.min(most, length);
        boolean mask = wanted.equals("mask");
        Grid out = mask ? q.grid(0) : grid.with(axis, kept);
        Real[] elements = new Real[out.size()];
        int behind = grid.behind(axis);
        int lines = length == 0 ? 0 : grid.size() / length;
        for (int l = 0; l < lines; l++) {
            Line line = line(values(q, grid, axis, l), ascending);
            for (int p = 0; p < (mask ? length : kept); p++) {
                int place = mask ? line.order()[p] : p;
                int at = (l / behind * (mask ? length : kept) + place) * behind + l % behind;
                elements[at] = switch (wanted) {
                    case "value" -> Real.exact(line.value(p));
                    case "indices" -> line.certain(p) ? Real.exact(line.order()[p]) : Real.UNKNOWN;
                    case "mask" -> tiedAcross(line, p, kept) ? Real.UNKNOWN : Real.exact(p < kept);
                    default -> throw new NotCovered("ret_typ");
                };
            }
        }
        return List.of(Expected.of(out, elements, type));
    }

    private static boolean tiedAcross(Line line, int place, int kept) {
        return kept > 0
                && kept < line.order().length
                && line.value(kept - 1) == line.value(kept)
                && line.value(place) == line.value(kept);
    }

    static Reference extreme(boolean largest) {
        return q -> {
            Grid grid = lined(q);
            return List.of(
                    extreme(q, grid, axis(q, grid), largest, q.attributes().flag("keepdims")));
        };
    }

    static List<Expected> largestChannel(Question q) {
        requireNumbers(q);
        Grid grid = q.grid(0);
        Question.require(grid.rank() >= 2, "rank");
        return List.of(extreme(q, grid, 1, true, false));
    }

    /** The first of equal ones, as documented. */
    private static Expected extreme(Question q, Grid grid, int axis, boolean largest, boolean keep) {
        int length = grid.dim(axis);
        Question.require(length > 0, "the extreme of nothing");
        Real[] elements = new Real[grid.size() / length];
        for (int l = 0; l < elements.length; l++) {
            double[] values = values(q, grid, axis, l);
            int best = 0;
            for (int p = 1; p < length; p++) {
                best = largest ? (values[p] > values[best] ? p : best) : (values[p] < values[best] ? p : best);
            }
            elements[l] = Real.exact(best);
        }
        boolean flat = !q.attributes().given("axis") && grid.rank() != q.grid(0).rank();
        Grid shown = flat ? Grid.SCALAR : grid.without(axis);
        if (keep) {
            int[] ones = new int[q.grid(0).rank()];
            Arrays.fill(ones, 1);
            shown = flat ? Grid.of(ones) : grid.with(axis, 1);
        }
        return Expected.of(shown, elements, null);
    }

    /** The different values in ascending order. */
    static List<Expected> unique(Question q) {
        requireNumbers(q);
        Question.require(!q.attributes().given("axis"), "axis");
        Question.require(
                !q.attributes().flag("return_index")
                        && !q.attributes().flag("return_inverse")
                        && !q.attributes().flag("return_counts"),
                "more than the values");
        double[] sorted = IntStream.range(0, q.grid(0).size())
                .mapToDouble(e -> q.input(0).value(e) == 0 ? 0.0 : q.input(0).value(e))
                .sorted()
                .distinct()
                .toArray();
        Real[] elements = Arrays.stream(sorted).mapToObj(Real::exact).toArray(Real[]::new);
        return List.of(
                Expected.of(Grid.of(elements.length), elements, q.input(0).dtype()));
    }

    static List<Expected> percentile(Question q) {
        requireNumbers(q);
        Fold fold = Fold.numpy(q);
        Arithmetic a = q.arithmetic();
        boolean scalar = q.attributes().given("q_scalar");
        Grid ranks = scalar ? Grid.SCALAR : q.grid(1);
        int groups = fold.members().length;
        Real[] elements = new Real[ranks.size() * groups];
        String between = q.attributes().text("interpolation");
        for (int r = 0; r < ranks.size(); r++) {
            double percent =
                    scalar ? q.attributes().number("q_scalar") : q.input(1).value(r);
            Question.require(percent >= 0 && percent <= 100, "a share out of range");
            for (int g = 0; g < groups; g++) {
                q.spend(16L * fold.members()[g].length);
                double[] values = Arrays.stream(fold.members()[g])
                        .mapToDouble(e -> q.input(0).value(e))
                        .sorted()
                        .toArray();
                elements[r * groups + g] = interpolated(a, values, percent, between);
            }
        }
        int[] dims = Arrays.copyOf(ranks.dims(), ranks.rank() + fold.grid().rank());
        System.arraycopy(fold.grid().dims(), 0, dims, ranks.rank(), fold.grid().rank());
        return List.of(Expected.of(Grid.of(dims), elements, null));
    }

    private static Real interpolated(Arithmetic a, double[] sorted, double percent, String between) {
        Question.require(sorted.length > 0, "a share of nothing");
        Real place = a.over(a.times(a.constant(percent), Real.exact(sorted.length - 1.0)), Real.exact(100));
        int below = (int) Math.floor(place.value());
        int above = Math.min(sorted.length - 1, below + 1);
        // A place that may fall on either side of an element picks another neighbour, which only interpolation evens
        // out.
        boolean close = Math.abs(place.value() - Math.rint(place.value())) <= place.error();
        Real low = a.constant(sorted[below]);
        Real high = a.constant(sorted[above]);
        return switch (between) {
            case "linear" -> between(a, low, high, a.minus(place, Real.exact(below)));
            case "lower" -> close ? Real.UNKNOWN : low;
            case "higher" -> close ? Real.UNKNOWN : high;
            case "midpoint" -> close ? Real.UNKNOWN : between(a, low, high, Real.exact(0.5));
            default -> throw new NotCovered("interpolation");
        };
    }

    private static Real between(Arithmetic a, Real low, Real high, Real share) {
        return a.plus(low, a.times(share, a.minus(high, low)));
    }
}
