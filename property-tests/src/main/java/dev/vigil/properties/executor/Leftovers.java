package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills the memory that the library keeps in store for arrays of a size, which its allocator does not see: arrays like the
 * ones to come are made, as many as may be in store, filled, and given back. One thread.
 */
final class Leftovers {
    private static final int ARRAYS = 32;
    private static final long BYTES_MAX = 1 << 14;

    private final MxLibrary library;
    private final Device device;

    Leftovers(MxLibrary library, Device device) {
        this.library = library;
        this.device = device;
    }

    /** Arrays that are large are left alone: they seldom come from what was kept, and would cost too much. */
    void leave(Shape shape, DType dtype, int fill) {
        long bytes = shape.elements() * dtype.bytes();
        if (bytes == 0 || bytes > BYTES_MAX) {
            return;
        }
        ByteBuffer content = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
        for (int i = 0; i < bytes; i++) {
            content.put(i, (byte) fill);
        }
        List<NdArray> arrays = new ArrayList<>();
        try {
            for (int i = 0; i < ARRAYS; i++) {
                NdArray array = library.arrays().create(shape.toArray(), dtype.code(), device);
                arrays.add(array);
                array.copyFrom(content, shape.elements(), dtype.code());
            }
            arrays.forEach(NdArray::waitToRead);
        } catch (MxError e) {
            // Inference foretells types that a build makes no arrays of: then the library keeps none of them either.
            return;
        } finally {
            arrays.forEach(NdArray::close);
        }
        // Threaded engines give memory back when they get to it.
        library.engine().waitAll();
    }
}
