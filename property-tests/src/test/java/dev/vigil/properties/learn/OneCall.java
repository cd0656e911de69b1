package dev.vigil.properties.learn;

import dev.vigil.properties.operators.Call;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import java.util.List;

/** A library that takes a call without inputs and attributes, and no other. */
final class OneCall implements Trials {
    @Override
    public List<Trial> run(List<Call> calls) {
        return calls.stream().map(OneCall::run).toList();
    }

    private static Trial run(Call call) {
        boolean plain = call.inputs().isEmpty() && call.attributes().isEmpty();
        return new Trial(plain, false, plain ? "" : "Check failed: no inputs, no attributes");
    }

    @Override
    public List<Inference> ask(List<Inquiry> inquiries) {
        return inquiries.stream()
                .map(inquiry -> new Inference("", List.of(), 0, List.of(), List.of(), null))
                .toList();
    }

    @Override
    public boolean timeLeft() {
        return true;
    }
}
