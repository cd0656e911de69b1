package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Smaller shapes. Axes of one length in several inputs mostly belong together, and so do attributes that name that
 * length, or have one or two elements per axis: they change together first, then alone.
 */
final class ShapeReducer implements Reducer {
    /** The smallest step but one, as a part of the length. */
    private static final int PARTS_MAX = 128;

    @Override
    public Stream<Case> reduce(Case call) {
        return Stream.of(overall(call), axesTogether(call), lengthsTogether(call), single(call))
                .flatMap(List::stream)
                .distinct();
    }

    private static List<Case> overall(Case call) {
        return List.of(
                ranks(call, rank -> 1),
                ranks(call, rank -> (rank + 1) / 2),
                lengths(call, axis -> 1),
                lengths(call, axis -> Math.min(axis, 1)),
                lengths(call, axis -> Math.min(axis, 2)),
                lengths(call, axis -> axis / 2 + axis % 2));
    }

    /** Only so many of the first axes. */
    private static Case ranks(Case call, IntUnaryOperator change) {
        return Rewrite.arrays(call, a -> {
            int rank = Math.min(a.shape().rank(), change.applyAsInt(a.shape().rank()));
            return shaped(a, Shape.of(Arrays.copyOf(a.shape().toArray(), rank)));
        });
    }

    static Case lengths(Case call, LongUnaryOperator change) {
        return Rewrite.arrays(
                call,
                a -> shaped(
                        a,
                        Shape.of(LongStream.of(a.shape().toArray()).map(change).toArray())));
    }

    /** An axis less in all arrays of one rank. */
    private static List<Case> axesTogether(Case call) {
        List<Case> proposals = new ArrayList<>();
        TreeSet<Integer> ranks = new TreeSet<>(Comparator.reverseOrder());
        Rewrite.arrays(call).forEach(a -> ranks.add(a.shape().rank()));
        for (int rank : ranks) {
            for (int axis = rank - 1; axis >= 0 && mayLoseAxis(call, rank); axis--) {
                int gone = axis;
                Case fewer =
                        Rewrite.arrays(call, a -> a.shape().rank() == rank ? shaped(a, without(a.shape(), gone)) : a);
                proposals.add(Rewrite.texts(fewer, text -> withoutAxis(text, rank, gone)));
                proposals.add(fewer);
            }
        }
        return proposals;
    }

    /** One or two elements less of a tuple that has so many per axis. */
    private static String withoutAxis(String text, int rank, int axis) {
        if (!AttributeText.tuple(text)) {
            return text;
        }
        List<String> elements = new ArrayList<>(AttributeText.elements(text));
        if (elements.size() == rank) {
            elements.remove(axis);
        } else if (elements.size() == 2 * rank) {
            elements.subList(2 * axis, 2 * axis + 2).clear();
        }
        return AttributeText.joined(text, elements);
    }

    private static List<Case> lengthsTogether(Case call) {
        List<Case> proposals = new ArrayList<>();
        TreeSet<Long> present = new TreeSet<>(Comparator.reverseOrder());
        Rewrite.arrays(call).forEach(a -> LongStream.of(a.shape().toArray()).forEach(present::add));
        for (long from : present) {
            for (long to : shorter(from)) {
                Case fewer = lengths(call, axis -> axis == from ? to : axis);
                proposals.add(Rewrite.texts(
                        fewer, text -> AttributeText.replaced(text, Long.toString(from), Long.toString(to))));
                proposals.add(fewer);
            }
        }
        return proposals;
    }

    private static List<Case> single(Case call) {
        List<Case> proposals = new ArrayList<>();
        for (Rewrite.Place place : Rewrite.places(call)) {
            Shape shape = place.array().shape();
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                if (mayLoseAxis(call, shape.rank())) {
                    proposals.add(Rewrite.array(call, place, shaped(place.array(), without(shape, axis))));
                }
                for (long length : shorter(shape.axis(axis))) {
                    proposals.add(Rewrite.array(call, place, shaped(place.array(), shape.with(axis, length))));
                }
            }
        }
        return proposals;
    }

    /** Down to a bound in smaller and smaller steps, the last of them one by one: a large case takes long to run. */
    private static List<Long> shorter(long length) {
        LongStream less = LongStream.iterate(2, part -> part <= PARTS_MAX, part -> 2 * part)
                .map(part -> length - length / part);
        return LongStream.concat(LongStream.concat(LongStream.of(1, 2), less), LongStream.of(length - 1))
                .boxed()
                .filter(l -> l >= 1 && Complexity.length(l) < Complexity.length(length))
                .distinct()
                .toList();
    }

    /** Without numpy semantics an array without axes is one of unknown shape. */
    private static boolean mayLoseAxis(Case call, int rank) {
        return rank > (call.settings().numpyShape() ? 0 : 1);
    }

    private static Shape without(Shape shape, int axis) {
        long[] axes = shape.toArray();
        long[] fewer = new long[axes.length - 1];
        System.arraycopy(axes, 0, fewer, 0, axis);
        System.arraycopy(axes, axis + 1, fewer, axis, fewer.length - axis);
        return Shape.of(fewer);
    }

    private static Input.Array shaped(Input.Array array, Shape shape) {
        Fill fill = array.fill();
        long before = array.shape().rowElements();
        if (fill instanceof Fill.Periodic periodic && before > 0 && shape.rowElements() > 0) {
            // As many rows as before until the values come again.
            long rows = Math.max(1, periodic.period() / before);
            fill = new Fill.Periodic(periodic.inner(), rows * shape.rowElements());
        }
        return array.with(fill).with(shape);
    }
}
