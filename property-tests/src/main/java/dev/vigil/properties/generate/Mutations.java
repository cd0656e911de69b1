package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Domain;
import dev.vigil.properties.operators.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Small changes of a call that may well keep it valid. */
public final class Mutations {
    private static final int RANK_MAX = 6;
    private static final int INPUTS_MAX = 6;
    private static final long TOO_MANY = 1L << 32;
    private static final int STRIDE_MAX = 5;

    /** Kind of a call with one length far longer than in the call that it was made from. */
    public static final String SCALED = "scaled";

    /** Where libraries change their ways: powers of two and their neighbours. */
    private static final List<Long> LADDER = ladder();

    /** Far enough from the other lengths to be told from them. */
    private static final long SCALED_TIMES = 4;

    private static final double SCALED_ELEMENTS_MAX = 0x1p20;
    /** One in so many goes past what float32 counts exactly. */
    private static final double HUGE_SHARE = 0.02;

    private static final double HUGE_ELEMENTS_MAX = 0x1p25;
    private static final long ELEMENTS_MAX = 4096;
    private static final List<DType> COMMON = List.of(
            DType.FLOAT32,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.FLOAT16,
            DType.INT32,
            DType.INT64,
            DType.UINT8,
            DType.INT8,
            DType.BOOL);

    private final Signature signature;
    private final Pools pools;
    private final Draw draw;

    private static List<Long> ladder() {
        List<Long> ladder = new ArrayList<>();
        for (int power = 7; power <= 24; power++) {
            for (long beside = -1; beside <= 1; beside++) {
                ladder.add((1L << power) + beside);
            }
        }
        return List.copyOf(ladder);
    }

    public Mutations(Signature signature, Pools pools, Draw draw) {
        this.signature = signature;
        this.pools = pools;
        this.draw = draw;
    }

    /** The element types that operators usually know. */
    public static List<DType> common() {
        return COMMON.stream().distinct().toList();
    }

    /** A fresh input with values that most operators take. */
    public Input.Array input(Shape shape, DType type) {
        return new Input.Array(shape, type, Fills.safe(type, draw.seed()));
    }

    /**
     * One random change.
     *
     * @param pinned an attribute that must stay as it is; empty when none
     */
    public Mutant any(Call call, String pinned) {
        for (int attempt = 0; attempt < 8; attempt++) {
            Mutant mutant = attempt(call, pinned);
            if (mutant != null && small(mutant.call())) {
                return mutant;
            }
        }
        return Mutant.of(call.withTrain(!call.train()), "train");
    }

    private @Nullable Mutant attempt(Call call, String pinned) {
        int choice = draw.below(100);
        int inputs = call.inputs().size();
        if (choice < 6 && !call.out().isEmpty()) {
            return placed(call);
        }
        if (choice < 34 && !signature.attributes().isEmpty()) {
            return attribute(call, pinned);
        }
        if (choice < 38) {
            return Mutant.of(call.withNumpyShape(!call.numpyShape()), "numpy");
        }
        if (choice < 40) {
            return Mutant.of(call.withTrain(!call.train()), "train");
        }
        if (choice < 46 && (signature.variadic() || inputs != signature.inputs().size())) {
            return arity(call, inputs + (draw.chance(0.5) ? 1 : -1));
        }
        if (inputs == 0) {
            return null;
        }
        int at = draw.below(inputs);
        Input.Array input = call.inputs().get(at);
        int rank = input.shape().rank();
        if (choice < 54) {
            DType type = type();
            return new Mutant(call.withInput(at, typed(input, type)), "dtype", "dtype " + at + " " + type.text());
        }
        if (choice < 60) {
            return allTyped(call, type());
        }
        if (choice < 66) {
            return ranks(call, draw.chance(0.6));
        }
        if (choice < 73) {
            return Mutant.of(call.withInput(at, shaped(input, rankChanged(input.shape()))), "rank");
        }
        if (choice < 82) {
            return substituted(call, pinned);
        }
        if (choice < 88) {
            return rank == 0
                    ? null
                    : Mutant.of(
                            call.withInput(at, shaped(input, input.shape().with(draw.below(rank), draw.length()))),
                            "length");
        }
        if (choice < 93) {
            return Mutant.of(call.withInput(at, shaped(input, likely(call))), "shape");
        }
        if (choice < 96) {
            return cube(call);
        }
        return fill(call, at);
    }

    private DType type() {
        return draw.chance(0.95) ? draw.of(COMMON) : draw.of(List.of(DType.values()));
    }

    /** Another value of one attribute, or none. */
    @Nullable
    Mutant attribute(Call call, String pinned) {
        Attribute attribute = draw.of(signature.attributes());
        if (attribute.name().equals(pinned)) {
            return null;
        }
        if (!attribute.required() && call.attributes().containsKey(attribute.name()) && draw.chance(0.3)) {
            return Mutant.of(call.withoutAttribute(attribute.name()), "unset:" + attribute.name());
        }
        return set(call, attribute, pools.pick(attribute, call, draw));
    }

    public Mutant set(Call call, Attribute attribute, String value) {
        return new Mutant(
                call.withAttribute(attribute.name(), value),
                "attr:" + attribute.name(),
                attribute.name() + "=" + value);
    }

    /**
     * Results put where the caller says: in place of every n-th input, as updates of several arrays are listed, or in
     * an array made for it. Some operators cannot be called otherwise.
     */
    public Mutant placed(Call call) {
        int inputs = call.inputs().size();
        if (inputs == 0 || draw.chance(0.2)) {
            Shape shape = inputs == 0 || draw.chance(0.3) ? Shape.of(2, 3) : likely(call);
            DType type = inputs == 0 || draw.chance(0.2)
                    ? type()
                    : draw.of(call.inputs()).dtype();
            return Mutant.of(
                    call.withOut(List.of(new Output.Array(shape, type, Fills.safe(type, draw.seed())))), "out");
        }
        int stride = 1 + draw.below(Math.min(inputs, STRIDE_MAX));
        int most = (inputs + stride - 1) / stride;
        int count = draw.chance(0.5) ? 1 : 1 + draw.below(Math.min(most, INPUTS_MAX));
        return inPlace(call, stride, count);
    }

    /** The first {@code count} results in place of the inputs 0, {@code stride}, twice that … */
    public static Mutant inPlace(Call call, int stride, int count) {
        List<Output> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(new Output.InPlace(i * stride));
        }
        return Mutant.of(call.withOut(out), "out");
    }

    /** As many inputs as asked for, the last one repeated; the count attribute follows. */
    public @Nullable Mutant arity(Call call, int count) {
        if (count < 0 || count > INPUTS_MAX + signature.inputs().size()) {
            return null;
        }
        List<Input.Array> inputs = new ArrayList<>(
                call.inputs().subList(0, Math.min(count, call.inputs().size())));
        while (inputs.size() < count) {
            inputs.add(
                    inputs.isEmpty()
                            ? input(Shape.of(2, 3), DType.FLOAT32)
                            : typed(
                                    inputs.get(inputs.size() - 1),
                                    inputs.get(inputs.size() - 1).dtype()));
        }
        Call changed = call.withInputs(inputs);
        if (!signature.countKey().isEmpty()) {
            changed = changed.withAttribute(signature.countKey(), Integer.toString(count));
        }
        return Mutant.of(changed, "inputs");
    }

    public Mutant allTyped(Call call, DType type) {
        return new Mutant(
                call.withInputs(call.inputs().stream().map(i -> typed(i, type)).toList()),
                "dtypes",
                "dtypes " + type.text());
    }

    /** One axis more or less in every input at the same end. */
    public Mutant ranks(Call call, boolean front) {
        boolean more = draw.chance(0.5);
        int length = draw.length();
        List<Input.Array> inputs = new ArrayList<>();
        for (Input.Array input : call.inputs()) {
            long[] axes = input.shape().toArray();
            long[] changed;
            if (more && axes.length < RANK_MAX) {
                changed = new long[axes.length + 1];
                System.arraycopy(axes, 0, changed, front ? 1 : 0, axes.length);
                changed[front ? 0 : axes.length] = length;
            } else if (!more && axes.length > 0) {
                changed = front ? Arrays.copyOfRange(axes, 1, axes.length) : Arrays.copyOf(axes, axes.length - 1);
            } else {
                changed = axes;
            }
            inputs.add(shaped(input, Shape.of(changed)));
        }
        return Mutant.of(call.withInputs(inputs), "ranks");
    }

    /** Another length for every axis of one length, in inputs and in tuples and numbers alike: equal lengths are one symbol. */
    @Nullable
    Mutant substituted(Call call, String pinned) {
        TreeSet<Long> lengths = new TreeSet<>();
        call.inputs().forEach(i -> Arrays.stream(i.shape().toArray()).forEach(lengths::add));
        if (lengths.isEmpty()) {
            return null;
        }
        long from = draw.of(List.copyOf(lengths));
        long to = draw.length();
        boolean attributes = draw.chance(0.5);
        return Mutant.of(replaced(call, from, to, attributes ? pinned : null), attributes ? "lengths+" : "lengths");
    }

    /**
     * One length far longer, at or beside a power of two; null when the call has none that can grow. Where it is that of
     * first axes alone, the values come again after as many rows as there were.
     *
     * @param attributes whether attributes follow, as in {@code lengths+}
     */
    @Nullable
    Mutant scaled(Call call, boolean attributes) {
        TreeSet<Long> lengths = new TreeSet<>();
        call.inputs().forEach(i -> Arrays.stream(i.shape().toArray()).forEach(lengths::add));
        lengths.remove(0L);
        if (lengths.isEmpty() || !call.out().isEmpty()) {
            return null;
        }
        long from = draw.of(List.copyOf(lengths));
        double most = draw.chance(HUGE_SHARE) ? HUGE_ELEMENTS_MAX : SCALED_ELEMENTS_MAX;
        List<Long> possible = LADDER.stream()
                .filter(to -> to >= SCALED_TIMES * lengths.last() && elements(call, from, to) <= most)
                .toList();
        if (possible.isEmpty()) {
            return null;
        }
        long to = draw.of(possible);
        Call longer = replaced(call, from, to, attributes ? "" : null);
        List<Input.Array> inputs = new ArrayList<>();
        for (int i = 0; i < longer.inputs().size(); i++) {
            Input.Array input = longer.inputs().get(i);
            Shape before = call.inputs().get(i).shape();
            boolean rows = before.rank() > 0 && before.axis(0) == from && before.elements() > 0;
            inputs.add(
                    rows
                            ? new Input.Array(
                                    input.shape(), input.dtype(), new Fill.Periodic(input.fill(), before.elements()))
                            : input);
        }
        return Mutant.of(longer.withInputs(inputs), SCALED);
    }

    private static double elements(Call call, long from, long to) {
        double total = 0;
        for (Input.Array input : call.inputs()) {
            double elements = 1;
            for (long axis : input.shape().toArray()) {
                elements *= axis == from ? to : axis;
            }
            total += elements;
        }
        return total;
    }

    /** With every axis of a length given another one; attributes too unless {@code pinned} is null. */
    Call replaced(Call call, long from, long to, @Nullable String pinned) {
        Call changed = call.withInputs(call.inputs().stream()
                .map(i -> shaped(
                        i,
                        Shape.of(Arrays.stream(i.shape().toArray())
                                .map(l -> l == from ? to : l)
                                .toArray())))
                .toList());
        return pinned == null ? changed : changed.withAttributes(replaced(call.attributes(), from, to, pinned));
    }

    private SortedMap<String, String> replaced(Map<String, String> attributes, long from, long to, String pinned) {
        TreeMap<String, String> changed = new TreeMap<>(attributes);
        for (Map.Entry<String, String> entry : attributes.entrySet()) {
            if (entry.getKey().equals(pinned) || entry.getKey().equals(signature.countKey())) {
                continue;
            }
            long[] tuple = Pools.tuple(entry.getValue());
            if (tuple != null) {
                changed.put(
                        entry.getKey(),
                        Pools.text(Arrays.stream(tuple)
                                .map(l -> l == from ? to : l)
                                .toArray()));
            } else if (entry.getValue().equals(Long.toString(from))) {
                changed.put(entry.getKey(), Long.toString(to));
            }
        }
        return changed;
    }

    /** Every axis of every input of one length, so that whatever must agree does; ranks are drawn anew at times. */
    Mutant cube(Call call) {
        int length = draw.of(List.of(1, 2, 4, 4, 3, 8));
        boolean fresh = draw.chance(0.5);
        List<Input.Array> inputs = new ArrayList<>();
        for (Input.Array input : call.inputs()) {
            int rank = fresh ? draw.below(5) : input.shape().rank();
            long[] axes = new long[rank];
            Arrays.fill(axes, rank > 4 ? Math.min(length, 2) : length);
            inputs.add(shaped(input, Shape.of(axes)));
        }
        return Mutant.of(call.withInputs(inputs), "cube");
    }

    Mutant fill(Call call, int at) {
        String name = draw.of(Fills.USUAL);
        Input.Array input = call.inputs().get(at);
        return new Mutant(
                call.withInput(
                        at, new Input.Array(input.shape(), input.dtype(), Fills.named(name, input.dtype(), draw))),
                "fill:" + at + ":" + name,
                "");
    }

    /** A shape that some part of the call suggests. */
    Shape likely(Call call) {
        Shape other = draw.of(call.inputs()).shape();
        long[] axes = other.toArray();
        return switch (draw.below(6)) {
            case 0 -> other;
            case 1 -> Shape.of(1);
            case 2 -> axes.length == 0 ? Shape.SCALAR : Shape.of(axes[draw.below(axes.length)]);
            case 3 -> axes.length < 2 ? other : Shape.of(axes[0], axes[1]);
            case 4 -> {
                for (int i = 0; i < axes.length; i++) {
                    axes[i] = draw.chance(0.5) ? 1 : axes[i];
                }
                yield Shape.of(axes);
            }
            default -> {
                long[] fresh = new long[draw.below(5)];
                for (int i = 0; i < fresh.length; i++) {
                    fresh[i] = axes.length > 0 && draw.chance(0.6) ? axes[draw.below(axes.length)] : draw.length();
                }
                yield Shape.of(fresh);
            }
        };
    }

    Shape rankChanged(Shape shape) {
        long[] axes = shape.toArray();
        if (axes.length > 0 && (draw.chance(0.5) || axes.length >= RANK_MAX)) {
            int gone = draw.below(axes.length);
            long[] fewer = new long[axes.length - 1];
            System.arraycopy(axes, 0, fewer, 0, gone);
            System.arraycopy(axes, gone + 1, fewer, gone, axes.length - 1 - gone);
            return Shape.of(fewer);
        }
        long[] more = Arrays.copyOf(axes, axes.length + 1);
        more[axes.length] = draw.chance(0.5) && axes.length > 0 ? axes[draw.below(axes.length)] : draw.length();
        return Shape.of(more);
    }

    /** With values that the other type would usually get; whole numbers without zero at times, for some divide by them. */
    Input.Array typed(Input.Array input, DType type) {
        long seed = draw.seed();
        boolean noZero = type.integral() && draw.chance(0.4);
        return new Input.Array(input.shape(), type, noZero ? new Fill.Integers(seed, 1, 3) : Fills.safe(type, seed));
    }

    Input.Array shaped(Input.Array input, Shape shape) {
        return new Input.Array(shape, input.dtype(), input.fill());
    }

    /**
     * A change that the numbers, shapes and types of an error text suggest, or null when it suggests none.
     *
     * @param pairs numbers set against each other
     */
    public @Nullable Mutant suggested(
            Call call,
            List<List<Long>> pairs,
            List<List<Long>> shapes,
            List<DType> dtypes,
            List<String> words,
            Set<String> identifiers,
            String pinned) {
        List<Attribute> mentioned = signature.attributes().stream()
                .filter(a -> identifiers.contains(a.name()) && !a.name().equals(pinned))
                .toList();
        if (!mentioned.isEmpty() && draw.chance(0.4)) {
            Attribute attribute = draw.of(mentioned);
            return set(call, attribute, pools.pick(attribute, call, draw));
        }
        List<Mutant> options = new ArrayList<>();
        for (List<Long> pair : pairs) {
            exchange(call, pair.get(0), pair.get(1), pinned, options);
            exchange(call, pair.get(1), pair.get(0), pinned, options);
        }
        for (int i = 0; i + 1 < shapes.size(); i++) {
            reshape(call, shapes.get(i), shapes.get(i + 1), options);
            reshape(call, shapes.get(i + 1), shapes.get(i), options);
        }
        for (DType type : dtypes) {
            for (int i = 0; i < call.inputs().size(); i++) {
                options.add(new Mutant(
                        call.withInput(i, typed(call.inputs().get(i), type)),
                        "dtype",
                        "dtype " + i + " " + type.text()));
            }
        }
        for (String word : words) {
            for (Attribute attribute : signature.attributes()) {
                if (attribute.name().equals(pinned)) {
                    continue;
                }
                if (attribute.domain() instanceof Domain.Text) {
                    options.add(set(call, attribute, word));
                }
            }
        }
        return options.isEmpty() ? null : draw.of(options);
    }

    /** Places where a number of the call is {@code from} and could be {@code to}. */
    private void exchange(Call call, long from, long to, String pinned, List<Mutant> options) {
        if (from == to) {
            return;
        }
        int count = call.inputs().size();
        if (from == count && to >= 0 && to <= INPUTS_MAX) {
            Mutant counted = arity(call, (int) to);
            if (counted != null) {
                options.add(counted);
                options.add(counted);
            }
        }
        for (int i = 0; i < count; i++) {
            Input.Array input = call.inputs().get(i);
            Shape shape = input.shape();
            if (shape.rank() == from && to >= 0 && to <= RANK_MAX) {
                options.add(Mutant.of(call.withInput(i, shaped(input, ranked(shape, (int) to))), "rank"));
            }
            if (to >= 0 && to <= ELEMENTS_MAX) {
                for (int axis = 0; axis < shape.rank(); axis++) {
                    if (shape.axis(axis) == from) {
                        options.add(Mutant.of(call.withInput(i, shaped(input, shape.with(axis, to))), "length"));
                    }
                }
            }
            if (input.dtype().code() == from) {
                int at = i;
                DType.ofCode((int) Math.min(to, 99))
                        .ifPresent(type -> options.add(new Mutant(
                                call.withInput(at, typed(input, type)), "dtype", "dtype " + at + " " + type.text())));
            }
        }
        for (Map.Entry<String, String> entry : call.attributes().entrySet()) {
            if (entry.getKey().equals(pinned)) {
                continue;
            }
            long[] tuple = Pools.tuple(entry.getValue());
            if (entry.getValue().equals(Long.toString(from))) {
                options.add(Mutant.of(call.withAttribute(entry.getKey(), Long.toString(to)), "attr:" + entry.getKey()));
            } else if (tuple != null && tuple.length == from && to >= 0 && to <= 2 * RANK_MAX) {
                long[] resized = Arrays.copyOf(tuple, (int) to);
                for (int i = tuple.length; i < to; i++) {
                    resized[i] = tuple.length == 0 ? 1 : tuple[tuple.length - 1];
                }
                options.add(
                        Mutant.of(call.withAttribute(entry.getKey(), Pools.text(resized)), "attr:" + entry.getKey()));
            }
        }
    }

    private Shape ranked(Shape shape, int rank) {
        long[] axes = Arrays.copyOf(shape.toArray(), rank);
        for (int i = shape.rank(); i < rank; i++) {
            axes[i] = shape.rank() == 0 ? 2 : shape.axis(i % shape.rank());
        }
        return Shape.of(axes);
    }

    private void reshape(Call call, List<Long> from, List<Long> to, List<Mutant> options) {
        if (from.equals(to) || to.size() > RANK_MAX || to.stream().anyMatch(l -> l < 0 || l > ELEMENTS_MAX)) {
            return;
        }
        Shape target = Shape.of(to.stream().mapToLong(Long::longValue).toArray());
        for (int i = 0; i < call.inputs().size(); i++) {
            Input.Array input = call.inputs().get(i);
            if (Arrays.equals(
                    input.shape().toArray(),
                    from.stream().mapToLong(Long::longValue).toArray())) {
                options.add(Mutant.of(call.withInput(i, shaped(input, target)), "shape"));
            }
        }
    }

    /** Whether all of it is small enough to be tried by the hundred. */
    public static boolean small(Call call) {
        long total = 0;
        for (Input.Array input : call.inputs()) {
            total += elements(input.shape());
        }
        for (Output place : call.out()) {
            total += place instanceof Output.Array array ? elements(array.shape()) : 0;
        }
        return total <= 4 * ELEMENTS_MAX;
    }

    /** Of an array that may be tried by the hundred; far too many for any other. */
    private static long elements(Shape shape) {
        long elements = shape.rank() > 8 ? TOO_MANY : 1;
        for (long axis : shape.toArray()) {
            elements *= Math.max(1, Math.min(axis, ELEMENTS_MAX + 1));
            if (elements > ELEMENTS_MAX) {
                return TOO_MANY;
            }
        }
        return elements;
    }
}
