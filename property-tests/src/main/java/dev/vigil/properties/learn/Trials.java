package dev.vigil.properties.learn;

import dev.vigil.model.lane.LaneFault;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import java.util.List;

/** Where the learner's calls are tried; whoever implements it keeps the books. */
public interface Trials {
    /** One result per call, in order. */
    List<Trial> run(List<Call> calls) throws LaneFault, InterruptedException;

    List<Inference> ask(List<Inquiry> inquiries) throws LaneFault, InterruptedException;

    /** Whether there is time for more. */
    boolean timeLeft();

    /**
     * What a call came to.
     *
     * @param error text of the rejection; empty when it was accepted, died or was not run
     */
    record Trial(boolean accepted, boolean died, String error) {}
}
