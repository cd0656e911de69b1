package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small changes of a call that may well keep it valid. */
public final class Mutations {
    static final int RANK_MAX = 6;
    static final int INPUTS_MAX = 6;
    private static final long TOO_MANY = 1L << 32;
    private static final int STRIDE_MAX = 5;

    static final long ELEMENTS_MAX = 4096;
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
    private final Sizes sizes;
    private final Draw draw;

    public Mutations(Signature signature, Pools pools, Draw draw) {
        this.signature = signature;
        this.pools = pools;
        this.sizes = new Sizes(signature, draw);
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
            return sizes.substituted(call, pinned);
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

    /** Every axis of every input of one length, and as many axes in each. */
    static Mutant cube(Call call, int rank, long length) {
        long[] axes = new long[rank];
        Arrays.fill(axes, length);
        return Mutant.of(
                call.withInputs(call.inputs().stream()
                        .map(input -> new Input.Array(Shape.of(axes), input.dtype(), input.fill()))
                        .toList()),
                "cube");
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
