package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.List;

/** Images read at places that inputs give. */
final class Samplings {
    private Samplings() {}

    /** Places from -1 to 1 across the image, x before y; zeros around it. */
    static List<Expected> sampler(Question q) {
        Grid data = q.grid(0);
        Grid places = q.grid(1);
        Question.require(
                data.rank() == 4 && places.rank() == 4 && places.dim(1) == 2 && places.dim(0) == data.dim(0), "shapes");
        Grid grid = Grid.of(data.dim(0), data.dim(1), places.dim(2), places.dim(3));
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            Real x = across(q, q.real(1, places.flat(at[0], 0, at[2], at[3])), data.dim(3));
            Real y = across(q, q.real(1, places.flat(at[0], 1, at[2], at[3])), data.dim(2));
            elements[e] = Plane.of(q, at[0], at[1]).sampled(y, x);
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static Real across(Question q, Real place, int length) {
        Arithmetic a = q.arithmetic();
        return a.over(a.times(a.plus(place, Real.ONE), Real.exact(length - 1.0)), Real.exact(2));
    }

    /** Places for the sampler: an affine map of the plain ones, or the plain ones moved by a flow in elements. */
    static List<Expected> places(Question q) {
        return switch (q.attributes().text("transform_type")) {
            case "affine" -> mapped(q);
            case "warp" -> moved(q);
            default -> throw new NotCovered("transform_type");
        };
    }

    private static Real plain(Arithmetic a, int place, int length) {
        return a.minus(a.over(Real.exact(2.0 * place), Real.exact(length - 1.0)), Real.ONE);
    }

    private static List<Expected> mapped(Question q) {
        int[] shape = q.attributes().wholes("target_shape");
        Grid data = q.grid(0);
        Question.require(
                data.rank() == 2 && data.dim(1) == 6 && shape.length == 2 && shape[0] > 1 && shape[1] > 1, "shapes");
        Grid grid = Grid.of(data.dim(0), 2, shape[0], shape[1]);
        Arithmetic a = q.arithmetic();
        q.spend(6L * grid.size());
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            int row = at[0] * 6 + at[1] * 3;
            Real x = a.times(q.real(0, row), plain(a, at[3], shape[1]));
            Real y = a.times(q.real(0, row + 1), plain(a, at[2], shape[0]));
            elements[e] = Reductions.sum(a, new Real[] {x, y, q.real(0, row + 2)});
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static List<Expected> moved(Question q) {
        Grid grid = q.grid(0);
        Question.require(grid.rank() == 4 && grid.dim(1) == 2 && grid.dim(2) > 1 && grid.dim(3) > 1, "shapes");
        Arithmetic a = q.arithmetic();
        q.spend(4L * grid.size());
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            int axis = at[1] == 0 ? 3 : 2;
            Real half = Real.exact((grid.dim(axis) - 1) / 2.0);
            elements[e] = a.minus(a.over(a.plus(q.real(0, e), Real.exact(at[axis])), half), Real.ONE);
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    /** Means of evenly laid samples in each bin of a region. */
    static List<Expected> alignedRegions(Question q) {
        Grid data = q.grid(0);
        Grid regions = q.grid(1);
        int[] pooled = q.attributes().wholes("pooled_size");
        int samples = q.attributes().whole("sample_ratio");
        Question.require(
                data.rank() == 4
                        && regions.rank() == 2
                        && regions.dim(1) == 5
                        && pooled.length == 2
                        && samples > 0
                        && !q.attributes().flag("position_sensitive")
                        && !q.attributes().flag("aligned"),
                "shapes");
        Grid grid = Grid.of(regions.dim(0), data.dim(1), pooled[0], pooled[1]);
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            int batch = q.input(1).index(at[0] * 5);
            Question.require(batch >= 0 && batch < data.dim(0), "a batch out of range");
            Plane plane = Plane.of(q, batch, at[1]);
            List<Real> seen = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                Real y = place(q, at[0] * 5 + 2, at[2], pooled[0], i, samples);
                for (int j = 0; j < samples; j++) {
                    Real x = place(q, at[0] * 5 + 1, at[3], pooled[1], j, samples);
                    seen.add(sample(plane, y, x));
                }
            }
            elements[e] = Reductions.mean(q.arithmetic(), seen.toArray(Real[]::new));
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static Real sample(Plane plane, Real y, Real x) {
        // Just outside the image implementations differ in how they fade.
        return plane.holds(y, x) ? plane.clamped(y, x) : plane.misses(y, x) ? Real.ZERO : Real.UNKNOWN;
    }

    private static Real place(Question q, int corner, int bin, int bins, int number, int samples) {
        Arithmetic a = q.arithmetic();
        Real scale = a.single(q.attributes().number("spatial_scale"));
        Real start = a.times(q.real(1, corner), scale);
        Real length = a.larger(a.minus(a.times(q.real(1, corner + 2), scale), start), Real.ONE);
        Real width = a.over(length, Real.exact(bins));
        Real within = a.over(a.times(width, Real.exact(number + 0.5)), Real.exact(samples));
        return a.plus(a.plus(start, a.times(width, Real.exact(bin))), within);
    }

    /** A convolution whose kernel elements look where offsets send them, and count as much as a mask says. */
    static List<Expected> deformable(Question q, boolean masked) {
        Grid data = q.grid(0);
        Question.require(data.rank() == 4, "rank");
        Window window = Window.of(q, data);
        int weights = masked ? 3 : 2;
        int filters = q.attributes().whole("num_filter");
        int groups = q.attributes().whole("num_group");
        int offsets = q.attributes().whole("num_deformable_group");
        int channels = data.dim(1);
        Question.require(
                groups > 0 && offsets > 0 && channels % groups == 0 && filters % groups == 0 && channels % offsets == 0,
                "groups");
        Grid kernel = window.kernelGrid();
        Grid places = Grid.of(window.places());
        int each = channels / groups;
        Question.require(
                q.grid(weights).equals(Grid.of(filters, each, kernel.dim(0), kernel.dim(1)))
                        && q.grid(1)
                                .equals(Grid.of(
                                        data.dim(0), 2 * kernel.size() * offsets, places.dim(0), places.dim(1))),
                "the shapes of weight and offset");
        Grid grid = Grid.of(data.dim(0), filters, places.dim(0), places.dim(1));
        Arithmetic a = q.arithmetic();
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            List<Real> terms = new ArrayList<>();
            for (int c = 0; c < each; c++) {
                int channel = at[1] / (filters / groups) * each + c;
                int group = channel / (channels / offsets);
                Plane plane = Plane.of(q, at[0], channel);
                for (int k = 0; k < kernel.size(); k++) {
                    int offset = 2 * (group * kernel.size() + k);
                    Real y = sent(q, window, at, 0, k / kernel.dim(1), offset);
                    Real x = sent(q, window, at, 1, k % kernel.dim(1), offset + 1);
                    Real seen = sample(plane, y, x);
                    if (masked) {
                        seen = a.times(seen, q.real(2, q.grid(2).flat(at[0], group * kernel.size() + k, at[2], at[3])));
                    }
                    terms.add(a.times(seen, q.real(weights, (at[1] * each + c) * kernel.size() + k)));
                }
            }
            elements[e] = Reductions.sum(a, terms.toArray(Real[]::new));
            if (!q.attributes().flag("no_bias")) {
                elements[e] = a.plus(elements[e], q.real(weights + 1, at[1]));
            }
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static Real sent(Question q, Window window, int[] at, int axis, int within, int offset) {
        double place =
                at[axis + 2] * window.stride()[axis] + within * window.dilate()[axis] - (double) window.pad()[axis];
        return q.arithmetic().plus(Real.exact(place), q.real(1, q.grid(1).flat(at[0], offset, at[2], at[3])));
    }

    /** Patches of one image against displaced ones of another: mean product, or mean distance. */
    static List<Expected> correlation(Question q) {
        Grid data = q.grid(0);
        int kernel = q.attributes().whole("kernel_size");
        int reach = q.attributes().whole("max_displacement");
        int step = q.attributes().whole("stride1");
        int apart = q.attributes().whole("stride2");
        int pad = q.attributes().whole("pad_size");
        boolean product = q.attributes().flag("is_multiply");
        Question.require(
                data.rank() == 4
                        && q.grid(1).equals(data)
                        && kernel % 2 == 1
                        && kernel > 0
                        && step > 0
                        && apart > 0
                        && reach >= 0
                        && pad >= 0,
                "shapes");
        int border = reach + kernel / 2;
        int neighbours = reach / apart;
        int width = 2 * neighbours + 1;
        Grid grid = Grid.of(
                data.dim(0),
                width * width,
                rooms(data.dim(2) + 2 * pad - 2 * border, step),
                rooms(data.dim(3) + 2 * pad - 2 * border, step));
        int terms = kernel * kernel * data.dim(1);
        q.spend((long) grid.size() * terms);
        Arithmetic a = q.arithmetic();
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            int y = at[2] * step + reach - pad;
            int x = at[3] * step + reach - pad;
            int down = (at[1] / width - neighbours) * apart;
            int across = (at[1] % width - neighbours) * apart;
            Real[] compared = new Real[terms];
            for (int t = 0; t < terms; t++) {
                int channel = t / (kernel * kernel);
                int row = y + t / kernel % kernel;
                int column = x + t % kernel;
                Real one = element(q, 0, at[0], channel, row, column);
                Real other = element(q, 1, at[0], channel, row + down, column + across);
                compared[t] =
                        product ? a.times(one, other) : a.minus(one, other).abs();
            }
            elements[e] = a.over(Reductions.sum(a, compared), Real.exact(terms));
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static int rooms(int length, int step) {
        Question.require(length > 0, "nothing is left");
        return (length + step - 1) / step;
    }

    private static Real element(Question q, int input, int batch, int channel, int row, int column) {
        Grid grid = q.grid(input);
        boolean inside = row >= 0 && row < grid.dim(2) && column >= 0 && column < grid.dim(3);
        return inside ? q.real(input, grid.flat(batch, channel, row, column)) : Real.ZERO;
    }
}
