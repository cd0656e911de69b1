package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.properties.shrink.Rewrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A change of a single call's inputs, or of where its result goes, whose effect an operator may have a law for. */
sealed interface Change {
    /** Axes of results beyond these are not asked about. */
    int RANK_MAX = 6;

    /** As in "with inputs reversed". */
    String words();

    /** Whether the law may end where values change, so that it is asked of no others than it was learned from. */
    boolean ofValues();

    /** Whether the law is one of single elements, the same in calls of every shape. */
    default boolean ofElements() {
        return false;
    }

    /** The changed call; empty where it makes no sense. */
    Optional<Case> of(Case call);

    /** What the law may say. */
    List<Relation> relations();

    /** Changes that must have laws of their own, along the very axes that they change, before this one may have any. */
    default List<Picked> premises() {
        return List.of();
    }

    /** All that make sense for a single call of arrays. What has premises is right before them. */
    static List<Change> all(Case call) {
        List<Input.Array> arrays = Rewrite.arrays(call).toList();
        Set<Change> changes = new LinkedHashSet<>();
        InPlace.of(arrays).ifPresent(inPlace -> {
            changes.add(inPlace);
            changes.addAll(inPlace.premises());
        });
        for (List<Place> places : choices(arrays)) {
            for (Pick pick : Pick.values()) {
                changes.add(new Picked(places, pick));
            }
        }
        for (double factor : new double[] {2, -1}) {
            List<Integer> all = IntStream.range(0, arrays.size()).boxed().toList();
            Set<List<Integer>> choices = new LinkedHashSet<>();
            choices.add(all);
            all.forEach(one -> choices.add(List.of(one)));
            choices.forEach(inputs -> changes.add(new Scaled(inputs, factor)));
        }
        changes.add(new Exchanged());
        changes.add(new Repeated());
        return changes.stream().filter(change -> change.of(call).isPresent()).toList();
    }

    /** Sets of axes of one length that may belong together: as many from the front or from behind, or of one input. */
    private static Set<List<Place>> choices(List<Input.Array> arrays) {
        Set<List<Place>> choices = new LinkedHashSet<>();
        for (int i = 0; i < arrays.size(); i++) {
            Shape shape = arrays.get(i).shape();
            for (int axis = 0; axis < shape.rank(); axis++) {
                int front = axis;
                int behind = shape.rank() - axis;
                choices.add(together(arrays, shape.axis(axis), a -> front));
                choices.add(together(arrays, shape.axis(axis), a -> a.rank() - behind));
                choices.add(List.of(new Place(i, axis)));
            }
        }
        return choices;
    }

    private static List<Place> together(List<Input.Array> arrays, long length, ToIntFunction<Shape> axis) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) {
            Shape shape = arrays.get(i).shape();
            int at = axis.applyAsInt(shape);
            if (at >= 0 && at < shape.rank() && shape.axis(at) == length) {
                places.add(new Place(i, at));
            }
        }
        return places;
    }

    private static Case with(Case call, List<Input> inputs) {
        Step step = call.steps().get(0);
        return new Case(call.settings(), List.of(step.withInputs(inputs, step.request())));
    }

    /** An axis of an input. */
    record Place(int input, int axis) {}

    /** Some places of these axes, as long as each other. */
    record Picked(List<Place> places, Pick pick) implements Change {
        public Picked {
            places = List.copyOf(places);
        }

        @Override
        public String words() {
            return places.stream()
                            .map(place -> "axis " + place.axis() + " of input " + place.input())
                            .toList()
                    + " " + pick.words();
        }

        @Override
        public boolean ofValues() {
            return false;
        }

        @Override
        public Optional<Case> of(Case call) {
            List<Input> inputs = new ArrayList<>(call.steps().get(0).inputs());
            for (Place place : places) {
                Input.Array array = (Input.Array) inputs.get(place.input());
                long length = array.shape().axis(place.axis());
                if (length < 2 || array.shape().elements() == 0) {
                    return Optional.empty();
                }
                inputs.set(
                        place.input(),
                        new Input.Array(
                                array.shape().with(place.axis(), pick.length(length)),
                                array.dtype(),
                                new Fill.Picked(
                                        array.fill(), array.shape(), place.axis(), pick.start(length), pick.step())));
            }
            return Optional.of(with(call, inputs));
        }

        /** Whether a relation is the one along the axis that is picked from in every input. */
        boolean keeps(Relation law) {
            return law.pick() == pick && places.stream().allMatch(place -> place.axis() == law.axis());
        }

        @Override
        public List<Relation> relations() {
            Stream<Relation> along = IntStream.range(0, RANK_MAX).mapToObj(axis -> Relation.along(pick, axis));
            return (pick == Pick.REVERSED ? Stream.concat(Stream.of(Relation.times(1)), along) : along).toList();
        }
    }

    /** These inputs times a factor: a power of two, or a sign, so that no value is rounded. */
    record Scaled(List<Integer> inputs, double factor) implements Change {
        private static final int DEGREE_MIN = -2;
        private static final int DEGREE_MAX = 3;

        public Scaled {
            inputs = List.copyOf(inputs);
        }

        @Override
        public String words() {
            return "inputs " + inputs + " times " + factor;
        }

        @Override
        public boolean ofValues() {
            return true;
        }

        @Override
        public Optional<Case> of(Case call) {
            List<Input> scaled = new ArrayList<>(call.steps().get(0).inputs());
            for (int i : inputs) {
                Input.Array array = (Input.Array) scaled.get(i);
                DType.Kind kind = array.dtype().kind();
                if (kind == DType.Kind.BOOLEAN || (kind == DType.Kind.UNSIGNED && factor < 0)) {
                    return Optional.empty();
                }
                scaled.set(i, new Input.Array(array.shape(), array.dtype(), new Fill.Scaled(array.fill(), factor)));
            }
            return inputs.isEmpty() ? Optional.empty() : Optional.of(with(call, scaled));
        }

        @Override
        public List<Relation> relations() {
            return IntStream.rangeClosed(DEGREE_MIN, DEGREE_MAX)
                    .mapToDouble(degree -> Math.pow(factor, degree))
                    .distinct()
                    .mapToObj(Relation::times)
                    .toList();
        }
    }

    /** The first two inputs in each other's place. */
    record Exchanged() implements Change {
        @Override
        public String words() {
            return "the first two inputs exchanged";
        }

        @Override
        public boolean ofValues() {
            return false;
        }

        @Override
        public Optional<Case> of(Case call) {
            List<Input> inputs = new ArrayList<>(call.steps().get(0).inputs());
            if (inputs.size() < 2) {
                return Optional.empty();
            }
            Collections.swap(inputs, 0, 1);
            return Optional.of(with(call, inputs));
        }

        @Override
        public List<Relation> relations() {
            return DoubleStream.of(1, -1).mapToObj(Relation::times).toList();
        }
    }

    /** The first result put in for the first input. */
    record Repeated() implements Change {
        @Override
        public String words() {
            return "its own result as first input";
        }

        @Override
        public boolean ofValues() {
            return true;
        }

        @Override
        public Optional<Case> of(Case call) {
            Step step = call.steps().get(0);
            if (step.inputs().isEmpty() || step.wantsGradient()) {
                return Optional.empty();
            }
            List<Input> inputs = new ArrayList<>(step.inputs());
            inputs.set(0, new Input.StepOutput(0, 0));
            List<GradRequest> none = List.of();
            return Optional.of(new Case(call.settings(), List.of(step, step.withInputs(inputs, none))));
        }

        @Override
        public List<Relation> relations() {
            return List.of(Relation.times(1));
        }
    }

    /**
     * The result in place of the first input. Only an operator whose every element hangs on its own place among the inputs
     * has no right to notice: others may read what they have overwritten.
     */
    record InPlace(List<Picked> premises) implements Change {
        public InPlace {
            premises = List.copyOf(premises);
        }

        /** For arrays of one shape and type, where the result may have them too. */
        private static Optional<InPlace> of(List<Input.Array> arrays) {
            if (arrays.isEmpty()
                    || arrays.stream().map(Input.Array::shape).distinct().count() > 1
                    || arrays.stream().map(Input.Array::dtype).distinct().count() > 1) {
                return Optional.empty();
            }
            Shape shape = arrays.get(0).shape();
            List<Picked> premises = new ArrayList<>();
            for (int a = 0; a < shape.rank(); a++) {
                int axis = a;
                List<Place> places = IntStream.range(0, arrays.size())
                        .mapToObj(input -> new Place(input, axis))
                        .toList();
                if (shape.axis(axis) > 1) {
                    premises.add(new Picked(places, Pick.FIRST_HALF));
                    premises.add(new Picked(places, Pick.LAST));
                }
            }
            return shape.rank() > RANK_MAX ? Optional.empty() : Optional.of(new InPlace(premises));
        }

        @Override
        public String words() {
            return "the result in place of the first input";
        }

        @Override
        public boolean ofValues() {
            return false;
        }

        @Override
        public boolean ofElements() {
            return true;
        }

        @Override
        public Optional<Case> of(Case call) {
            Step step = call.steps().get(0);
            List<GradRequest> none = List.of();
            Step placed = step.withModes(none, step.train()).withOut(List.of(new Output.InPlace(0)));
            return Optional.of(new Case(call.settings(), List.of(placed)));
        }

        @Override
        public List<Relation> relations() {
            return List.of(Relation.times(1));
        }
    }
}
