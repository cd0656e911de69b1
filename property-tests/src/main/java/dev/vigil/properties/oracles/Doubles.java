package dev.vigil.properties.oracles;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of arrays as numbers, in row-major order. */
final class Doubles {
    private Doubles() {}

    /** Of what is known. */
    static double[] of(ArrayFacts array) {
        double[] values = new double[array.known()];
        if (values.length == 0) {
            return values;
        }
        ByteBuffer buffer = array.buffer();
        for (int e = 0; e < values.length; e++) {
            values[e] = Values.get(array.dtype(), buffer, e);
        }
        return values;
    }

    static double[] of(Input.Array array) {
        return of(array.shape(), array.dtype(), array.fill());
    }

    /** As an array of this type holds them. */
    static double[] of(Shape shape, DType dtype, Fill fill) {
        double[] values = new double[Math.toIntExact(shape.elements())];
        ByteBuffer buffer = ByteBuffer.allocate(values.length * dtype.bytes()).order(ByteOrder.nativeOrder());
        Values.write(fill, dtype, values.length, buffer);
        for (int e = 0; e < values.length; e++) {
            values[e] = Values.get(dtype, buffer, e);
        }
        return values;
    }
}
