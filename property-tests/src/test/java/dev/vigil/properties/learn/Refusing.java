package dev.vigil.properties.learn;

import dev.vigil.properties.operators.Call;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import java.util.List;

/** A library that refuses everything, in the same words. */
final class Refusing implements Trials {
    private static final String ERROR = "this build was made without tiny";

    @Override
    public List<Trial> run(List<Call> calls) {
        return calls.stream().map(call -> new Trial(false, false, ERROR)).toList();
    }

    @Override
    public List<Inference> ask(List<Inquiry> inquiries) {
        return inquiries.stream()
                .map(inquiry -> new Inference(ERROR, List.of(), 0, List.of(), List.of(), null))
                .toList();
    }

    @Override
    public boolean timeLeft() {
        return true;
    }
}
