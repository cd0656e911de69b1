package dev.vigil.properties.executor;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.oracles.Panel;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeMap;

/**
 * What an executor does in its first second, without a library: messages are encoded and decoded, an observation is
 * judged. For whoever makes an archive of the classes that this takes.
 */
public final class ExecutorRehearsal {
    private ExecutorRehearsal() {}

    /** @throws IOException when a message does not survive its own codec */
    public static void run() throws IOException {
        Shape shape = Shape.of(2, 3);
        Input input = new Input.Array(shape, DType.FLOAT32, new Fill.Uniform(1, 0, 1));
        Step step = Step.of("rehearsed", new TreeMap<>(), List.of(input));
        Case call = new Case(ProcessSettings.plain("cpu"), List.of(step));
        Oracles oracles = Oracles.all();
        Task task = new Task(1, call, Intent.VALID, 0, 1, oracles.names(), true);
        Request.Run run = (Request.Run) Wire.decode(Wire.encode(new Request.Run(List.of(task))), Request.class);
        Task decoded = run.tasks().get(0);

        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        StepFacts facts = new StepFacts(
                null,
                "",
                new Inferred("", List.of(shape), List.of(DType.FLOAT32)),
                List.of(ArrayReader.facts(shape, DType.FLOAT32, bytes, true)),
                List.of(),
                List.of());
        Observation.Answered seen =
                new Observation.Answered(List.of(new RunFacts(RunFacts.BASE, List.of(facts))), null);
        Panel panel = new Panel(oracles, decoded);
        OutcomeBuilder outcome = new OutcomeBuilder(decoded, panel);
        panel.variations();
        Verdict[] verdicts = panel.judge(0, seen);
        outcome.add(0, seen, verdicts, 1);
        Wire.decode(Wire.encode(new Answer.Done(outcome.build())), Answer.class);

        Inquiry inquiry =
                new Inquiry("rehearsed", new TreeMap<>(), true, List.of(new long[] {2}), List.of(DType.FLOAT32));
        Wire.decode(Wire.encode(new Request.Ask(0, List.of(inquiry))), Request.class);
        Inference inference = new Inference("", List.of("data"), 0, List.of(shape), List.of(DType.FLOAT32), null);
        Wire.decode(Wire.encode(new Answer.Inferred(0, inference)), Answer.class);
    }
}
