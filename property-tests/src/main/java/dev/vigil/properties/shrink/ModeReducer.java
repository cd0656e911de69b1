package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** No gradients, no training, no numpy semantics, results in arrays that the library makes. */
final class ModeReducer implements Reducer {
    @Override
    public Stream<Case> reduce(Case call) {
        Case forward = forward(call);
        List<Case> proposals = new ArrayList<>();
        if (legacyCanMake(call)) {
            proposals.add(legacy(forward));
            proposals.add(legacy(call));
        }
        proposals.add(forward);
        proposals.add(Rewrite.steps(call, step -> step.withOut(List.of())));
        for (int s = 0; s < call.steps().size(); s++) {
            Step step = call.steps().get(s);
            proposals.add(Rewrite.step(call, s, step.withModes(List.of(), step.train())));
            proposals.add(Rewrite.step(call, s, step.withModes(step.request(), false)));
            for (int i = 0; i < step.request().size(); i++) {
                for (GradRequest less : List.of(GradRequest.NULL, GradRequest.WRITE)) {
                    List<GradRequest> request = new ArrayList<>(step.request());
                    request.set(i, less);
                    proposals.add(Rewrite.step(call, s, step.withModes(request, step.train())));
                }
            }
        }
        return proposals.stream();
    }

    static Case forward(Case call) {
        return Rewrite.steps(call, step -> step.withModes(List.of(), false));
    }

    /** The case without numpy semantics, if it can be made so. */
    static Case legacyIfPossible(Case call) {
        return legacyCanMake(call) ? legacy(call) : call;
    }

    private static Case legacy(Case call) {
        return call.withSettings(call.settings().withNumpyShape(false));
    }

    /** Without numpy semantics no axes and a zero axis mean "unknown". */
    private static boolean legacyCanMake(Case call) {
        return Rewrite.arrays(call)
                .map(Input.Array::shape)
                .allMatch(shape ->
                        shape.rank() > 0 && LongStream.of(shape.toArray()).allMatch(axis -> axis > 0));
    }
}
