package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Fill;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything at once: one try in place of many, where a fault needs but one or two things. Pays most where each hit costs
 * an executor.
 */
final class LeapReducer implements Reducer {
    private static final List<Long> LENGTHS_MAX = List.of(1L, 2L, Long.MAX_VALUE);

    @Override
    public Stream<Case> reduce(Case call) {
        Case bare = Rewrite.steps(call, step -> step.withAttributes(new TreeMap<>()));
        List<Case> proposals = new ArrayList<>();
        for (Case from : List.of(bare, call)) {
            for (long most : LENGTHS_MAX) {
                for (Fill fill : List.of(new Fill.Constant(0), new Fill.Constant(1))) {
                    Case leap = ShapeReducer.lengths(ModeReducer.forward(from), axis -> Math.min(axis, most));
                    leap = Rewrite.arrays(leap, a -> a.with(fill));
                    proposals.add(ModeReducer.legacyIfPossible(leap));
                }
            }
        }
        return proposals.stream().distinct();
    }
}
