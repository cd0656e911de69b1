package dev.vigil.properties.executor;

import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.binding.Placement;
import dev.vigil.properties.task.Manner;
import java.util.ArrayList;
import java.util.List;

/** A call that was made without waiting for it, with its arrays. One thread. */
final class Issued implements AutoCloseable {
    private final List<NdArray> open = new ArrayList<>();
    private final List<NdArray> outputs = new ArrayList<>();
    private String error = "";

    /** @param step whose inputs are arrays of its own, and whose results are the library's to make */
    Issued(PreparedStep step, MxLibrary library) {
        try {
            NdArray[] inputs = new NdArray[step.places.size()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = step.places.get(i).make(Placement.OWN);
                open.add(inputs[i]);
            }
            library.autograd().setTraining(step.step.train());
            try {
                outputs.addAll(List.of(step.call(Manner.Path.IMPERATIVE).run(inputs)));
            } finally {
                library.autograd().setTraining(false);
            }
        } catch (MxError e) {
            error = Errors.described(e);
        }
    }

    /** Why the call itself failed; empty when it did not, whatever becomes of its results. */
    String error() {
        return error;
    }

    List<NdArray> outputs() {
        return outputs;
    }

    @Override
    public void close() {
        open.addAll(outputs);
        for (NdArray array : open) {
            try {
                array.close();
            } catch (MxError e) {
                // What matters has been seen; a failure of freeing shows in the next wait.
            }
        }
    }
}
