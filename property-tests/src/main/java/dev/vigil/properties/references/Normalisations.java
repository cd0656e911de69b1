package dev.vigil.properties.references;

import java.util.List;
import java.util.stream.IntStream;

/** Distances from a mean over a deviation, by the documented formulas; variances as the mean square of distances. */
final class Normalisations {
    private Normalisations() {}

    private static Real epsilon(Question q) {
        return q.arithmetic().single(q.attributes().number("eps"));
    }

    /** {@code (x - mean) / sqrt(variance + eps)} over a group of elements. */
    private static void normalise(Question q, Real[] data, int[] members, Real[] into) {
        Arithmetic a = q.arithmetic();
        q.spend(6L * members.length);
        Real[] group = Reductions.gathered(data, members);
        Real mean = Reductions.mean(a, group);
        Real root = a.sqrt(a.plus(Reductions.variance(a, group, 0), epsilon(q)));
        for (int m = 0; m < members.length; m++) {
            into[members[m]] = a.over(a.minus(group[m], mean), root);
        }
    }

    private static Real[] normalised(Question q, Fold fold) {
        Real[] data = q.reals(0);
        Real[] elements = new Real[data.length];
        for (int[] members : fold.members()) {
            normalise(q, data, members, elements);
        }
        return elements;
    }

    /** Times gamma and plus beta, each with one number per place along an axis. */
    private static List<Expected> scaled(Question q, Real[] elements, int axis) {
        Grid grid = q.grid(0);
        Grid line = Grid.of(grid.dim(axis));
        Question.require(q.grid(1).equals(line) && q.grid(2).equals(line), "the shapes of gamma and beta");
        Arithmetic a = q.arithmetic();
        for (int e = 0; e < elements.length; e++) {
            int place = e / grid.behind(axis) % grid.dim(axis);
            elements[e] = a.plus(a.times(elements[e], q.real(1, place)), q.real(2, place));
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    static List<Expected> layer(Question q) {
        Question.require(!q.attributes().flag("output_mean_var"), "output_mean_var");
        Grid grid = q.grid(0);
        int axis = grid.axis(q.attributes().whole("axis"));
        return scaled(q, normalised(q, Fold.of(q, grid, Fold.chosen(grid, axis), true)), axis);
    }

    static List<Expected> instance(Question q) {
        Grid grid = q.grid(0);
        Question.require(grid.rank() >= 3, "rank");
        int[] axes = IntStream.range(2, grid.rank()).toArray();
        return scaled(q, normalised(q, Fold.of(q, grid, Fold.chosen(grid, axes), true)), 1);
    }

    static List<Expected> group(Question q) {
        Question.require(!q.attributes().flag("output_mean_var"), "output_mean_var");
        Grid grid = q.grid(0);
        int groups = q.attributes().whole("num_groups");
        Question.require(grid.rank() >= 3 && groups > 0 && grid.dim(1) % groups == 0 && grid.size() > 0, "groups");
        int length = grid.size() / grid.dim(0) / groups;
        Real[] data = q.reals(0);
        Real[] elements = new Real[data.length];
        for (int g = 0; g < grid.dim(0) * groups; g++) {
            int first = g * length;
            normalise(q, data, IntStream.range(first, first + length).toArray(), elements);
        }
        return scaled(q, elements, 1);
    }

    static List<Expected> length(Question q) {
        Grid grid = q.grid(0);
        Question.require(grid.rank() >= 2, "rank");
        Question.require(!q.attributes().is("mode", "spatial") || grid.rank() >= 3, "rank");
        int[] axes = switch (q.attributes().text("mode")) {
            case "instance" -> IntStream.range(1, grid.rank()).toArray();
            case "channel" -> new int[] {1};
            case "spatial" -> IntStream.range(2, grid.rank()).toArray();
            default -> throw new NotCovered("mode");
        };
        Arithmetic a = q.arithmetic();
        Real[] data = q.reals(0);
        Real[] elements = new Real[data.length];
        for (int[] members : Fold.of(q, grid, Fold.chosen(grid, axes), true).members()) {
            Real length = a.sqrt(a.plus(Reductions.squares(a, Reductions.gathered(data, members)), epsilon(q)));
            for (int member : members) {
                elements[member] = a.over(data[member], length);
            }
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    /** Over {@code (knorm + alpha / n sum of squares) ^ beta} of the neighbouring channels. */
    static List<Expected> neighbours(Question q) {
        Grid grid = q.grid(0);
        int size = q.attributes().whole("nsize");
        Question.require(grid.rank() == 4 && size > 0 && size % 2 == 1, "nsize");
        Arithmetic a = q.arithmetic();
        Real share = a.over(a.single(q.attributes().number("alpha")), Real.exact(size));
        Real knorm = a.single(q.attributes().number("knorm"));
        Real beta = a.single(q.attributes().number("beta"));
        Real[] data = q.reals(0);
        Real[] elements = new Real[data.length];
        q.spend((long) data.length * size);
        for (int e = 0; e < data.length; e++) {
            int channel = grid.at(e)[1];
            int first = Math.max(0, channel - size / 2);
            int last = Math.min(grid.dim(1) - 1, channel + size / 2);
            int here = e;
            int[] members = IntStream.rangeClosed(first, last)
                    .map(c -> here + (c - channel) * grid.behind(1))
                    .toArray();
            Real sum = Reductions.squares(a, Reductions.gathered(data, members));
            elements[e] = a.over(data[e], Pairs.power(a, a.plus(knorm, a.times(share, sum)), beta));
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    /** With the statistics of the batch while training, else with the moving ones. */
    static List<Expected> batch(Question q, boolean rectified) {
        Question.require(!q.attributes().flag("output_mean_var"), "output_mean_var");
        Grid grid = q.grid(0);
        int axis = grid.axis(q.attributes().whole("axis"));
        Grid line = Grid.of(grid.dim(axis));
        for (int i = 1; i < 5; i++) {
            Question.require(q.grid(i).equals(line), "the shapes of the statistics");
        }
        Arithmetic a = q.arithmetic();
        Real[] elements;
        if (q.train() && !q.attributes().flag("use_global_stats")) {
            boolean[] others = Fold.chosen(grid, axis);
            for (int k = 0; k < others.length; k++) {
                others[k] = !others[k];
            }
            elements = normalised(q, Fold.of(q, grid, others, true));
        } else {
            elements = moving(q, axis);
        }
        for (int e = 0; e < elements.length; e++) {
            int place = e / grid.behind(axis) % grid.dim(axis);
            Real gamma = q.attributes().flag("fix_gamma") ? Real.ONE : q.real(1, place);
            Real element = a.plus(a.times(elements[e], gamma), q.real(2, place));
            elements[e] = rectified ? Units.relu(a, element) : element;
        }
        return List.of(Expected.of(grid, elements, q.input(0).dtype()));
    }

    private static Real[] moving(Question q, int axis) {
        Grid grid = q.grid(0);
        Arithmetic a = q.arithmetic();
        Real[] elements = q.reals(0);
        q.spend(6L * elements.length);
        for (int e = 0; e < elements.length; e++) {
            int place = e / grid.behind(axis) % grid.dim(axis);
            Real root = a.sqrt(a.plus(q.real(4, place), epsilon(q)));
            // The mean and the root may be folded into one factor and one summand, which round at their own size.
            Real scale = a.over(Real.ONE, root);
            Real centre = a.times(q.real(3, place), scale);
            elements[e] = a.minus(a.times(elements[e], scale), centre);
        }
        return elements;
    }
}
