package dev.vigil.properties.executor;

import dev.vigil.binding.BoundGraph;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a prepared case, with the arrays that it made. One thread, one use. */
final class CaseRun implements AutoCloseable {
    /** As many calls as front ends let the engine put together by default. */
    private static final int BULK_SIZE = 15;

    private final MxLibrary library;
    private final Device device;
    private final ArrayReader reader;
    private final BlackBox box;
    private final List<PreparedStep> steps;
    private final PreparedGraph graph;
    private final boolean recording;
    private final PreparedCase.Order order;
    private final Placement placement;
    private final List<StepFacts> facts = new ArrayList<>();
    private final List<NdArray> open = new ArrayList<>();
    private final List<NdArray[]> inputsOf = new ArrayList<>();
    private final List<NdArray[]> outputs = new ArrayList<>();
    private final List<GradientArrays> gradients = new ArrayList<>();
    private final List<GradientArrays> passing = new ArrayList<>();
    private final Deque<BoundGraph> bound = new ArrayDeque<>();
    private List<NdArray> failedOutputs = List.of();
    private boolean refused;

    /** @param steps loaded with the variant to run */
    CaseRun(
            MxLibrary library,
            Device device,
            ArrayReader reader,
            BlackBox box,
            List<PreparedStep> steps,
            PreparedGraph graph,
            boolean recording,
            PreparedCase.Order order) {
        this.library = library;
        this.device = device;
        this.reader = reader;
        this.box = box;
        this.steps = steps;
        this.graph = graph;
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
        if (order.manner().path().whole()) {
            whole();
        }
        for (int s = facts.size(); s < steps.size() && !refused; s++) {
            call(s);
        }
        if (recording && !refused && !steps.get(steps.size() - 1).step.takesGradient()) {
            backward();
        }
    }

    private void phase(BlackBox.Phase phase) {
        box.phase(phase, order.number());
    }

    private void call(int s) {
        PreparedStep step = steps.get(s);
        NdArray[] inputs = {};
        String phase = "create";
        NdArray[] made = {};
        String missing = missing(step);
        if (!missing.isEmpty()) {
            refused = true;
            facts.add(new StepFacts(phase, missing, null, List.of(), List.of(), List.of()));
            return;
        }
        try {
            phase = "backward";
            descend(s);
            phase = "create";
            phase(BlackBox.Phase.CREATE);
            inputs = take(step);
            List<@Nullable ArrayFacts> taken = gradientsAmong(step, inputs);
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
            facts.add(new StepFacts(null, "", inferred(s), read, taken, mutated(step, inputs)));
        } catch (MxError e) {
            refused = true;
            failedOutputs = List.of(made);
            facts.add(new StepFacts(phase, Errors.text(e), inferred(s), List.of(), List.of(), List.of()));
        }
    }

    /** The backward pass that the first of several updates in a row waits for. */
    private void descend(int s) {
        if (steps.get(s).step.takesGradient() && !steps.get(s - 1).step.takesGradient()) {
            phase(BlackBox.Phase.BACKWARD);
            boolean train = steps.get(s - 1).step.train();
            library.autograd().backward(outputs.get(s - 1), null, false, train);
        }
    }

    /** What the gradients hold that a step takes. */
    private List<@Nullable ArrayFacts> gradientsAmong(PreparedStep step, NdArray[] inputs) {
        List<@Nullable ArrayFacts> taken = new ArrayList<>();
        for (int i = 0; step.step.takesGradient() && i < inputs.length; i++) {
            boolean gradient = step.places.get(i).input instanceof Input.StepGradient;
            taken.add(gradient ? reader.read(inputs[i], order.wholeValues()) : null);
        }
        return taken;
    }

    /** The arrays that a step takes, marked where gradients are recorded. */
    private NdArray[] take(PreparedStep step) {
        NdArray[] inputs = inputs(step);
        mark(step, inputs);
        return inputs;
    }

    private void mark(PreparedStep step, NdArray[] inputs) {
        inputsOf.add(inputs);
        if (recording) {
            GradientArrays marked =
                    new GradientArrays(library, device, step, order.manner().gradientBefore());
            gradients.add(marked);
            if (!step.step.takesGradient()) {
                marked.mark(inputs);
            }
        }
    }

    private NdArray[] inputs(PreparedStep step) {
        NdArray[] inputs = new NdArray[step.places.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = input(step.places.get(i));
        }
        return inputs;
    }

    /** The arrays that the case makes for a step; nothing in the other places. */
    private NdArray[] fresh(PreparedStep step) {
        NdArray[] arrays = new NdArray[step.places.size()];
        for (int i = 0; i < arrays.length; i++) {
            if (step.places.get(i).prepared != null) {
                arrays[i] = input(step.places.get(i));
            }
        }
        return arrays;
    }

    /** All steps before anything is read. */
    private void whole() {
        String phase = "create";
        NdArray[] made = {};
        try {
            phase = "invoke";
            phase(BlackBox.Phase.INVOKE);
            Manner.Path path = order.manner().path();
            made = path.bound() ? bound() : path.graph() ? asGraph() : inBulk();
            phase = "wait";
            phase(BlackBox.Phase.WAIT);
            for (NdArray output : made) {
                output.waitToRead();
            }
            phase(BlackBox.Phase.READ);
            List<ArrayFacts> read = new ArrayList<>();
            for (NdArray output : made) {
                read.add(reader.read(output, order.wholeValues()));
            }
            for (int s = 0; s < steps.size(); s++) {
                boolean last = s == steps.size() - 1;
                facts.add(new StepFacts(null, "", null, last ? read : List.of(), List.of(), List.of()));
            }
        } catch (MxError | UnsupportedOperationException e) {
            refused = true;
            failedOutputs = List.of(made);
            String text = e instanceof MxError error ? Errors.text(error) : String.valueOf(e.getMessage());
            facts.add(new StepFacts(phase, text, null, List.of(), List.of(), List.of()));
        }
    }

    private NdArray[] asGraph() {
        steps.forEach(step -> mark(step, fresh(step)));
        NdArray[] made = recorded(steps.get(steps.size() - 1), () -> {
            Manner.Path path = order.manner().path();
            if (path.planned()) {
                List<NdArray[]> own = steps.stream().map(this::fresh).toList();
                for (NdArray output : adopt(graph.run(path, device, own))) {
                    output.waitToRead();
                }
            }
            return adopt(graph.run(path, device, inputsOf));
        });
        steps.forEach(step -> outputs.add(made));
        return made;
    }

    /** The gradients of the one that counts are left to {@link #backward}. */
    private NdArray[] bound() {
        boolean train = steps.get(steps.size() - 1).step.train();
        if (order.manner().path() == Manner.Path.GRAPH_BOUND_SHARING) {
            List<NdArray[]> own = new ArrayList<>();
            for (PreparedStep step : steps) {
                own.add(fresh(step));
                if (recording) {
                    passing.add(unmarked(step, own.get(own.size() - 1)));
                }
            }
            bound.push(graph.bind(device, own, passing, null));
            List<ArrayFacts> results = new ArrayList<>();
            for (NdArray output : adopt(bound.element().forward(train))) {
                results.add(reader.read(output, false));
            }
            if (recording) {
                bound.element().backward(heads(results), train);
            }
            library.engine().waitAll();
        }
        for (PreparedStep step : steps) {
            NdArray[] inputs = fresh(step);
            inputsOf.add(inputs);
            if (recording) {
                gradients.add(unmarked(step, inputs));
            }
        }
        bound.push(graph.bind(device, inputsOf, gradients, bound.peek()));
        NdArray[] made = adopt(bound.element().forward(train));
        steps.forEach(step -> outputs.add(made));
        return made;
    }

    /** Arrays for gradients that the library is told of otherwise than by marks. */
    private GradientArrays unmarked(PreparedStep step, NdArray[] inputs) {
        GradientArrays made =
                new GradientArrays(library, device, step, order.manner().gradientBefore());
        made.make(inputs);
        return made;
    }

    private NdArray[] heads(List<ArrayFacts> results) {
        return adopt(new HeadArrays(library, device).make(order.manner().heads(), results));
    }

    private NdArray[] inBulk() {
        int before = library.engine().setBulkSize(BULK_SIZE);
        try {
            for (int s = 0; s < steps.size(); s++) {
                PreparedStep step = steps.get(s);
                String missing = missing(step);
                if (!missing.isEmpty()) {
                    throw new UnsupportedOperationException(missing);
                }
                descend(s);
                NdArray[] inputs = take(step);
                outputs.add(invoke(step, inputs, null));
            }
        } finally {
            library.engine().setBulkSize(before);
        }
        return outputs.get(outputs.size() - 1);
    }

    private @Nullable Inferred inferred(int s) {
        return s < order.inferred().size() ? order.inferred().get(s) : null;
    }

    private String missing(PreparedStep step) {
        for (PreparedStep.Place place : step.places) {
            if (place.input instanceof Input.StepOutput from && from.output() >= outputs.get(from.step()).length) {
                return "the case takes output " + from.output() + " of step " + from.step() + ", which has "
                        + outputs.get(from.step()).length;
            }
            if (place.input instanceof Input.StepGradient slope && gradient(slope) == null) {
                return "the case takes a gradient that it does not ask for";
            }
        }
        return "";
    }

    private @Nullable NdArray gradient(Input.StepGradient slope) {
        return recording ? gradients.get(slope.step()).of(slope.gradient()) : null;
    }

    private NdArray input(PreparedStep.Place place) {
        if (place.input instanceof Input.StepGradient slope) {
            return Objects.requireNonNull(gradient(slope));
        }
        if (place.input instanceof Input.StepOutput from) {
            return outputs.get(from.step())[from.output()];
        }
        if (place.input instanceof Input.StepInput same) {
            return inputsOf.get(same.step())[same.input()];
        }
        NdArray array = place.make(placement);
        open.add(array);
        return array;
    }

    private NdArray[] invoke(PreparedStep step, NdArray[] inputs, @Nullable Inferred inferred) {
        NdArray[] given = given(step, inputs, inferred);
        return recorded(step, () -> called(step, inputs, given));
    }

    private NdArray[] recorded(PreparedStep step, Supplier<NdArray[]> calls) {
        boolean train = step.step.train();
        boolean record = recording && !step.step.takesGradient();
        if (!train && !record) {
            return calls.get();
        }
        library.autograd().setTraining(train);
        library.autograd().setRecording(record);
        try {
            return calls.get();
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
        if (path.planned()) {
            warmUp(step, path);
        }
        return adopt(step.cached(path).run(device, inputs));
    }

    /** A first run on arrays of its own, after which the graph's memory has been used. */
    private void warmUp(PreparedStep step, Manner.Path path) {
        for (NdArray output : adopt(step.cached(path).run(device, inputs(step)))) {
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
            PreparedStep.Place place = origin(step.places.get(i));
            boolean told = steps.size() > 1 || !step.changes(i);
            if (place.prepared != null && told && !place.unchanged(inputs[i])) {
                changed = changed.isEmpty() ? new ArrayList<>() : changed;
                changed.add(i);
            }
        }
        return changed;
    }

    /** Where the array of a place was made, if the case made it. */
    private PreparedStep.Place origin(PreparedStep.Place place) {
        PreparedStep.Place origin = place;
        while (origin.input instanceof Input.StepInput same) {
            origin = steps.get(same.step()).places.get(same.input());
        }
        return origin;
    }

    private void backward() {
        PreparedStep last = steps.get(steps.size() - 1);
        int lastFacts = facts.size() - 1;
        try {
            phase(BlackBox.Phase.BACKWARD);
            boolean ones = order.manner().heads() == Manner.Heads.ONES;
            List<ArrayFacts> results = facts.get(lastFacts).outputs();
            if (order.manner().path().bound()) {
                bound.element().backward(heads(results), last.step.train());
            } else {
                library.autograd()
                        .backward(outputs.get(lastFacts), ones ? null : heads(results), false, last.step.train());
            }
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
                order.manner().path().graph() ? done.mutatedInputs() : mutated(steps.get(s), inputsOf.get(s)));
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
        // The one that shares comes before the one whose memory it shares.
        for (BoundGraph graph : bound) {
            try {
                graph.close();
            } catch (MxError e) {
                // As for arrays below.
            }
        }
        gradients.forEach(GradientArrays::close);
        passing.forEach(GradientArrays::close);
        for (NdArray array : open) {
            try {
                array.close();
            } catch (MxError e) {
                // The run has been observed by now; a failure of freeing shows in the next wait.
            }
        }
    }
}
