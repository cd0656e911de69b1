package dev.vigil.binding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float arrays in and out of the build, for tests. */
final class Floats {
    private Floats() {}

    static NdArray array(MxLibrary library, long[] shape, float... values) {
        NdArray array = library.arrays().create(shape, DType.FLOAT32);
        ByteBuffer buffer = buffer(values.length * Float.BYTES);
        buffer.asFloatBuffer().put(values);
        array.copyFrom(buffer, values.length);
        return array;
    }

    static float[] values(NdArray array) {
        int elements = Math.toIntExact(array.shape().elements());
        ByteBuffer buffer = buffer(elements * Float.BYTES);
        array.copyTo(buffer, elements);
        float[] values = new float[elements];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
