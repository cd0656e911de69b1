package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.call.Step;
import org.jspecify.annotations.Nullable;

/**
 * How much there is to read in a case. Nine counts that are never negative, compared from the first: a lexicographic
 * order on tuples of natural numbers has no infinite descent, so whoever only ever takes a simpler case comes to an end.
 *
 * @param steps calls
 * @param process settings that are not the plain ones, numpy semantics apart
 * @param inputs of all steps
 * @param attributes of all steps
 * @param modes gradient requests, training, numpy semantics, places for results, arrays without their zeros
 * @param axes for each axis one, and more the longer it is; an axis of 1 is the simplest, an empty one odder than 2
 * @param dtypes for each fresh array how unusual its type is
 * @param fills for each fresh array how much its values say
 * @param values for each attribute how much its text says
 */
public record Complexity(
        long steps,
        long process,
        long inputs,
        long attributes,
        long modes,
        long axes,
        long dtypes,
        long fills,
        long values)
        implements Comparable<Complexity> {
    private static final long LENGTH_MAX = 1L << 40;

    public static Complexity of(Case call) {
        long inputs = 0;
        long attributes = 0;
        long modes = call.settings().numpyShape() ? 1 : 0;
        long axes = 0;
        long dtypes = 0;
        long fills = 0;
        long values = 0;
        for (Step step : call.steps()) {
            inputs += step.inputs().size();
            attributes += step.attributes().size();
            modes += modes(step);
            for (String value : step.attributes().values()) {
                values += AttributeText.complexity(value);
            }
        }
        for (Input.Array array : Rewrite.arrays(call).toList()) {
            axes += axes(array.shape());
            modes += sparse(array.sparse());
            dtypes += dtype(array.dtype());
            fills += FillText.complexity(array.fill());
        }
        return new Complexity(
                call.steps().size(), process(call.settings()), inputs, attributes, modes, axes, dtypes, fills, values);
    }

    private static long process(ProcessSettings settings) {
        long odd = settings.environment().size();
        odd += settings.engine().equals(ProcessSettings.NAIVE_ENGINE) ? 0 : 1;
        odd += settings.ompThreads() == 1 ? 0 : 1;
        return odd + (settings.oneDnn() ? 0 : 1);
    }

    private static long modes(Step step) {
        long modes = step.out().size();
        modes += step.train() ? 1 : 0;
        modes += step.request().isEmpty() ? 0 : 1;
        for (GradRequest request : step.request()) {
            modes += switch (request) {
                case NULL -> 0;
                case WRITE -> 1;
                case ADD -> 2;
            };
        }
        return modes;
    }

    private static long sparse(@Nullable Sparse sparse) {
        if (sparse == null) {
            return 0;
        }
        long storage = switch (sparse.storage()) {
            case ROW_SPARSE -> 1;
            case CSR -> 2;
        };
        return storage + (sparse.defect() == Sparse.Defect.NONE ? 0 : 2);
    }

    private static long axes(Shape shape) {
        long sum = 0;
        for (int i = 0; i < shape.rank(); i++) {
            sum += 1 + length(shape.axis(i));
        }
        return sum;
    }

    /** Of an axis; the order is 1, 2, 0, 3, 4 … */
    static long length(long axis) {
        if (axis == 0) {
            return 2;
        }
        return axis <= 2 ? axis - 1 : Math.min(axis, LENGTH_MAX);
    }

    private static long dtype(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> 0;
            case INT32 -> 1;
            case INT64 -> 2;
            case FLOAT64 -> 3;
            default -> 4;
        };
    }

    @Override
    public int compareTo(Complexity other) {
        long[] mine = parts();
        long[] theirs = other.parts();
        for (int i = 0; i < mine.length; i++) {
            if (mine[i] != theirs[i]) {
                return Long.compare(mine[i], theirs[i]);
            }
        }
        return 0;
    }

    private long[] parts() {
        return new long[] {steps, process, inputs, attributes, modes, axes, dtypes, fills, values};
    }
}
