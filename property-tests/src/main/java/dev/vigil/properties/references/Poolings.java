package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Windows of data made into one number each, and images made larger or smaller. */
final class Poolings {
    private Poolings() {}

    static List<Expected> pooling(Question q) {
        Grid data = q.grid(0);
        Question.require(data.rank() >= 3, "rank");
        if (q.attributes().flag("global_pool")) {
            return global(q);
        }
        Window window = Window.of(q, data);
        int[] dims = data.dims();
        for (int a = 0; a < window.axes(); a++) {
            Question.require(window.pad()[a] < window.kernel()[a], "a frame as wide as the kernel");
            int room = window.length()[a] + 2 * window.pad()[a] - window.kernel()[a];
            Question.require(room >= 0, "a kernel larger than the data");
            dims[a + 2] = switch (q.attributes().text("pooling_convention")) {
                case "valid" -> room / window.stride()[a] + 1;
                case "full" -> (room + window.stride()[a] - 1) / window.stride()[a] + 1;
                default -> throw new NotCovered("pooling_convention");
            };
        }
        Grid grid = Grid.of(dims);
        Grid kernel = window.kernelGrid();
        Grid space = Grid.of(window.length());
        Grid places = Grid.of(Arrays.copyOfRange(dims, 2, dims.length));
        q.spend((long) grid.size() * kernel.size());
        Real[] x = q.reals(0);
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] place = places.at(e % places.size());
            List<Real> seen = new ArrayList<>();
            for (int k = 0; k < kernel.size(); k++) {
                int at = window.seen(place, kernel.at(k), space);
                if (at >= 0) {
                    seen.add(x[e / places.size() * space.size() + at]);
                }
            }
            // Past the frame the documentation does not say what a window counts.
            boolean inside = IntStream.range(0, place.length)
                    .allMatch(a -> place[a] * window.stride()[a] + window.kernel()[a]
                            <= window.length()[a] + 2 * window.pad()[a]);
            elements[e] = pooled(q, seen.toArray(Real[]::new), inside ? kernel.size() : 0);
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static List<Expected> global(Question q) {
        Grid data = q.grid(0);
        Question.require(
                !q.attributes().given("layout") || q.attributes().text("layout").startsWith("NC"), "layout");
        int[] dims = data.dims();
        Arrays.fill(dims, 2, dims.length, 1);
        Grid grid = Grid.of(dims);
        int size = data.behind(1);
        Real[] elements = new Real[grid.size()];
        q.spend(data.size());
        for (int e = 0; e < elements.length; e++) {
            Real[] seen = new Real[size];
            for (int k = 0; k < size; k++) {
                seen[k] = q.real(0, e * size + k);
            }
            elements[e] = pooled(q, seen, size);
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    /** @param size of the window with its share of the frame; 0 when that is open */
    private static Real pooled(Question q, Real[] seen, int size) {
        Arithmetic a = q.arithmetic();
        if (seen.length == 0) {
            return Real.UNKNOWN;
        }
        return switch (q.attributes().text("pool_type")) {
            case "max" -> Reductions.largest(a, seen);
            case "sum" -> Reductions.sum(a, seen);
            case "avg" -> {
                boolean frame = !q.attributes().given("count_include_pad")
                        || q.attributes().flag("count_include_pad");
                int count = frame ? size : seen.length;
                yield count == 0 ? Real.UNKNOWN : a.over(Reductions.sum(a, seen), Real.exact(count));
            }
            case "lp" -> powers(q, seen);
            default -> throw new NotCovered("pool_type");
        };
    }

    private static Real powers(Question q, Real[] seen) {
        Arithmetic a = q.arithmetic();
        int power = q.attributes().whole("p_value");
        Real[] powers = new Real[seen.length];
        for (int m = 0; m < powers.length; m++) {
            Real size = seen[m].abs();
            powers[m] = switch (power) {
                case 1 -> size;
                case 2 -> a.square(size);
                case 3 -> a.times(size, a.square(size));
                default -> throw new NotCovered("p_value");
            };
        }
        Real sum = Reductions.sum(a, powers);
        return switch (power) {
            case 1 -> sum;
            case 2 -> a.sqrt(sum);
            default -> a.elementary(Math::cbrt, sum);
        };
    }

    /** Means over windows that lie as evenly as whole numbers allow. */
    static List<Expected> adaptive(Question q) {
        Grid data = q.grid(0);
        Question.require(data.rank() == 4, "rank");
        int[] size = q.attributes().wholes("output_size");
        int rows = size.length == 0 ? 1 : size[0];
        int columns = size.length == 2 ? size[1] : rows;
        Question.require(size.length <= 2 && rows > 0 && columns > 0, "output_size");
        Grid grid = Grid.of(data.dim(0), data.dim(1), rows, columns);
        Real[] elements = new Real[grid.size()];
        q.spend(4L * data.size() + grid.size());
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            List<Real> seen = new ArrayList<>();
            for (int y = start(at[2], data.dim(2), rows); y < end(at[2], data.dim(2), rows); y++) {
                for (int x = start(at[3], data.dim(3), columns); x < end(at[3], data.dim(3), columns); x++) {
                    seen.add(q.real(0, data.flat(at[0], at[1], y, x)));
                }
            }
            elements[e] = Reductions.mean(q.arithmetic(), seen.toArray(Real[]::new));
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    private static int start(int place, int length, int places) {
        return place * length / places;
    }

    private static int end(int place, int length, int places) {
        return ((place + 1) * length + places - 1) / places;
    }

    static List<Expected> repeated(Question q) {
        Grid data = q.grid(0);
        int scale = q.attributes().whole("scale");
        Question.require(
                q.attributes().is("sample_type", "nearest") && q.count() == 1 && data.rank() == 4 && scale > 0,
                "sample_type");
        Grid grid = Grid.of(data.dim(0), data.dim(1), data.dim(2) * scale, data.dim(3) * scale);
        return List.of(Gather.of(q, grid, e -> {
            int[] at = grid.at(e);
            return data.flat(at[0], at[1], at[2] / scale, at[3] / scale);
        }));
    }

    /** Linear between the four nearest; with aligned corners, the corners of both images are the same points. */
    static List<Expected> resized(Question q) {
        Grid data = q.grid(0);
        int rows = q.attributes().whole("height");
        int columns = q.attributes().whole("width");
        Question.require(
                q.attributes().is("mode", "size")
                        && q.attributes().flag("align_corners")
                        && data.rank() == 4
                        && q.count() == 1
                        && rows > 1
                        && columns > 1,
                "mode");
        Grid grid = Grid.of(data.dim(0), data.dim(1), rows, columns);
        Arithmetic a = q.arithmetic();
        q.spend(8L * grid.size());
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            Real y = a.over(Real.exact((double) at[2] * (data.dim(2) - 1)), Real.exact(rows - 1.0));
            Real x = a.over(Real.exact((double) at[3] * (data.dim(3) - 1)), Real.exact(columns - 1.0));
            elements[e] = Plane.of(q, at[0], at[1]).clamped(y, x);
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    /** The largest element of each bin of a region; a bin's bounds that rounding may move have no answer. */
    static List<Expected> regions(Question q) {
        Grid data = q.grid(0);
        Grid regions = q.grid(1);
        int[] pooled = q.attributes().wholes("pooled_size");
        double scale = q.attributes().number("spatial_scale");
        Question.require(
                data.rank() == 4 && regions.rank() == 2 && regions.dim(1) == 5 && pooled.length == 2, "shapes");
        Grid grid = Grid.of(regions.dim(0), data.dim(1), pooled[0], pooled[1]);
        Real[] elements = new Real[grid.size()];
        for (int e = 0; e < elements.length; e++) {
            int[] at = grid.at(e);
            int batch = q.input(1).index(at[0] * 5);
            Question.require(batch >= 0 && batch < data.dim(0), "a batch out of range");
            int[] across = bin(q, at[0] * 5 + 1, scale, at[3], pooled[1], data.dim(3));
            int[] down = bin(q, at[0] * 5 + 2, scale, at[2], pooled[0], data.dim(2));
            List<Real> seen = new ArrayList<>();
            for (int y = down[0]; y < down[1]; y++) {
                for (int x = across[0]; x < across[1]; x++) {
                    seen.add(q.real(0, data.flat(batch, at[1], y, x)));
                }
            }
            q.spend(seen.size());
            elements[e] = seen.isEmpty() ? Real.ZERO : Reductions.largest(q.arithmetic(), seen.toArray(Real[]::new));
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }

    /** First element and the one past the last along one axis; a region's end lies two numbers behind its start. */
    private static int[] bin(Question q, int corner, double scale, int place, int places, int length) {
        int start = nearest(q.input(1).value(corner) * scale);
        int end = nearest(q.input(1).value(corner + 2) * scale);
        int size = Math.max(end - start + 1, 1);
        int first = Math.floorDiv(place * size, places) + start;
        int last = -Math.floorDiv(-(place + 1) * size, places) + start;
        // Bounds computed in floating point may differ where a bin ends on an element, unless bins are whole.
        boolean even = size % places == 0 && Integer.bitCount(places) == 1;
        boolean between = place * size % places != 0 && (place + 1) * size % places != 0;
        Question.require(even || between, "a bound on an element");
        return new int[] {Math.max(0, Math.min(length, first)), Math.max(0, Math.min(length, last))};
    }

    private static int nearest(double value) {
        Question.require(
                Math.abs(value - Math.rint(value)) < 0.49 && Math.abs(value) < 1e6, "a corner between elements");
        return (int) Math.rint(value);
    }
}
