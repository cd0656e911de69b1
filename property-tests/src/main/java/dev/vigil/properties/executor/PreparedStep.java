package dev.vigil.properties.executor;

import dev.vigil.binding.Autograd;
import dev.vigil.binding.CachedOp;
import dev.vigil.binding.Device;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.binding.OperatorSymbol;
import dev.vigil.binding.Placement;
import dev.vigil.binding.PreparedArray;
import dev.vigil.binding.PreparedCall;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import dev.vigil.properties.task.Manner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One step made ready for many variants: the operator's handle and attributes encoded, room for its inputs' bytes. */
final class PreparedStep implements AutoCloseable {

    /** One place of the step. {@code bytes} and {@code prepared} are null for what an earlier step gives or took. */
    static final class Place {
        final Input input;
        final Shape shape;
        final long[] dims;
        final DType dtype;
        final int elements;
        final Fill fill;
        final @Nullable ByteBuffer bytes;
        final @Nullable PreparedArray prepared;
        private final @Nullable Sparse sparse;
        private final MxLibrary library;
        private final Device device;

        private Place(Input input, MxLibrary library, Device device, Scratch scratch) {
            this.input = input;
            this.library = library;
            this.device = device;
            if (input instanceof Input.Array array) {
                shape = array.shape();
                dtype = array.dtype();
                fill = array.fill();
                elements = (int) shape.elements();
                bytes = scratch.take(elements * dtype.bytes());
                dims = shape.toArray();
                prepared = library.arrays().prepare(dims, dtype.code(), device, bytes);
                sparse = array.sparse();
            } else {
                shape = Shape.SCALAR;
                dtype = DType.FLOAT32;
                fill = new Fill.Constant(0);
                elements = 0;
                bytes = null;
                dims = new long[0];
                prepared = null;
                sparse = null;
            }
        }

        private void load(long variant) {
            if (bytes != null) {
                Values.write(fill.variant(variant), dtype, elements, bytes);
            }
        }

        /**
         * A new array with the bytes of the loaded variant, if the case makes one here; the caller closes it. A sparse one
         * lies where the library puts it.
         */
        NdArray make(Placement placement) {
            return sparse == null
                    ? Objects.requireNonNull(prepared).make(placement)
                    : SparseArrays.make(library, device, sparse, shape, dtype, Objects.requireNonNull(bytes));
        }

        /** Whether an array made here holds what it held at first; with defects among its indices nobody can tell. */
        boolean unchanged(NdArray array) {
            if (sparse == null) {
                return Objects.requireNonNull(prepared).unchanged(array);
            }
            if (sparse.defect() != Sparse.Defect.NONE) {
                return true;
            }
            ByteBuffer held = Objects.requireNonNull(bytes).duplicate().clear().limit(elements * dtype.bytes());
            return SparseArrays.read(array, array.storageType(), shape, dtype)
                    .filter(held::equals)
                    .isPresent();
        }

        private void close() {
            if (prepared != null) {
                prepared.close();
            }
        }
    }

    final Step step;
    final List<Place> places;
    /** For each result that the caller places: the array made for it, or null for one in place of an input. */
    final List<@Nullable Place> out;

    private final MxLibrary library;
    private final OperatorTable operators;
    private final PreparedCall call;
    private final Map<Manner.Path, PreparedCall> spelled = new EnumMap<>(Manner.Path.class);
    private final Map<Manner.Path, CachedOp> cached = new EnumMap<>(Manner.Path.class);

    /** @throws java.util.NoSuchElementException for an operator that the build does not know */
    PreparedStep(Step step, OperatorTable operators, MxLibrary library, Device device, Scratch scratch) {
        this.step = step;
        this.library = library;
        this.operators = operators;
        call = library.imperative().prepare(step.operator(), operators.attributes(step));
        List<Place> made = new ArrayList<>();
        for (Input input : step.inputs()) {
            made.add(new Place(input, library, device, scratch));
        }
        places = made;
        List<@Nullable Place> given = new ArrayList<>();
        for (Output output : step.out()) {
            given.add(
                    output instanceof Output.Array array ? new Place(array.asInput(), library, device, scratch) : null);
        }
        out = given;
    }

    /** Writes the bytes of this variant. */
    void load(long variant) {
        places.forEach(place -> place.load(variant));
        for (Place place : out) {
            if (place != null) {
                place.load(variant);
            }
        }
    }

    /** The imperative call with its attributes spelled as this path has them, made when it is first asked for. */
    PreparedCall call(Manner.Path path) {
        return switch (path) {
            case DEFAULTS_WRITTEN, DEFAULTS_OMITTED, FLAGS_SWITCHED ->
                spelled.computeIfAbsent(
                        path, p -> library.imperative().prepare(step.operator(), operators.attributes(step, p)));
            default -> call;
        };
    }

    /** The step as a graph, made when it is first asked for. */
    CachedOp cached(Manner.Path path) {
        CachedOp made = cached.get(path);
        if (made == null) {
            try (OperatorSymbol symbol = library.symbols()
                    .create(
                            step.operator(),
                            operators.attributes(step),
                            step.inputs().size())) {
                made = CachedOp.create(symbol, flags(path));
            }
            cached.put(path, made);
        }
        return made;
    }

    /**
     * Every front end says which inputs are data and which are parameters; of an input that is neither, a graph with
     * static memory gives no gradient.
     */
    private Map<String, String> flags(Manner.Path path) {
        String planned = Boolean.toString(path == Manner.Path.CACHED_OP_STATIC);
        List<Integer> data = IntStream.range(0, step.inputs().size()).boxed().toList();
        return Map.of(
                "static_alloc",
                planned,
                "static_shape",
                planned,
                "data_indices",
                data.toString(),
                "param_indices",
                List.of().toString());
    }

    /** Whether this input may change: the library lists it as one that does, or a result is put in its place. */
    boolean changes(int input) {
        if (step.out().contains(new Output.InPlace(input))) {
            return true;
        }
        try (OperatorSymbol symbol = library.symbols()
                .create(
                        step.operator(),
                        operators.attributes(step),
                        step.inputs().size())) {
            return symbol.changedInputs().contains(input);
        } catch (MxError e) {
            // What the library cannot tell is not held against it.
            return true;
        }
    }

    Autograd.Request request(int input) {
        List<GradRequest> requests = step.request();
        if (requests.isEmpty()) {
            return Autograd.Request.NULL;
        }
        return switch (requests.get(input)) {
            case NULL -> Autograd.Request.NULL;
            case WRITE -> Autograd.Request.WRITE;
            case ADD -> Autograd.Request.ADD;
        };
    }

    @Override
    public void close() {
        cached.values().forEach(CachedOp::close);
        spelled.values().forEach(PreparedCall::close);
        call.close();
        places.forEach(Place::close);
        for (Place place : out) {
            if (place != null) {
                place.close();
            }
        }
    }
}
