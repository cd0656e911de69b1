package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** More usual element types: of all arrays, of those of one type, of one array. */
final class TypeReducer implements Reducer {
    private static final List<DType> USUAL = List.of(DType.FLOAT32, DType.INT32, DType.INT64, DType.FLOAT64);

    @Override
    public Stream<Case> reduce(Case call) {
        Set<DType> present = new LinkedHashSet<>();
        Rewrite.arrays(call).forEach(a -> present.add(a.dtype()));
        List<Case> proposals = new ArrayList<>();
        proposals.add(Rewrite.arrays(call, a -> typed(a, DType.FLOAT32)));
        for (DType from : present) {
            for (DType to : USUAL) {
                proposals.add(Rewrite.arrays(call, a -> a.dtype() == from ? typed(a, to) : a));
            }
        }
        for (Rewrite.Place place : Rewrite.places(call)) {
            for (DType to : USUAL) {
                proposals.add(Rewrite.array(call, place, typed(place.array(), to)));
            }
        }
        return proposals.stream().distinct();
    }

    private static Input.Array typed(Input.Array array, DType type) {
        return array.with(type);
    }
}
