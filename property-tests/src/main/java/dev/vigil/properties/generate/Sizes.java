package dev.vigil.properties.generate;

import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.shrink.InputGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Other lengths of axes and other numbers of inputs, up to large ones. */
public final class Sizes {
    /** Kind of a call with one length far longer than in the call that it was made from. */
    public static final String SCALED = "scaled";

    /** Where libraries change their ways: powers of two and their neighbours. */
    private static final List<Long> LENGTHS = ladder(7, 24);

    /** Far enough from the other lengths to be told from them. */
    private static final long SCALED_TIMES = 4;

    private static final double SCALED_ELEMENTS_MAX = 0x1p20;

    /** Those of them whose arrays still take no time. */
    private static final List<Long> NEAR_LENGTHS = ladder(7, 12);

    private static final double NEAR_ELEMENTS_MAX = 0x1p14;
    /** More than float16 can count, or 16 bits. */
    private static final List<Long> FAR_LENGTHS = ladder(16, 17);

    private static final double FAR_ELEMENTS_MAX = 0x1p19;
    private static final double FIRST_AXIS_SHARE = 0.5;
    /** One in so many goes past what float32 counts exactly. */
    private static final double HUGE_SHARE = 0.02;

    private static final double HUGE_ELEMENTS_MAX = 0x1p25;
    /** Kind of a call with far more inputs than the call that it was made from. */
    public static final String MANY = "many";

    private static final List<Long> COUNTS = ladder(3, 8);
    /** One in two of the counts drawn is among the largest, since a bound is met by those beyond it alone. */
    private static final double LARGEST_SHARE = 0.5;

    private static final int LARGEST = 3;

    private final Signature signature;
    private final Draw draw;

    Sizes(Signature signature, Draw draw) {
        this.signature = signature;
        this.draw = draw;
    }

    private static List<Long> ladder(int first, int last) {
        List<Long> ladder = new ArrayList<>();
        for (int power = first; power <= last; power++) {
            for (long beside = -1; beside <= 1; beside++) {
                ladder.add((1L << power) + beside);
            }
        }
        return List.copyOf(ladder);
    }

    /**
     * As many inputs, or groups of them, as stand at or beside a power of two, all groups like the first one; null where
     * the operator takes a fixed number.
     */
    @Nullable
    Mutant many(Call call) {
        boolean any = signature.variadic() || !signature.countKey().isEmpty();
        if (!any || call.inputs().isEmpty() || !call.out().isEmpty()) {
            return null;
        }
        InputGroups groups = InputGroups.of(call.attributes(), call.inputs().size());
        List<Long> counts =
                draw.chance(LARGEST_SHARE) ? COUNTS.subList(COUNTS.size() - LARGEST, COUNTS.size()) : COUNTS;
        int count = draw.of(counts).intValue();
        List<Input.Array> inputs = new ArrayList<>();
        for (int i = 0; i < count * groups.each(); i++) {
            inputs.add(call.inputs().get(i % groups.each()));
        }
        Call grown = call.withInputs(inputs).withAttributes(groups.attributes(call.attributes(), count));
        return elements(grown, 0, 0) > SCALED_ELEMENTS_MAX ? null : Mutant.of(grown, MANY);
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
        double most = draw.chance(HUGE_SHARE) ? HUGE_ELEMENTS_MAX : SCALED_ELEMENTS_MAX;
        return longer(call, attributes, LENGTHS, most);
    }

    /**
     * The same up to lengths that cost nearly nothing, so that every operator meets them often, or at or beside 2^16 and 2^17.
     */
    @Nullable
    Mutant beside(Call call, boolean attributes, boolean far) {
        return far
                ? longer(call, attributes, FAR_LENGTHS, FAR_ELEMENTS_MAX)
                : longer(call, attributes, NEAR_LENGTHS, NEAR_ELEMENTS_MAX);
    }

    private @Nullable Mutant longer(Call call, boolean attributes, List<Long> choice, double most) {
        TreeSet<Long> lengths = new TreeSet<>();
        call.inputs().forEach(i -> Arrays.stream(i.shape().toArray()).forEach(lengths::add));
        lengths.remove(0L);
        if (lengths.isEmpty() || !call.out().isEmpty()) {
            return null;
        }
        Shape leading = call.inputs().get(0).shape();
        boolean rowsWanted = leading.rank() > 0 && leading.axis(0) > 0 && draw.chance(FIRST_AXIS_SHARE);
        long from = rowsWanted ? leading.axis(0) : draw.of(List.copyOf(lengths));
        List<Long> possible = choice.stream()
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

    private static Input.Array shaped(Input.Array input, Shape shape) {
        return new Input.Array(shape, input.dtype(), input.fill());
    }
}
