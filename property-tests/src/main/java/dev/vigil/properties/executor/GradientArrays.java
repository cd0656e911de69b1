package dev.vigil.properties.executor;

import dev.vigil.binding.Autograd;
import dev.vigil.binding.Device;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The arrays that the gradients of one step's inputs go to. One thread, one run. */
final class GradientArrays implements AutoCloseable {
    private final MxLibrary library;
    private final Device device;
    private final PreparedStep step;
    private final double before;
    private final @Nullable NdArray[] arrays;
    private NdArray[] inputs = {};

    /** @param before what every element holds at first; other than 0, inputs without a request get an array too */
    GradientArrays(MxLibrary library, Device device, PreparedStep step, double before) {
        this.library = library;
        this.device = device;
        this.step = step;
        this.before = before;
        arrays = new @Nullable NdArray[step.places.size()];
    }

    /** Makes the arrays and tells the library of them. */
    void mark(NdArray[] marked) {
        make(marked);
        List<Autograd.Variable> variables = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            NdArray gradient = arrays[i];
            if (gradient != null) {
                variables.add(new Autograd.Variable(inputs[i], step.request(i), gradient));
            }
        }
        if (!variables.isEmpty()) {
            library.autograd().markVariables(variables);
        }
    }

    /** Makes the arrays for the gradients of these inputs. */
    void make(NdArray[] of) {
        inputs = of;
        for (int i = 0; i < inputs.length; i++) {
            PreparedStep.Place place = step.places.get(i);
            Autograd.Request request = step.request(i);
            boolean watched = request != Autograd.Request.NULL || (before != 0 && place.dtype.floating());
            if (place.bytes == null || !watched) {
                continue;
            }
            NdArray gradient = library.arrays().create(place.dims, place.dtype.code(), device);
            arrays[i] = gradient;
            if (place.elements > 0) {
                gradient.copyFrom(filled(place), place.elements, place.dtype.code());
            }
        }
    }

    /** Where the gradient of an input goes; null where it has none. */
    @Nullable
    NdArray of(int input) {
        return arrays[input];
    }

    private ByteBuffer filled(PreparedStep.Place place) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(place.elements * place.dtype.bytes()).order(ByteOrder.nativeOrder());
        if (before != 0) {
            Values.write(new Fill.Constant(before), place.dtype, place.elements, bytes);
        }
        return bytes;
    }

    /** Per input what its array holds now; null where it has none. */
    List<@Nullable ArrayFacts> read(ArrayReader reader, boolean wholeValues) {
        List<@Nullable ArrayFacts> read = new ArrayList<>(arrays.length);
        for (int i = 0; i < arrays.length; i++) {
            NdArray array = arrays[i];
            read.add(array == null ? null : read(inputs[i], array, reader, wholeValues));
        }
        return read;
    }

    /**
     * Where front ends look: a graph with static memory may have put another array in the place of the one that was
     * marked, which then holds what it held before.
     */
    private static ArrayFacts read(NdArray input, NdArray given, ArrayReader reader, boolean wholeValues) {
        Optional<NdArray> attached = input.grad();
        if (attached.isEmpty()) {
            return reader.read(given, wholeValues);
        }
        try (NdArray array = attached.get()) {
            return reader.read(array, wholeValues);
        }
    }

    @Override
    public void close() {
        for (NdArray array : arrays) {
            try {
                if (array != null) {
                    array.close();
                }
            } catch (MxError e) {
                // The run has been observed by now; a failure of freeing shows in the next wait.
            }
        }
    }
}
