package dev.vigil.properties.references;

import java.util.Arrays;
import java.util.List;

/** Kernels moved over data; batch and channels come first. */
final class Convolutions {
    /** A sum of products in the making. */
    private static final class Sums {
        private final double[] value;
        private final double[] size;
        private final double[] inherited;
        private final int[] terms;

        Sums(int length) {
            value = new double[length];
            size = new double[length];
            inherited = new double[length];
            terms = new int[length];
        }

        void add(int at, Real x, Real y) {
            value[at] += x.value() * y.value();
            size[at] += Math.abs(x.value() * y.value());
            inherited[at] += Math.abs(x.value()) * y.error() + y.magnitude() * x.error();
            terms[at]++;
        }

        Real[] rounded(Arithmetic a) {
            Real[] rounded = new Real[value.length];
            for (int e = 0; e < rounded.length; e++) {
                // Implementations that pad with zeros add no more than exact terms.
                rounded[e] = a.sum(value[e], size[e], inherited[e] + a.gamma(1) * size[e], terms[e]);
            }
            return rounded;
        }
    }

    private Convolutions() {}

    private static Grid joined(int first, int second, int[] rest) {
        int[] dims = new int[rest.length + 2];
        dims[0] = first;
        dims[1] = second;
        System.arraycopy(rest, 0, dims, 2, rest.length);
        return Grid.of(dims);
    }

    private static int groups(Question q, int channels) {
        int groups = q.attributes().whole("num_group");
        Question.require(groups > 0 && channels % groups == 0 && filters(q) % groups == 0, "num_group");
        return groups;
    }

    private static int filters(Question q) {
        return q.attributes().whole("num_filter");
    }

    private static List<Expected> biased(Question q, Grid grid, Real[] elements) {
        if (!q.attributes().flag("no_bias")) {
            Question.require(q.grid(2).equals(Grid.of(grid.dim(1))), "the shape of the bias");
            for (int e = 0; e < elements.length; e++) {
                elements[e] = q.arithmetic().plus(elements[e], q.real(2, e / grid.behind(1) % grid.dim(1)));
            }
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    static List<Expected> convolution(Question q) {
        Grid data = q.grid(0);
        Window window = Window.of(q, data);
        int channels = data.dim(1);
        int groups = groups(q, channels);
        Grid kernel = window.kernelGrid();
        Question.require(
                q.grid(1).equals(joined(filters(q), channels / groups, window.kernel())), "the shape of the weight");
        Grid places = Grid.of(window.places());
        Grid space = Grid.of(window.length());
        Grid grid = joined(data.dim(0), filters(q), window.places());
        int each = channels / groups;
        q.spend((long) grid.size() * each * kernel.size());
        Real[] x = q.reals(0);
        Real[] w = q.reals(1);
        Sums sums = new Sums(grid.size());
        for (int e = 0; e < grid.size(); e++) {
            int filter = e / places.size() % filters(q);
            int batch = e / places.size() / filters(q);
            int group = filter / (filters(q) / groups);
            for (int k = 0; k < kernel.size(); k++) {
                int at = window.seen(places.at(e % places.size()), kernel.at(k), space);
                for (int c = 0; c < each && at >= 0; c++) {
                    sums.add(
                            e,
                            x[(batch * channels + group * each + c) * space.size() + at],
                            w[(filter * each + c) * kernel.size() + k]);
                }
            }
        }
        return biased(q, grid, sums.rounded(q.arithmetic()));
    }

    static List<Expected> transposed(Question q) {
        Grid data = q.grid(0);
        Question.require(q.attributes().wholes("target_shape").length == 0, "target_shape");
        Window window = Window.of(q, data);
        int channels = data.dim(1);
        int groups = groups(q, channels);
        int each = filters(q) / groups;
        Grid kernel = window.kernelGrid();
        Question.require(q.grid(1).equals(joined(channels, each, window.kernel())), "the shape of the weight");
        int[] lengths = window.spread(q.attributes().wholes("adj"));
        Grid space = Grid.of(lengths);
        Grid places = Grid.of(window.length());
        // Seen from the result, the data are the places and the result is what the kernel sees.
        Window back = new Window(lengths, window.kernel(), window.stride(), window.dilate(), window.pad());
        Grid grid = joined(data.dim(0), filters(q), lengths);
        q.spend((long) data.size() * kernel.size() * each);
        Real[] x = q.reals(0);
        Real[] w = q.reals(1);
        Sums sums = new Sums(grid.size());
        for (int e = 0; e < data.size(); e++) {
            int channel = e / places.size() % channels;
            int batch = e / places.size() / channels;
            int group = channel / (channels / groups);
            for (int k = 0; k < kernel.size(); k++) {
                int at = back.seen(places.at(e % places.size()), kernel.at(k), space);
                for (int f = 0; f < each && at >= 0; f++) {
                    sums.add(
                            (batch * filters(q) + group * each + f) * space.size() + at,
                            x[e],
                            w[(channel * each + f) * kernel.size() + k]);
                }
            }
        }
        return biased(q, grid, sums.rounded(q.arithmetic()));
    }

    /** What the kernel sees at each place, one column a place. */
    static List<Expected> columns(Question q) {
        Grid data = q.grid(0);
        Window window = Window.of(q, data);
        Grid kernel = window.kernelGrid();
        Grid places = Grid.of(window.places());
        Grid space = Grid.of(window.length());
        Grid grid = Grid.of(data.dim(0), data.dim(1) * kernel.size(), places.size());
        return List.of(Gather.of(q, grid, e -> {
            int row = e / places.size() % (data.dim(1) * kernel.size());
            int batch = e / places.size() / (data.dim(1) * kernel.size());
            int at = window.seen(places.at(e % places.size()), kernel.at(row % kernel.size()), space);
            return at < 0 ? Gather.NONE : (batch * data.dim(1) + row / kernel.size()) * space.size() + at;
        }));
    }

    /** The columns' elements summed where the kernel saw them. */
    static List<Expected> image(Question q) {
        Grid columns = q.grid(0);
        int[] lengths = q.attributes().wholes("output_size");
        int[] kernelLengths = q.attributes().wholes("kernel");
        int size = Arrays.stream(kernelLengths).reduce(1, Math::multiplyExact);
        Question.require(columns.rank() == 3 && size > 0 && columns.dim(1) % size == 0, "columns");
        Grid grid = joined(columns.dim(0), columns.dim(1) / size, lengths);
        Window window = Window.of(q, grid);
        Grid places = Grid.of(window.places());
        Question.require(places.size() == columns.dim(2), "columns");
        Grid kernel = window.kernelGrid();
        Grid space = Grid.of(lengths);
        Sums sums = new Sums(grid.size());
        q.spend(columns.size());
        for (int e = 0; e < columns.size(); e++) {
            int row = e / places.size();
            int at = window.seen(places.at(e % places.size()), kernel.at(row % size), space);
            if (at >= 0) {
                sums.add(row / size * space.size() + at, q.real(0, e), Real.ONE);
            }
        }
        return List.of(Expected.of(grid, sums.rounded(q.arithmetic()), q.common()));
    }
}
