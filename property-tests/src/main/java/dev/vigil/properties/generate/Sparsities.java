package dev.vigil.properties.generate;

import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Calls that take some of their fractions in arrays without zeros. */
final class Sparsities {
    /** Of the elements or rows that are not zero. */
    private static final List<Double> SHARES = List.of(0.0, 0.3, 0.5, 0.5, 0.8, 1.0);

    private static final double ALL_SHARE = 0.4;
    private static final double CSR_SHARE = 0.5;

    private static final List<Sparse.Defect> DEFECTS = List.of(
            Sparse.Defect.UNSORTED, Sparse.Defect.DUPLICATE, Sparse.Defect.OUT_OF_RANGE, Sparse.Defect.NEGATIVE);

    private final Draw draw;

    Sparsities(Draw draw) {
        this.draw = draw;
    }

    /** With one or all of the inputs sparse that can be, without numpy semantics; null when none can or these are needed. */
    @Nullable
    Mutant sound(Call call) {
        return some(call, Sparse.Defect.NONE, "sparse");
    }

    /** The same with something wrong among the indices. */
    @Nullable
    Mutant hostile(Call call) {
        return some(call, draw.of(DEFECTS), "sparse-indices");
    }

    private @Nullable Mutant some(Call call, Sparse.Defect defect, String kind) {
        Call plain = call.withNumpyShape(false);
        if (plain.numpyShape()) {
            return null;
        }
        Sparse.Storage storage = draw.chance(CSR_SHARE) ? Sparse.Storage.CSR : Sparse.Storage.ROW_SPARSE;
        List<Integer> places = places(plain, storage);
        if (places.isEmpty()) {
            storage = Sparse.Storage.ROW_SPARSE;
            places = places(plain, storage);
        }
        if (places.isEmpty()) {
            return null;
        }
        List<Integer> chosen = draw.chance(ALL_SHARE) ? places : List.of(draw.of(places));
        List<Input.Array> inputs = new ArrayList<>(plain.inputs());
        for (int place : chosen) {
            inputs.set(place, sparse(inputs.get(place), new Sparse(storage, defect)));
        }
        // What kills with damaged indices is no reason to ask for none.
        String indices = defect == Sparse.Defect.NONE ? "" : " damaged";
        return new Mutant(plain.withInputs(inputs), kind, storage.text() + " " + chosen + indices);
    }

    private static List<Integer> places(Call call, Sparse.Storage storage) {
        return IntStream.range(0, call.inputs().size())
                .filter(i -> {
                    Input.Array input = call.inputs().get(i);
                    Shape shape = input.shape();
                    return input.dtype().floating() && storage.fits(shape) && !shape.needsNumpyShape();
                })
                .boxed()
                .toList();
    }

    private Input.Array sparse(Input.Array input, Sparse sparse) {
        long run = sparse.storage() == Sparse.Storage.CSR ? 1 : input.shape().rowElements();
        return input.with(new Fill.Masked(input.fill(), draw.seed(), draw.of(SHARES), run))
                .with(sparse);
    }
}
