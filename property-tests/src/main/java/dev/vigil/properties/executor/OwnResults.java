package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.binding.Placement;
import dev.vigil.binding.PreparedArray;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.Inferred;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes room for results beforehand, in the shapes that inference foretells. One thread. */
final class OwnResults {
    /** Neither zero nor a number that results like to be, in any type. */
    private static final byte BEFORE = 0x2A;

    private static final long BYTES_MAX = 64L << 20;

    private final MxLibrary library;
    private final Device device;
    private final Placement placement;

    OwnResults(MxLibrary library, Device device, Placement placement) {
        this.library = library;
        this.device = device;
        this.placement = placement;
    }

    /**
     * One array per result; none at all when a shape or a type is not known.
     *
     * @param fill byte that they hold at first; -1 for a usual one
     */
    NdArray[] make(@Nullable Inferred inferred, int fill) {
        if (inferred == null || !inferred.accepted()) {
            return new NdArray[0];
        }
        NdArray[] made = new NdArray[inferred.shapes().size()];
        long bytes = 0;
        for (int i = 0; i < made.length; i++) {
            Shape shape = inferred.shapes().get(i);
            DType dtype = i < inferred.dtypes().size() ? inferred.dtypes().get(i) : null;
            if (shape == null || dtype == null || (bytes += shape.elements() * dtype.bytes()) > BYTES_MAX) {
                for (int j = 0; j < i; j++) {
                    made[j].close();
                }
                return new NdArray[0];
            }
            made[i] = array(shape, dtype, fill < 0 ? BEFORE : (byte) fill);
        }
        return made;
    }

    private NdArray array(Shape shape, DType dtype, byte fill) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) shape.elements() * dtype.bytes());
        while (bytes.hasRemaining()) {
            bytes.put(fill);
        }
        try (PreparedArray prepared = library.arrays().prepare(shape.toArray(), dtype.code(), device, bytes)) {
            return prepared.make(placement);
        }
    }
}
