package dev.vigil.properties.generate;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts accepted calls together to graphs: a graph that ran, or that is put together of calls that fit, is made one call
 * longer by a call that takes a result of its last, in another shape where inference has nothing against that. Calls that
 * update their inputs are put in a row on the same arrays. One thread; what is drawn is a function of the draws and of
 * what was entered before.
 */
public final class Graphs {
    /** Steps of a case. */
    public static final int STEPS_MAX = 6;

    private static final int GROWN_MAX = 256;
    private static final int ATTEMPTS = 16;
    private static final double GROW_SHARE = 0.7;
    /** Of graphs, those that get one more call at once, and of those again. */
    private static final double CHAIN_SHARE = 0.5;

    private static final double ROW_SHARE = 0.2;
    private static final double NEW_ROW_SHARE = 0.4;
    private static final double GRADIENT_SHARE = 0.4;
    /** Of gradients, those that are added to what is there. */
    private static final double ADD_SHARE = 0.2;

    private static final double TRAIN_SHARE = 0.2;
    private static final double SHARED_SHARE = 0.4;
    private static final double IN_PLACE_SHARE = 0.1;
    private static final double CARRIED_SHARE = 0.7;

    private final ProcessSettings settings;
    private final List<Accepted> pool;
    private final List<Accepted> updating;
    private final List<Grown> grown = new ArrayList<>();

    /** A graph that ran, or that is put together of calls that fit, with the results of each step. */
    public record Grown(Case call, List<List<ArrayFacts>> outputs) {
        public Grown {
            outputs = outputs.stream().map(List::copyOf).toList();
        }

        int last() {
            return outputs.size() - 1;
        }
    }

    /**
     * A call to be put behind a graph.
     *
     * @param place of its input that takes result {@code output} of the graph's last call
     * @param inquiry whether it takes arrays of that shape and type; null where it is known to
     */
    public record Plan(
            Grown before,
            Accepted next,
            int place,
            int output,
            @Nullable Inquiry inquiry) {}

    public Graphs(ProcessSettings settings, List<Accepted> pool) {
        this.settings = settings;
        this.pool = List.copyOf(pool);
        updating = new ArrayList<>(pool.stream().filter(Graphs::updates).toList());
    }

    private static boolean updates(Accepted accepted) {
        return !accepted.updated().isEmpty()
                || accepted.call().out().stream().anyMatch(Output.InPlace.class::isInstance);
    }

    /** Now and then a row of calls; which of its inputs an operator updates shows in the first row that was made of it. */
    public Optional<Case> row(Draw draw) {
        if (!draw.chance(ROW_SHARE)) {
            return Optional.empty();
        }
        Accepted accepted = draw.of(updating.isEmpty() || draw.chance(NEW_ROW_SHARE) ? pool : updating);
        Call call = accepted.call();
        int count = 2 + draw.below(STEPS_MAX - 1);
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            List<Input> inputs = new ArrayList<>();
            for (int i = 0; i < call.inputs().size(); i++) {
                inputs.add(s == 0 ? fresh(call.inputs().get(i), draw) : inRow(accepted, s, i, draw));
            }
            steps.add(new Step(accepted.operator(), call.attributes(), inputs, List.of(), call.train(), call.out()));
        }
        return Optional.of(new Case(settings.withNumpyShape(call.numpyShape()), steps));
    }

    private static Input inRow(Accepted accepted, int step, int input, Draw draw) {
        Call call = accepted.call();
        Input.Array array = call.inputs().get(input);
        boolean same = accepted.updated().contains(input) || call.out().contains(new Output.InPlace(input));
        if (same) {
            return new Input.StepInput(0, input);
        }
        boolean carried = input == 0
                && call.out().isEmpty()
                && !accepted.outputs().isEmpty()
                && alike(accepted.outputs().get(0), array.shape(), array.dtype());
        if (carried && draw.chance(CARRIED_SHARE)) {
            return new Input.StepOutput(step - 1, 0);
        }
        return draw.chance(SHARED_SHARE) ? new Input.StepInput(0, input) : fresh(array, draw);
    }

    /** Empty where nothing that is known fits. */
    public Optional<Plan> plan(Draw draw) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Grown base = base(draw);
            Plan plan = base == null ? null : behind(base, draw.of(pool), draw);
            if (plan != null) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
    }

    /** Null where the call cannot take the result that was drawn. */
    private @Nullable Plan behind(Grown base, Accepted next, Draw draw) {
        Call call = next.call();
        List<ArrayFacts> given = base.outputs().get(base.last());
        if (given.isEmpty() || !joins(base, next)) {
            return null;
        }
        int place = draw.below(call.inputs().size());
        int output = draw.below(given.size());
        if (updates(next.operator(), place)) {
            return null;
        }
        Input.Array array = call.inputs().get(place);
        ArrayFacts taken = given.get(output);
        boolean fits = alike(taken, array.shape(), array.dtype());
        return new Plan(base, next, place, output, fits ? null : inquiry(next, place, taken));
    }

    private static boolean joins(Grown base, Accepted next) {
        Call call = next.call();
        return !call.inputs().isEmpty()
                && call.out().isEmpty()
                && call.numpyShape() == base.call().settings().numpyShape();
    }

    private @Nullable Grown base(Draw draw) {
        List<Grown> growing =
                grown.stream().filter(g -> g.outputs().size() < STEPS_MAX).toList();
        boolean grow = !growing.isEmpty() && draw.chance(GROW_SHARE);
        Grown base = grow ? draw.of(growing) : begun(draw);
        while (base != null && base.outputs().size() < STEPS_MAX - 1 && draw.chance(CHAIN_SHARE)) {
            Grown longer = chained(base, draw);
            if (longer == null) {
                return base;
            }
            base = longer;
        }
        return base;
    }

    /** By a call that was accepted with just what the last one gives; null where none is known. */
    private @Nullable Grown chained(Grown base, Draw draw) {
        List<Plan> fitting = pool.stream()
                .filter(next -> joins(base, next))
                .flatMap(next -> fitting(base, next))
                .toList();
        if (fitting.isEmpty()) {
            return null;
        }
        Plan plan = draw.of(fitting);
        List<List<ArrayFacts>> outputs = new ArrayList<>(base.outputs());
        outputs.add(plan.next().outputs());
        return new Grown(longer(plan, null, false, draw), outputs);
    }

    private Stream<Plan> fitting(Grown base, Accepted next) {
        List<Plan> plans = new ArrayList<>();
        List<ArrayFacts> given = base.outputs().get(base.last());
        for (int place = 0; place < next.call().inputs().size(); place++) {
            Input.Array array = next.call().inputs().get(place);
            for (int output = 0; output < given.size(); output++) {
                if (alike(given.get(output), array.shape(), array.dtype()) && !updates(next.operator(), place)) {
                    plans.add(new Plan(base, next, place, output, null));
                }
            }
        }
        return plans.stream();
    }

    private @Nullable Grown begun(Draw draw) {
        Accepted first = draw.of(pool);
        Call call = first.call();
        if (!call.out().isEmpty()) {
            return null;
        }
        boolean gradient = draw.chance(GRADIENT_SHARE);
        boolean train = gradient || draw.chance(TRAIN_SHARE);
        List<Input> inputs = new ArrayList<>();
        call.inputs().forEach(input -> inputs.add(fresh(input, draw)));
        Step step = new Step(
                first.operator(), call.attributes(), inputs, gradient ? requests(inputs, draw) : List.of(), train);
        return new Grown(new Case(settings.withNumpyShape(call.numpyShape()), List.of(step)), List.of(first.outputs()));
    }

    private static Inquiry inquiry(Accepted next, int place, ArrayFacts taken) {
        Call call = next.call();
        List<long @Nullable []> shapes = new ArrayList<>();
        List<@Nullable DType> dtypes = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            shapes.add(i == place ? taken.shape().toArray() : null);
            dtypes.add(i == place ? taken.dtype() : null);
        }
        return new Inquiry(next.operator(), call.attributes(), call.numpyShape(), shapes, dtypes);
    }

    /** The longer graph; empty where inference refuses it. */
    public Optional<Case> made(Plan plan, @Nullable Inference inference, Draw draw) {
        if (inference != null && (!inference.error().isEmpty() || inference.end() != null)) {
            return Optional.empty();
        }
        return Optional.of(longer(plan, inference, true, draw));
    }

    /** @param end whether nothing comes behind it, so that it may write over what it takes */
    private Case longer(Plan plan, @Nullable Inference inference, boolean end, Draw draw) {
        Case before = plan.before().call();
        Call call = plan.next().call();
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            if (i == plan.place()) {
                inputs.add(new Input.StepOutput(plan.before().last(), plan.output()));
                continue;
            }
            Input.Array array = inference == null ? call.inputs().get(i) : fitted(plan, inference, i);
            boolean free = !updates(plan.next().operator(), i);
            Input shared = free && draw.chance(SHARED_SHARE) ? known(plan.before(), array, draw) : null;
            inputs.add(shared == null ? fresh(array, draw) : shared);
        }
        Step first = before.steps().get(0);
        boolean gradient = first.wantsGradient();
        List<Output> out = List.of();
        if (end && !gradient && plan.next().outputs().size() == 1 && inference == null && draw.chance(IN_PLACE_SHARE)) {
            Input.Array replaced = call.inputs().get(plan.place());
            if (alike(plan.next().outputs().get(0), replaced.shape(), replaced.dtype())) {
                out = List.of(new Output.InPlace(plan.place()));
            }
        }
        List<Step> steps = new ArrayList<>(before.steps());
        steps.add(new Step(
                plan.next().operator(),
                call.attributes(),
                inputs,
                gradient ? requests(inputs, draw) : List.of(),
                first.train(),
                out));
        return new Case(before.settings(), steps);
    }

    /** What inference says of an input; where that is nothing, inputs that were alike stay alike. */
    private static Input.Array fitted(Plan plan, Inference inference, int input) {
        Call call = plan.next().call();
        Input.Array array = call.inputs().get(input);
        Input.Array linked = call.inputs().get(plan.place());
        Inquiry inquiry = Objects.requireNonNull(plan.inquiry());
        Shape shape = input < inference.shapes().size() ? inference.shapes().get(input) : null;
        if (shape == null) {
            shape = array.shape().equals(linked.shape())
                    ? Shape.of(Objects.requireNonNull(inquiry.shapes().get(plan.place())))
                    : array.shape();
        }
        DType dtype = input < inference.dtypes().size() ? inference.dtypes().get(input) : null;
        if (dtype == null) {
            dtype = array.dtype() == linked.dtype()
                    ? Objects.requireNonNull(inquiry.dtypes().get(plan.place()))
                    : array.dtype();
        }
        return new Input.Array(shape, dtype, array.fill());
    }

    /** An array of that shape and type that is in the graph already. */
    private static @Nullable Input known(Grown before, Input.Array like, Draw draw) {
        List<Input> there = new ArrayList<>();
        for (int s = 0; s <= before.last(); s++) {
            List<Input> inputs = before.call().steps().get(s).inputs();
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i) instanceof Input.Array array
                        && array.dtype() == like.dtype()
                        && array.shape().equals(like.shape())) {
                    there.add(new Input.StepInput(s, i));
                }
            }
            List<ArrayFacts> outputs = before.outputs().get(s);
            for (int o = 0; o < outputs.size(); o++) {
                if (alike(outputs.get(o), like.shape(), like.dtype())) {
                    there.add(new Input.StepOutput(s, o));
                }
            }
        }
        return there.isEmpty() ? null : draw.of(there);
    }

    private static boolean alike(ArrayFacts output, Shape shape, DType dtype) {
        return output.dtype() == dtype && output.shape().equals(shape);
    }

    private static Input fresh(Input.Array array, Draw draw) {
        return new Input.Array(array.shape(), array.dtype(), array.fill().variant(draw.seed() >>> 1));
    }

    private static List<GradRequest> requests(List<Input> inputs, Draw draw) {
        List<GradRequest> requests = new ArrayList<>();
        for (Input input : inputs) {
            boolean possible =
                    input instanceof Input.Array array && array.dtype().floating();
            requests.add(!possible ? GradRequest.NULL : draw.chance(ADD_SHARE) ? GradRequest.ADD : GradRequest.WRITE);
        }
        return requests;
    }

    /** Enters what came of a graph, so that it can be made longer. */
    public void enter(Case call, RunFacts facts) {
        noteUpdates(call, facts);
        boolean dense = facts.rejected().isEmpty()
                && call.steps().stream().allMatch(step -> step.out().isEmpty())
                && facts.steps().stream().allMatch(Graphs::small);
        if (dense && grown.size() < GROWN_MAX) {
            grown.add(new Grown(
                    call, facts.steps().stream().map(StepFacts::outputs).toList()));
        }
    }

    private void noteUpdates(Case call, RunFacts facts) {
        Step first = call.steps().get(0);
        List<Integer> updated = facts.steps().get(0).mutatedInputs();
        boolean known = updating.stream().anyMatch(a -> a.operator().equals(first.operator()));
        if (known || updated.isEmpty() || updating.size() >= GROWN_MAX) {
            return;
        }
        List<Input.Array> arrays = new ArrayList<>();
        for (Input input : first.inputs()) {
            if (input instanceof Input.Array array) {
                arrays.add(array);
            }
        }
        boolean numpy = call.settings().numpyShape();
        Call again = new Call(first.attributes(), arrays, numpy, first.train(), false, first.out());
        updating.add(new Accepted(first.operator(), again, facts.steps().get(0).outputs(), updated));
    }

    /** What an operator was seen to update, in whichever call. */
    private boolean updates(String operator, int input) {
        return updating.stream()
                .anyMatch(a -> a.operator().equals(operator) && a.updated().contains(input));
    }

    /** Dense and short: graphs are about how calls hang together. */
    public static boolean small(StepFacts step) {
        return step.outputs().stream()
                .allMatch(output -> output.storage().equals("default")
                        && output.shape().elements() > 0
                        && output.shape().elements() <= ArrayFacts.ELEMENTS_MAX);
    }
}
