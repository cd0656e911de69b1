package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many numbers in, one out. */
final class Reductions {
    /** What becomes of the elements of one group. */
    @FunctionalInterface
    interface Rule {
        Real of(Arithmetic a, Real[] group);
    }

    private Reductions() {}

    /** Over the axes of the classic operators. */
    static Reference classic(Rule rule) {
        return q -> List.of(folded(q, Fold.of(q), q.reals(0), rule, q.common()));
    }

    /** Over the axes of numpy's functions, with a type that the call may ask for. */
    static Reference numpy(Rule rule) {
        return numpy(q -> rule);
    }

    static Reference numpy(Function<Question, Rule> rule) {
        return q -> {
            Question.require(!q.attributes().given("initial"), "an initial value");
            return List.of(folded(q, Fold.numpy(q), q.reals(0), rule.apply(q), asked(q)));
        };
    }

    /** The type that the call asks for, or the inputs' where that is a floating one. */
    static @Nullable DType asked(Question q) {
        if (q.attributes().given("dtype")) {
            DType asked = DType.find(q.attributes().text("dtype")).orElseThrow(() -> new NotCovered("dtype"));
            Question.require(asked.floating() || !q.input(0).dtype().floating(), "fractions in whole numbers");
            return asked;
        }
        DType common = q.common();
        return common != null && common.floating() ? common : null;
    }

    static Expected folded(Question q, Fold fold, Real[] from, Rule rule, @Nullable DType type) {
        Real[] elements = new Real[fold.members().length];
        for (int g = 0; g < elements.length; g++) {
            elements[g] = rule.of(q.arithmetic(), gathered(from, fold.members()[g]));
        }
        return Expected.of(fold.grid(), elements, type != null && type.floating() ? type : null);
    }

    static Real[] gathered(Real[] from, int[] members) {
        Real[] group = new Real[members.length];
        for (int m = 0; m < group.length; m++) {
            group[m] = from[members[m]];
        }
        return group;
    }

    static Real sum(Arithmetic a, Real[] group) {
        double value = 0;
        double size = 0;
        double error = 0;
        for (Real real : group) {
            value += real.value();
            size += Math.abs(real.value());
            error += real.error();
        }
        return a.sum(value, size, error, group.length);
    }

    static Real mean(Arithmetic a, Real[] group) {
        return a.over(sum(a, group), Real.exact(group.length));
    }

    static Real squares(Arithmetic a, Real[] group) {
        Real[] squares = new Real[group.length];
        for (int m = 0; m < squares.length; m++) {
            squares[m] = a.square(group[m]);
        }
        return sum(a, squares);
    }

    /** In any order: what overflows or vanishes in one order need not in another. */
    static Real product(Arithmetic a, Real[] group) {
        double value = 1;
        double largest = 1;
        double smallest = 1;
        for (Real real : group) {
            double size = Math.abs(real.value());
            if (real.error() > 0) {
                return Real.UNKNOWN;
            }
            value *= real.value();
            largest *= Math.max(1, size);
            smallest *= size == 0 ? 1 : Math.min(1, size);
        }
        boolean vanishes = !a.whole() && smallest < Float.MIN_NORMAL;
        if (vanishes || a.kept(largest, 0).unknown() || a.kept(smallest, 0).unknown()) {
            return Real.UNKNOWN;
        }
        // What a partial product loses below the normal numbers is multiplied by the factors that follow.
        return a.kept(value, a.gamma(group.length) * Math.abs(value) + group.length * a.tiny() * largest);
    }

    static Real largest(Arithmetic a, Real[] group) {
        return best(group, true);
    }

    static Real smallest(Arithmetic a, Real[] group) {
        return best(group, false);
    }

    private static Real best(Real[] group, boolean largest) {
        Question.require(group.length > 0, "the extreme of nothing");
        Real best = group[0];
        double error = 0;
        for (Real real : group) {
            if (Double.isNaN(real.value())) {
                return Real.UNKNOWN;
            }
            best = largest == real.value() > best.value() ? real : best;
            error = Math.max(error, real.error());
        }
        return new Real(best.value(), error);
    }

    /** A rule over the elements that are numbers. */
    static Rule ofNumbers(Rule rule) {
        return (a, group) -> {
            List<Real> numbers = new ArrayList<>();
            for (Real real : group) {
                if (!Double.isNaN(real.value())) {
                    numbers.add(real);
                }
            }
            return rule.of(a, numbers.toArray(Real[]::new));
        };
    }

    /** Of order one or two. */
    static Rule norm(Question q) {
        return switch (q.attributes().whole("ord")) {
            case 1 -> Reductions::sizes;
            case 2 -> Reductions::length;
            default -> throw new NotCovered("ord");
        };
    }

    static List<Expected> norms(Question q) {
        Question.require(!q.attributes().given("out_dtype"), "out_dtype");
        return List.of(folded(q, Fold.of(q), q.reals(0), norm(q), q.common()));
    }

    private static Real sizes(Arithmetic a, Real[] group) {
        Real[] sizes = new Real[group.length];
        for (int m = 0; m < sizes.length; m++) {
            sizes[m] = group[m].abs();
        }
        return sum(a, sizes);
    }

    static Real length(Arithmetic a, Real[] group) {
        Real squares = squares(a, group);
        // Squares that vanish are lost, however their sum is taken.
        return a.whole() ? Real.UNKNOWN : a.sqrt(squares);
    }

    static Real all(Arithmetic a, Real[] group) {
        boolean all = true;
        for (Real real : group) {
            all &= real.value() != 0;
        }
        return Real.exact(all);
    }

    static Real any(Arithmetic a, Real[] group) {
        boolean any = false;
        for (Real real : group) {
            any |= real.value() != 0;
        }
        return Real.exact(any);
    }

    /** The mean square distance from the mean, as documented: distances first. */
    static Real variance(Arithmetic a, Real[] group, int lessBy) {
        Real mean = mean(a, group);
        Real[] distances = new Real[group.length];
        for (int m = 0; m < distances.length; m++) {
            distances[m] = a.minus(group[m], mean);
        }
        return a.over(squares(a, distances), Real.exact(group.length - lessBy));
    }

    static Rule variance(Question q) {
        int lessBy = q.attributes().whole("ddof");
        return (a, group) -> {
            Question.require(group.length > lessBy, "too few for ddof");
            return variance(a, group, lessBy);
        };
    }

    static Rule deviation(Question q) {
        Rule variance = variance(q);
        return (a, group) -> a.sqrt(variance.of(a, group));
    }

    static List<Expected> moments(Question q) {
        Grid grid = q.grid(0);
        int[] axes = q.attributes().wholes("axes");
        boolean[] folded = Fold.chosen(grid, axes);
        if (axes.length == 0) {
            java.util.Arrays.fill(folded, true);
        }
        Fold fold = Fold.of(q, grid, folded, q.attributes().flag("keepdims"));
        return List.of(
                folded(q, fold, q.reals(0), Reductions::mean, q.common()),
                folded(q, fold, q.reals(0), (a, group) -> variance(a, group, 0), q.common()));
    }

    /** Weights of the same shape, or one per place along a single axis. */
    static List<Expected> average(Question q) {
        Question.require(!q.attributes().flag("returned"), "the sum of weights as well");
        Fold fold = Fold.numpy(q);
        if (!q.attributes().flag("weighted")) {
            return List.of(folded(q, fold, q.reals(0), Reductions::mean, q.common()));
        }
        Question.require(q.grid(1).equals(q.grid(0)), "weights along an axis");
        Arithmetic a = q.arithmetic();
        Real[] weights = q.reals(1);
        Real[] products = q.reals(0);
        for (int e = 0; e < products.length; e++) {
            products[e] = a.times(products[e], weights[e]);
        }
        Real[] elements = new Real[fold.members().length];
        for (int g = 0; g < elements.length; g++) {
            int[] members = fold.members()[g];
            elements[g] = a.over(sum(a, gathered(products, members)), sum(a, gathered(weights, members)));
        }
        return List.of(Expected.of(fold.grid(), elements, q.common()));
    }

    static List<Expected> running(Question q) {
        boolean flat = !q.attributes().given("axis");
        Grid grid = flat ? Grid.of(q.grid(0).size()) : q.grid(0);
        int axis = flat ? 0 : grid.axis(q.attributes().whole("axis"));
        Real[] from = q.reals(0);
        Real[] elements = new Real[from.length];
        int step = grid.behind(axis);
        int length = grid.dim(axis);
        q.spend((long) from.length * length);
        for (int e = 0; e < from.length; e++) {
            int place = e / step % length;
            Real[] before = new Real[place + 1];
            for (int p = 0; p <= place; p++) {
                before[p] = from[e - (place - p) * step];
            }
            elements[e] = sum(q.arithmetic(), before);
        }
        return List.of(Expected.of(grid, elements, asked(q)));
    }

    static List<Expected> sumsOfSquares(Question q) {
        Real scale = q.arithmetic().single(q.attributes().number("scale"));
        Real[] elements = new Real[q.count()];
        for (int i = 0; i < elements.length; i++) {
            q.spend(q.input(i).size());
            elements[i] = squares(q.arithmetic(), q.reals(i));
            if (scale.value() != 1) {
                elements[i] = q.arithmetic().times(q.arithmetic().square(scale), elements[i]);
            }
        }
        return List.of(Expected.of(Grid.of(elements.length), elements, null));
    }
}
