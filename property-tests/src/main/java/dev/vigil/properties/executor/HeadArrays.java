package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.properties.task.Manner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Makes the head gradients that a backward pass begins with. One thread. */
final class HeadArrays {
    private final MxLibrary library;
    private final Device device;

    HeadArrays(MxLibrary library, Device device) {
        this.library = library;
        this.device = device;
    }

    /** One array per result, dense and of its type. */
    NdArray[] make(Manner.Heads heads, List<ArrayFacts> results) {
        NdArray[] made = new NdArray[results.size()];
        for (int i = 0; i < made.length; i++) {
            ArrayFacts result = results.get(i);
            Shape shape = heads == Manner.Heads.LONGER && i == 0 ? longer(result.shape()) : result.shape();
            made[i] = library.arrays().create(shape.toArray(), result.dtype().code(), device);
            int elements = Math.toIntExact(shape.elements());
            if (elements > 0) {
                ByteBuffer bytes = ByteBuffer.allocateDirect(
                                elements * result.dtype().bytes())
                        .order(ByteOrder.nativeOrder());
                Values.write(heads.fill(i), result.dtype(), elements, bytes);
                made[i].copyFrom(bytes, elements, result.dtype().code());
            }
        }
        return made;
    }

    private static Shape longer(Shape shape) {
        return shape.rank() == 0 ? Shape.of(2) : shape.with(0, shape.axis(0) + 1);
    }
}
