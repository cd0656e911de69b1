package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Sparse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Dense arrays in place of sparse ones, indices without a defect, rows in place of elements. */
final class StorageReducer implements Reducer {
    private static final List<UnaryOperator<Input.Array>> SIMPLER = List.of(
            Input.Array::dense,
            array -> array.sparse() == null
                    ? array
                    : array.with(Sparse.of(array.sparse().storage())),
            array -> array.sparse() == null
                    ? array
                    : array.with(
                            new Sparse(Sparse.Storage.ROW_SPARSE, array.sparse().defect())));

    @Override
    public Stream<Case> reduce(Case call) {
        List<Case> proposals = new ArrayList<>();
        List<Rewrite.Place> sparse = Rewrite.places(call).stream()
                .filter(place -> place.array().sparse() != null)
                .toList();
        for (UnaryOperator<Input.Array> simpler : SIMPLER) {
            if (!sparse.isEmpty()) {
                proposals.add(Rewrite.arrays(call, simpler));
            }
            for (Rewrite.Place place : sparse) {
                proposals.add(Rewrite.array(call, place, simpler.apply(place.array())));
            }
        }
        return proposals.stream().distinct();
    }
}
