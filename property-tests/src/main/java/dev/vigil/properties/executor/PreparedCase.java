package dev.vigil.properties.executor;

import dev.vigil.binding.Autograd;
import dev.vigil.binding.Device;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Aftermath;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.wire.BlackBox;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A case made ready to run for many variants, one after the other. One thread.
 *
 * <p>Arrays are fresh in every run, as a user's would be; what is reused is what the library never sees.
 */
final class PreparedCase implements AutoCloseable {

    /** What one run is asked for. */
    record Order(
            String label,
            int number,
            @Nullable Integer seed,
            boolean wholeValues,
            boolean checkInputs,
            List<Inferred> inferred) {}

    /** What one run gave; the aftermath is null when the run was not refused or nobody asked. */
    record Ran(RunFacts facts, @Nullable Aftermath aftermath) {}

    private final MxLibrary library;
    private final Device device;
    private final ArrayReader reader;
    private final BlackBox box;
    private final List<PreparedStep> steps = new ArrayList<>();
    private final String unknownOperator;
    private final boolean recording;

    PreparedCase(
            MxLibrary library,
            Device device,
            OperatorTable operators,
            ArrayReader reader,
            BlackBox box,
            Case call,
            Scratch scratch) {
        this.library = library;
        this.device = device;
        this.reader = reader;
        this.box = box;
        recording = call.steps().stream().anyMatch(Step::wantsGradient);
        String unknown = "";
        try {
            for (Step step : call.steps()) {
                Map<String, String> attributes = operators.attributes(step);
                steps.add(new PreparedStep(
                        step, library.imperative().prepare(step.operator(), attributes), library, device, scratch));
            }
        } catch (NoSuchElementException e) {
            unknown = String.valueOf(e.getMessage());
        }
        unknownOperator = unknown;
    }

    /** Empty, or the operator that this build does not have. */
    String unknownOperator() {
        return unknownOperator;
    }

    void load(long variant) {
        for (PreparedStep step : steps) {
            step.load(variant);
        }
    }

    /**
     * Runs the loaded variant.
     *
     * @param after asked with the arrays of the refused step while they are still open
     */
    Ran run(Order order, @Nullable Function<List<NdArray>, Aftermath> after) {
        if (order.seed() != null) {
            library.randomness().seed(order.seed());
        }
        Run run = new Run(order);
        try {
            run.go();
            Aftermath aftermath = null;
            if (run.refused) {
                if (after != null) {
                    box.phase(BlackBox.Phase.AFTERMATH, order.number());
                    aftermath = after.apply(run.failedOutputs);
                }
                drain();
            }
            return new Ran(new RunFacts(order.label(), run.facts), aftermath);
        } finally {
            run.close();
        }
    }

    @Override
    public void close() {
        steps.forEach(PreparedStep::close);
    }

    /** Collects failures that nobody asked for, so that the next case starts clean. */
    private void drain() {
        for (int i = 0; i < 2; i++) {
            try {
                library.engine().waitAll();
            } catch (MxError stale) {
                // It belongs to the refused call, whose error the observation has already.
            }
        }
    }

    /** The state of one run. */
    private final class Run {
        private final Order order;
        private final List<StepFacts> facts = new ArrayList<>(steps.size());
        private final List<NdArray> open = new ArrayList<>();
        private final List<NdArray[]> outputs = new ArrayList<>(steps.size());
        private final List<@Nullable NdArray[]> gradients = new ArrayList<>(steps.size());
        private List<NdArray> failedOutputs = List.of();
        private boolean refused;

        Run(Order order) {
            this.order = order;
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
                    gradients.add(mark(step, inputs));
                }
                phase = "invoke";
                phase(BlackBox.Phase.INVOKE);
                made = invoke(step, inputs);
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
            NdArray array = Objects.requireNonNull(place.prepared).make();
            open.add(array);
            return array;
        }

        private @Nullable NdArray[] mark(PreparedStep step, NdArray[] inputs) {
            @Nullable NdArray[] marked = new @Nullable NdArray[inputs.length];
            List<Autograd.Variable> variables = new ArrayList<>();
            for (int i = 0; i < inputs.length; i++) {
                PreparedStep.Place place = step.places.get(i);
                Autograd.Request request = step.request(i);
                if (request == Autograd.Request.NULL || place.bytes == null) {
                    continue;
                }
                NdArray gradient = library.arrays().create(place.dims, place.dtype.code(), device);
                open.add(gradient);
                if (place.elements > 0) {
                    gradient.copyFrom(zeros(place), place.elements, place.dtype.code());
                }
                marked[i] = gradient;
                variables.add(new Autograd.Variable(inputs[i], request, gradient));
            }
            if (!variables.isEmpty()) {
                library.autograd().markVariables(variables);
            }
            return marked;
        }

        private ByteBuffer zeros(PreparedStep.Place place) {
            return ByteBuffer.allocateDirect(place.elements * place.dtype.bytes());
        }

        private NdArray[] invoke(PreparedStep step, NdArray[] inputs) {
            boolean train = step.step.train();
            NdArray[] given = given(step, inputs);
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
            if (given.length == 0) {
                return adopt(step.call.run(inputs));
            }
            step.call.runInto(given, inputs);
            return given;
        }

        /** The arrays that the results go to; none when the library makes them. */
        private NdArray[] given(PreparedStep step, NdArray[] inputs) {
            NdArray[] given = new NdArray[step.out.size()];
            for (int i = 0; i < given.length; i++) {
                PreparedStep.Place place = step.out.get(i);
                given[i] =
                        place == null ? inputs[((Output.InPlace) step.step.out().get(i)).input()] : input(place);
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
                if (place.prepared != null && !place.prepared.unchanged(inputs[i])) {
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
                library.autograd().backward(outputs.get(lastFacts), null, false, last.step.train());
                for (int s = 0; s < steps.size(); s++) {
                    facts.set(s, withGradients(facts.get(s), gradients.get(s)));
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

        private StepFacts withGradients(StepFacts done, @Nullable NdArray[] arrays) {
            List<@Nullable ArrayFacts> read = new ArrayList<>(arrays.length);
            for (NdArray array : arrays) {
                read.add(array == null ? null : reader.read(array, order.wholeValues()));
            }
            return new StepFacts(
                    done.rejectedIn(), done.error(), done.inferred(), done.outputs(), read, done.mutatedInputs());
        }

        void close() {
            for (NdArray array : open) {
                try {
                    array.close();
                } catch (MxError e) {
                    // The run has been observed by now; a failure of freeing shows in the next wait.
                }
            }
        }
    }
}
