package dev.vigil.binding;

import java.util.List;
import java.util.stream.LongStream;

/** Known shapes flattened the way the C interface wants them. */
final class ShapeQuery {
    private final int[] known;
    private final long[] index;
    private final long[] dims;

    ShapeQuery(List<Shape> shapes, InputOrder order) {
        known = order.usable(shapes.stream().map(Shape::rankKnown).toList());
        index = new long[known.length + 1];
        LongStream.Builder all = LongStream.builder();
        for (int i = 0; i < known.length; i++) {
            long[] shape = shapes.get(known[i]).dims();
            LongStream.of(shape).forEach(all::add);
            index[i + 1] = index[i] + shape.length;
        }
        long[] given = all.build().toArray();
        // Never empty: JNI has no address for the elements of an empty array.
        dims = given.length == 0 ? new long[1] : given;
    }

    int count() {
        return known.length;
    }

    int[] known() {
        return known;
    }

    long[] index() {
        return index;
    }

    long[] dims() {
        return dims;
    }
}
