package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Domain;
import dev.vigil.properties.operators.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One or two changes of a valid call that an operator ought to refuse with a clear error, or bear. */
final class Hostilities {
    private static final long ELEMENTS_MAX = 1 << 18;
    private static final int PAST_HALF_MAX = 70_000;
    /** Of the hostile values of an attribute: texts that no reader of its kind should make sense of. */
    private static final double GARBAGE_SHARE = 0.15;

    private final Signature signature;
    private final Draw draw;

    Hostilities(Signature signature, Draw draw) {
        this.signature = signature;
        this.draw = draw;
    }

    Mutant any(Call call) {
        Mutant mutant = one(call);
        if (draw.chance(0.3)) {
            Mutant second = one(mutant.call());
            mutant = new Mutant(second.call(), mutant.kind() + "+" + second.kind(), "");
        }
        return mutant;
    }

    private Mutant one(Call call) {
        for (int attempt = 0; attempt < 10; attempt++) {
            Mutant mutant = attempt(call);
            if (mutant != null && bearable(mutant.call())) {
                return mutant;
            }
        }
        return Mutant.of(call.withTrain(!call.train()), "train");
    }

    private @Nullable Mutant attempt(Call call) {
        int choice = draw.below(100);
        if (choice < 30) {
            return attribute(call);
        }
        if (choice < 34) {
            return allNumbers(call);
        }
        if (choice < 38) {
            return arity(call);
        }
        if (call.inputs().isEmpty()) {
            return null;
        }
        int at = draw.below(call.inputs().size());
        Input.Array input = call.inputs().get(at);
        if (choice < 52) {
            return empty(call, at);
        }
        if (choice < 70) {
            String fill = draw.of(Fills.HOSTILE);
            return Mutant.of(
                    call.withInput(
                            at, new Input.Array(input.shape(), input.dtype(), Fills.named(fill, input.dtype(), draw))),
                    "fill:" + fill);
        }
        if (choice < 78) {
            String fill = draw.of(Fills.HOSTILE);
            return Mutant.of(
                    call.withInputs(call.inputs().stream()
                            .map(i -> new Input.Array(i.shape(), i.dtype(), Fills.named(fill, i.dtype(), draw)))
                            .toList()),
                    "fills:" + fill);
        }
        if (choice < 82) {
            return Mutant.of(call.withInput(at, oneElementHostile(input)), "element");
        }
        if (choice < 86) {
            DType type = draw.of(List.of(DType.values()));
            return Mutant.of(
                    call.withInput(at, new Input.Array(input.shape(), type, Fills.safe(type, draw.seed()))), "dtype");
        }
        if (choice < 90) {
            return Mutant.of(
                    call.withInput(at, shaped(input, ranked(input.shape()))).withNumpyShape(draw.chance(0.7)), "rank");
        }
        if (choice < 94) {
            return lengths(call);
        }
        return large(call);
    }

    private @Nullable Mutant attribute(Call call) {
        if (signature.attributes().isEmpty()) {
            return null;
        }
        Attribute attribute = draw.of(signature.attributes());
        String present = call.attributes().getOrDefault(attribute.name(), attribute.standard());
        Domain domain = attribute.domain();
        String value;
        if (attribute.required() && draw.chance(0.08)) {
            return Mutant.of(call.withoutAttribute(attribute.name()), "missing");
        }
        List<String> unreadable = Garbage.of(domain, present);
        if (!unreadable.isEmpty() && draw.chance(GARBAGE_SHARE)) {
            value = draw.of(unreadable);
        } else if (domain instanceof Domain.Whole) {
            value = Long.toString(draw.boundary());
        } else if (domain instanceof Domain.Real) {
            value = real(draw.realBoundary());
        } else if (domain instanceof Domain.Tuple tuple) {
            value = tuple(tuple.element(), present);
        } else if (!attribute.closed().isEmpty()) {
            value = draw.of(attribute.closed());
        } else {
            value = draw.of(List.of("", "None", "-1", "0", "(", "a,,b->", "\u00e9", "x".repeat(300)));
        }
        return new Mutant(
                call.withAttribute(attribute.name(), value),
                "attr:" + attribute.name(),
                attribute.name() + "=" + value);
    }

    private String tuple(Domain element, String present) {
        long[] known = Pools.tuple(present);
        if (element instanceof Domain.Real) {
            return draw.of(List.of("()", "(0.0,)", "(-1.0,)", "(nan,)", "(1e38,1e38)", "(0.0,0.0,0.0,0.0)"));
        }
        if (element instanceof Domain.Tuple) {
            return draw.of(List.of("()", "((0,0),)", "((-1,-1),(-1,-1))", "((1,),)", "((100000,0),(0,0))"));
        }
        long[] values = known == null || known.length == 0 ? new long[] {1, 1} : known;
        switch (draw.below(6)) {
            case 0 -> values[draw.below(values.length)] = draw.boundary();
            case 1 -> Arrays.fill(values, values[draw.below(values.length)]);
            case 2 -> values = Arrays.copyOf(values, values.length + 1 + draw.below(3));
            case 3 -> values = Arrays.copyOf(values, draw.below(values.length));
            case 4 -> Arrays.fill(values, draw.of(List.of(0L, -1L, 0L)));
            default -> {
                int at = draw.below(values.length);
                values[at] = -values[at] - 1;
            }
        }
        return Pools.text(values);
    }

    private static String real(double value) {
        return Double.isNaN(value)
                ? "nan"
                : Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : String.format(Locale.ROOT, "%s", value);
    }

    /** Every number among the attributes the same: bounds that meet, sizes of zero. */
    private @Nullable Mutant allNumbers(Call call) {
        long value = draw.of(List.of(0L, 1L, -1L, 5L));
        TreeMap<String, String> changed = new TreeMap<>(call.attributes());
        for (Attribute attribute : signature.attributes()) {
            if (attribute.domain() instanceof Domain.Whole || attribute.domain() instanceof Domain.Real) {
                changed.put(attribute.name(), Long.toString(value));
            }
        }
        return changed.equals(call.attributes()) ? null : Mutant.of(call.withAttributes(changed), "numbers");
    }

    private Mutant arity(Call call) {
        List<Input.Array> inputs = call.inputs();
        int count = draw.of(List.of(0, 0, Math.max(0, inputs.size() - 1), inputs.size() + 1));
        List<Input.Array> fewer = new ArrayList<>(inputs.subList(0, Math.min(count, inputs.size())));
        while (fewer.size() < count) {
            fewer.add(
                    fewer.isEmpty()
                            ? new Input.Array(Shape.of(2), DType.FLOAT32, Fills.safe(DType.FLOAT32, draw.seed()))
                            : fewer.get(fewer.size() - 1));
        }
        TreeMap<String, String> attributes = new TreeMap<>(call.attributes());
        // The attribute that counts the inputs goes along most of the time, whether the registry calls it so or not.
        if (draw.chance(0.8)) {
            String size = Integer.toString(inputs.size());
            for (Map.Entry<String, String> entry : attributes.entrySet()) {
                if (entry.getValue().equals(size)) {
                    entry.setValue(Integer.toString(count));
                }
            }
        }
        return Mutant.of(call.withInputs(fewer).withAttributes(attributes), "inputs");
    }

    /** An axis of no length: in one input, or wherever that length stands. */
    private @Nullable Mutant empty(Call call, int at) {
        Input.Array input = call.inputs().get(at);
        int rank = input.shape().rank();
        if (rank == 0) {
            return null;
        }
        int axis = draw.below(rank);
        int choice = draw.below(4);
        Call changed;
        if (choice == 0) {
            changed = call.withInput(at, shaped(input, input.shape().with(axis, 0)));
        } else if (choice == 1) {
            changed = replaced(call, input.shape().axis(axis), 0);
        } else if (choice == 2) {
            changed = call.withInputs(call.inputs().stream()
                    .map(i -> i.shape().rank() == 0 ? i : shaped(i, i.shape().with(0, 0)))
                    .toList());
        } else {
            changed = call.withInputs(call.inputs().stream()
                    .map(i -> shaped(i, Shape.of(new long[i.shape().rank()])))
                    .toList());
        }
        return Mutant.of(changed.withNumpyShape(draw.chance(0.9)), "empty");
    }

    private @Nullable Mutant lengths(Call call) {
        TreeSet<Long> lengths = new TreeSet<>();
        call.inputs().forEach(i -> Arrays.stream(i.shape().toArray()).forEach(lengths::add));
        return lengths.isEmpty()
                ? null
                : Mutant.of(replaced(call, draw.of(List.copyOf(lengths)), draw.hostileLength()), "lengths");
    }

    /** More elements than a 16-bit float can count, along one axis. */
    private @Nullable Mutant large(Call call) {
        TreeSet<Long> lengths = new TreeSet<>();
        call.inputs().forEach(i -> Arrays.stream(i.shape().toArray()).forEach(lengths::add));
        if (lengths.isEmpty()) {
            return null;
        }
        Call grown = replaced(call, draw.of(List.copyOf(lengths)), PAST_HALF_MAX);
        if (draw.chance(0.6)) {
            grown = grown.withInputs(grown.inputs().stream()
                    .map(i -> i.dtype().floating()
                            ? new Input.Array(i.shape(), DType.FLOAT16, Fills.safe(DType.FLOAT16, draw.seed()))
                            : i)
                    .toList());
        }
        return Mutant.of(grown, "large");
    }

    private static Call replaced(Call call, long from, long to) {
        return call.withInputs(call.inputs().stream()
                .map(i -> shaped(
                        i,
                        Shape.of(Arrays.stream(i.shape().toArray())
                                .map(l -> l == from ? to : l)
                                .toArray())))
                .toList());
    }

    /** The first elements out of any range that an index may have. */
    private Input.Array oneElementHostile(Input.Array input) {
        double far = draw.of(List.of(1000.0, -1.0, 100_000.0, -1000.0, 2_147_483_647.0, 1e9));
        return new Input.Array(input.shape(), input.dtype(), new Fill.Listed(List.of(far, 0.0, 0.0, 3.0, 3.0)));
    }

    private Shape ranked(Shape shape) {
        long[] axes = shape.toArray();
        return switch (draw.below(4)) {
            case 0 -> Shape.SCALAR;
            case 1 -> axes.length == 0 ? Shape.of(1) : Shape.of(Arrays.copyOf(axes, axes.length - 1));
            case 2 -> {
                long[] more = Arrays.copyOf(axes, axes.length + 1);
                more[axes.length] = 1;
                yield Shape.of(more);
            }
            default -> Shape.of(1, 1, 1, 1, 1, 1, 2);
        };
    }

    private static Input.Array shaped(Input.Array input, Shape shape) {
        return new Input.Array(shape, input.dtype(), input.fill());
    }

    private static boolean bearable(Call call) {
        long total = 0;
        for (Input.Array input : call.inputs()) {
            long elements = 1;
            for (long axis : input.shape().toArray()) {
                elements *= axis;
                if (elements > ELEMENTS_MAX) {
                    return false;
                }
            }
            total += elements;
        }
        return total <= 2 * ELEMENTS_MAX;
    }
}
