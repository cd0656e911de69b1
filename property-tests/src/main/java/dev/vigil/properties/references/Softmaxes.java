package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shares of exponentials along an axis: each element's distance from the largest, its exponential, and their sum. */
final class Softmaxes {
    /** What becomes of one line of elements. */
    @FunctionalInterface
    private interface Rule {
        Real[] of(Arithmetic a, Real[] line);
    }

    private Softmaxes() {}

    static List<Expected> softmax(Question q) {
        return attributed(q, 1, Softmaxes::shares);
    }

    static List<Expected> softmin(Question q) {
        return attributed(q, -1, Softmaxes::shares);
    }

    static List<Expected> logSoftmax(Question q) {
        return attributed(q, 1, Softmaxes::logShares);
    }

    private static List<Expected> attributed(Question q, int sign, Rule rule) {
        Question.require(!q.attributes().flag("use_length"), "lengths");
        Real temperature = q.attributes().given("temperature")
                ? q.arithmetic().constant(q.attributes().number("temperature"))
                : Real.ONE;
        Question.require(temperature.value() > 0, "temperature");
        DType type = q.attributes().given("dtype")
                ? DType.find(q.attributes().text("dtype")).orElseThrow(() -> new NotCovered("dtype"))
                : q.input(0).dtype();
        int axis = q.grid(0).axis(q.attributes().whole("axis"));
        return List.of(along(q, axis, type, (a, line) -> {
            Real[] scaled = new Real[line.length];
            for (int p = 0; p < line.length; p++) {
                scaled[p] = sign < 0 ? line[p].negated() : line[p];
            }
            return divided(a, rule, scaled, temperature);
        }));
    }

    private static Real[] divided(Arithmetic a, Rule rule, Real[] line, Real temperature) {
        if (temperature.value() == 1) {
            return rule.of(a, line);
        }
        Real[] scaled = new Real[line.length];
        for (int p = 0; p < line.length; p++) {
            scaled[p] = a.over(line[p], temperature);
        }
        return rule.of(a, scaled);
    }

    private static Expected along(Question q, int axis, @Nullable DType type, Rule rule) {
        Grid grid = q.grid(0);
        int behind = grid.behind(axis);
        int length = grid.dim(axis);
        q.spend(4L * grid.size());
        Real[] elements = new Real[grid.size()];
        int lines = length == 0 ? 0 : grid.size() / length;
        for (int l = 0; l < lines; l++) {
            Real[] line = new Real[length];
            for (int p = 0; p < length; p++) {
                line[p] = q.real(0, (l / behind * length + p) * behind + l % behind);
            }
            Real[] result = rule.of(q.arithmetic(), line);
            for (int p = 0; p < length; p++) {
                elements[(l / behind * length + p) * behind + l % behind] = result[p];
            }
        }
        return Expected.of(grid, elements, type != null && type.floating() ? type : null);
    }

    private static Real[] distances(Arithmetic a, Real[] line) {
        Real largest = Reductions.largest(a, line);
        Real[] distances = new Real[line.length];
        for (int p = 0; p < line.length; p++) {
            distances[p] = a.minus(line[p], largest);
        }
        return distances;
    }

    private static Real[] exponentials(Arithmetic a, Real[] distances) {
        Real[] exponentials = new Real[distances.length];
        for (int p = 0; p < distances.length; p++) {
            exponentials[p] = a.vectorised(Math::exp, distances[p], Arithmetic.VECTOR);
        }
        return exponentials;
    }

    static Real[] shares(Arithmetic a, Real[] line) {
        Real[] exponentials = exponentials(a, distances(a, line));
        Real sum = Reductions.sum(a, exponentials);
        Real[] shares = new Real[line.length];
        for (int p = 0; p < line.length; p++) {
            shares[p] = a.over(exponentials[p], sum);
        }
        return shares;
    }

    static Real[] logShares(Arithmetic a, Real[] line) {
        Real[] distances = distances(a, line);
        Real sum = a.vectorised(Math::log, Reductions.sum(a, exponentials(a, distances)), Arithmetic.VECTOR_ROUGH);
        Real[] logs = new Real[line.length];
        for (int p = 0; p < line.length; p++) {
            logs[p] = a.minus(distances[p], sum);
        }
        return logs;
    }

    static List<Expected> activation(Question q) {
        Grid grid = q.grid(0);
        Question.require(grid.rank() >= 2, "rank");
        return switch (q.attributes().text("mode")) {
            case "channel" -> List.of(along(q, 1, q.common(), Softmaxes::shares));
            case "instance" -> {
                // Whether more axes are taken together or one by one is left open.
                Question.require(grid.rank() == 2, "rank");
                yield flattened(q);
            }
            default -> throw new NotCovered("mode");
        };
    }

    /** Along everything behind the first axis. */
    private static List<Expected> flattened(Question q) {
        Grid grid = q.grid(0);
        int length = grid.behind(0);
        Real[] elements = new Real[grid.size()];
        q.spend(4L * grid.size());
        for (int l = 0; l < grid.dim(0); l++) {
            Real[] line = new Real[length];
            for (int p = 0; p < length; p++) {
                line[p] = q.real(0, l * length + p);
            }
            System.arraycopy(shares(q.arithmetic(), line), 0, elements, l * length, length);
        }
        return List.of(Expected.of(grid, elements, q.input(0).dtype()));
    }

    /** The labels matter to the gradient alone. */
    static List<Expected> output(Question q) {
        Question.require(q.grid(0).rank() >= 2, "rank");
        if (q.attributes().flag("multi_output")) {
            return List.of(along(q, 1, null, Softmaxes::shares));
        }
        return q.attributes().flag("preserve_shape")
                ? List.of(along(q, q.grid(0).rank() - 1, null, Softmaxes::shares))
                : flattened(q);
    }

    /** The sum over the rows of the negative logarithm of the labelled share. */
    static List<Expected> crossEntropy(Question q) {
        Grid grid = q.grid(0);
        Question.require(grid.rank() == 2 && q.grid(1).equals(Grid.of(grid.dim(0))), "shapes");
        Arithmetic a = q.arithmetic();
        Real[] losses = new Real[grid.dim(0)];
        for (int row = 0; row < losses.length; row++) {
            Real[] line = new Real[grid.dim(1)];
            for (int p = 0; p < line.length; p++) {
                line[p] = q.real(0, row * line.length + p);
            }
            int label = q.input(1).index(row);
            Question.require(label >= 0 && label < line.length, "a label out of range");
            Real share = shares(a, line)[label];
            // Implementations keep the logarithm off zero by a small number that is not documented.
            losses[row] = share.value() < 1e-6
                    ? Real.UNKNOWN
                    : a.elementary(Math::log, share).negated();
        }
        return List.of(Expected.of(Grid.of(1), new Real[] {Reductions.sum(a, losses)}, null));
    }

    static List<Expected> masked(Question q) {
        return masked(q, Softmaxes::shares, 0);
    }

    static List<Expected> maskedLog(Question q) {
        return masked(q, Softmaxes::logShares, Double.NEGATIVE_INFINITY);
    }

    /** Along an axis over the elements whose mask is set; the others get {@code outside}. */
    private static List<Expected> masked(Question q, Rule rule, double outside) {
        Grid grid = q.grid(0);
        int axis = grid.axis(q.attributes().whole("axis"));
        Grid mask = q.grid(1);
        Question.require(mask.rank() == grid.rank() && mask.broadcast(grid).equals(grid), "the shape of the mask");
        double temperature =
                q.attributes().given("temperature") ? q.attributes().number("temperature") : 1;
        Question.require(temperature > 0, "temperature");
        int behind = grid.behind(axis);
        int length = grid.dim(axis);
        q.spend(4L * grid.size());
        Real[] elements = new Real[grid.size()];
        int lines = length == 0 ? 0 : grid.size() / length;
        for (int l = 0; l < lines; l++) {
            int first = l / behind * length * behind + l % behind;
            int[] members = java.util.stream.IntStream.range(0, length)
                    .map(p -> first + p * behind)
                    .filter(e -> q.input(1).value(mask.projected(grid.at(e))) != 0)
                    .toArray();
            Question.require(members.length > 0, "nothing is left of a line");
            Real[] line = Reductions.gathered(q.reals(0), members);
            Real[] result = divided(q.arithmetic(), rule, line, q.arithmetic().constant(temperature));
            for (int p = 0; p < length; p++) {
                elements[first + p * behind] = Real.exact(outside);
            }
            for (int m = 0; m < members.length; m++) {
                elements[members[m]] = result[m];
            }
        }
        return List.of(Expected.of(grid, elements, null));
    }
}
