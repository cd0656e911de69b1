package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.binding.Placement;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.properties.task.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of a prepared case, with the arrays that it made. One thread, one use. */
final class CaseRun implements AutoCloseable {
    private final MxLibrary library;
    private final Device device;
    private final ArrayReader reader;
    private final BlackBox box;
    private final List<PreparedStep> steps;
    private final boolean recording;
    private final PreparedCase.Order order;
    private final Placement placement;
    private final List<StepFacts> facts = new ArrayList<>();
    private final List<NdArray> open = new ArrayList<>();
    private final List<NdArray[]> inputsOf = new ArrayList<>();
    private final List<NdArray[]> outputs = new ArrayList<>();
    private final List<GradientArrays> gradients = new ArrayList<>();
    private List<NdArray> failedOutputs = List.of();
    private boolean refused;

    /** @param steps loaded with the variant to run */
    CaseRun(
            MxLibrary library,
            Device device,
            ArrayReader reader,
            BlackBox box,
            List<PreparedStep> steps,
            boolean recording,
            PreparedCase.Order order) {
        this.library = library;
        this.device = device;
        this.reader = reader;
        this.box = box;
        this.steps = steps;
        this.recording = recording;
        this.order = order;
        placement = placement(order.manner().layout());
    }

    List<StepFacts> facts() {
        return facts;
    }

    /** What the refused call was to fill. */
    List<NdArray> failedOutputs() {
        return failedOutputs;
    }

    boolean refused() {
        return refused;
    }

    void go() {
        for (int s = 0; s < steps.size() && !refused; s++) {
            call(s);
        }
        if (recording && !refused) {
            backward();
        }
    }

    private void phase(BlackBox.Phase phase) {
        box.phase(phase, order.number());
    }

    private void call(int s) {
        PreparedStep step = steps.get(s);
        int count = step.places.size();
        NdArray[] inputs = new NdArray[count];
        String phase = "create";
        NdArray[] made = {};
        String missing = missingOutput(step);
        if (!missing.isEmpty()) {
            refused = true;
            facts.add(new StepFacts(phase, missing, null, List.of(), List.of(), List.of()));
            return;
        }
        try {
            phase(BlackBox.Phase.CREATE);
            for (int i = 0; i < count; i++) {
                inputs[i] = input(step.places.get(i));
            }
            if (recording) {
                GradientArrays marked =
                        new GradientArrays(library, device, step, order.manner().gradientBefore());
                gradients.add(marked);
                marked.mark(inputs);
            }
            inputsOf.add(inputs);
            phase = "invoke";
            phase(BlackBox.Phase.INVOKE);
            made = invoke(step, inputs, inferred(s));
            outputs.add(made);
            phase = "wait";
            phase(BlackBox.Phase.WAIT);
            for (NdArray output : made) {
                output.waitToRead();
            }
            phase(BlackBox.Phase.READ);
            List<ArrayFacts> read = new ArrayList<>(made.length);
            for (NdArray output : made) {
                read.add(reader.read(output, order.wholeValues()));
            }
            facts.add(new StepFacts(null, "", inferred(s), read, List.of(), mutated(step, inputs)));
        } catch (MxError e) {
            refused = true;
            failedOutputs = List.of(made);
            facts.add(new StepFacts(phase, Errors.text(e), inferred(s), List.of(), List.of(), List.of()));
        }
    }

    private @Nullable Inferred inferred(int s) {
        return s < order.inferred().size() ? order.inferred().get(s) : null;
    }

    private String missingOutput(PreparedStep step) {
        for (PreparedStep.Place place : step.places) {
            if (place.input instanceof Input.StepOutput from && from.output() >= outputs.get(from.step()).length) {
                return "the case takes output " + from.output() + " of step " + from.step() + ", which has "
                        + outputs.get(from.step()).length;
            }
        }
        return "";
    }

    private NdArray input(PreparedStep.Place place) {
        if (place.input instanceof Input.StepOutput from) {
            return outputs.get(from.step())[from.output()];
        }
        NdArray array = Objects.requireNonNull(place.prepared).make(placement);
        open.add(array);
        return array;
    }

    private NdArray[] invoke(PreparedStep step, NdArray[] inputs, @Nullable Inferred inferred) {
        boolean train = step.step.train();
        NdArray[] given = given(step, inputs, inferred);
        if (!train && !recording) {
            return called(step, inputs, given);
        }
        library.autograd().setTraining(train);
        library.autograd().setRecording(recording);
        try {
            return called(step, inputs, given);
        } finally {
            library.autograd().setRecording(false);
            library.autograd().setTraining(false);
        }
    }

    private NdArray[] called(PreparedStep step, NdArray[] inputs, NdArray[] given) {
        Manner.Path path = order.manner().path();
        if (given.length > 0) {
            step.call(path).runInto(given, inputs);
            return given;
        }
        if (!path.cached()) {
            return adopt(step.call(path).run(inputs));
        }
        if (path == Manner.Path.CACHED_OP_STATIC) {
            warmUp(step, path);
        }
        return adopt(step.cached(path).run(device, inputs));
    }

    /** A first run on arrays of its own, after which the graph's memory has been used. */
    private void warmUp(PreparedStep step, Manner.Path path) {
        NdArray[] inputs = new NdArray[step.places.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = input(step.places.get(i));
        }
        for (NdArray output : adopt(step.cached(path).run(device, inputs))) {
            output.waitToRead();
        }
    }

    /** The arrays that the results go to; none when the library makes them. */
    private NdArray[] given(PreparedStep step, NdArray[] inputs, @Nullable Inferred inferred) {
        if (step.out.isEmpty()) {
            return order.manner().ownResults()
                    ? adopt(new OwnResults(library, device, placement)
                            .make(inferred, order.manner().freshFill()))
                    : new NdArray[0];
        }
        NdArray[] given = new NdArray[step.out.size()];
        for (int i = 0; i < given.length; i++) {
            PreparedStep.Place place = step.out.get(i);
            given[i] = place == null ? inputs[((Output.InPlace) step.step.out().get(i)).input()] : input(place);
        }
        return given;
    }

    private NdArray[] adopt(NdArray[] made) {
        for (NdArray array : made) {
            open.add(array);
        }
        return made;
    }

    private List<Integer> mutated(PreparedStep step, NdArray[] inputs) {
        if (!order.checkInputs()) {
            return List.of();
        }
        List<Integer> changed = List.of();
        for (int i = 0; i < inputs.length; i++) {
            PreparedStep.Place place = step.places.get(i);
            if (place.prepared != null && !place.prepared.unchanged(inputs[i]) && !step.changes(i)) {
                changed = changed.isEmpty() ? new ArrayList<>() : changed;
                changed.add(i);
            }
        }
        return changed;
    }

    private void backward() {
        PreparedStep last = steps.get(steps.size() - 1);
        int lastFacts = facts.size() - 1;
        try {
            phase(BlackBox.Phase.BACKWARD);
            NdArray[] heads = new HeadArrays(library, device)
                    .make(order.manner().heads(), facts.get(lastFacts).outputs());
            if (heads != null) {
                adopt(heads);
            }
            library.autograd().backward(outputs.get(lastFacts), heads, false, last.step.train());
            for (int s = 0; s < steps.size(); s++) {
                facts.set(s, withGradients(s));
            }
        } catch (MxError e) {
            refused = true;
            StepFacts done = facts.get(lastFacts);
            facts.set(
                    lastFacts,
                    new StepFacts(
                            "backward",
                            Errors.text(e),
                            done.inferred(),
                            done.outputs(),
                            List.of(),
                            done.mutatedInputs()));
        }
    }

    private StepFacts withGradients(int s) {
        StepFacts done = facts.get(s);
        return new StepFacts(
                done.rejectedIn(),
                done.error(),
                done.inferred(),
                done.outputs(),
                gradients.get(s).read(reader, order.wholeValues()),
                mutated(steps.get(s), inputsOf.get(s)));
    }

    private static Placement placement(Manner.Layout layout) {
        return switch (layout) {
            case OWN -> Placement.OWN;
            case SLICED -> Placement.SLICED;
            case GUARD_BEHIND -> Placement.GUARD_BEHIND;
            case GUARD_BEHIND_WIDE -> Placement.GUARD_BEHIND_WIDE;
            case GUARD_BEFORE -> Placement.GUARD_BEFORE;
        };
    }

    @Override
    public void close() {
        gradients.forEach(GradientArrays::close);
        for (NdArray array : open) {
            try {
                array.close();
            } catch (MxError e) {
                // The run has been observed by now; a failure of freeing shows in the next wait.
            }
        }
    }
}
