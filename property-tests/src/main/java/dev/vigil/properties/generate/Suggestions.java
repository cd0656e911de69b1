package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
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
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of a refused call that the text of its error suggests. */
public final class Suggestions {
    private final Signature signature;
    private final Pools pools;
    private final Draw draw;
    private final Mutations mutations;

    public Suggestions(Signature signature, Pools pools, Draw draw) {
        this.signature = signature;
        this.pools = pools;
        this.draw = draw;
        this.mutations = new Mutations(signature, pools, draw);
    }

    /**
     * A change that the numbers, shapes and types of an error text suggest, or null when it suggests none.
     *
     * @param pairs numbers set against each other
     */
    public @Nullable Mutant any(
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
            return mutations.set(call, attribute, pools.pick(attribute, call, draw));
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
                        call.withInput(i, mutations.typed(call.inputs().get(i), type)),
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
                    options.add(mutations.set(call, attribute, word));
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
        if (from == count && to >= 0 && to <= Mutations.INPUTS_MAX) {
            Mutant counted = mutations.arity(call, (int) to);
            if (counted != null) {
                options.add(counted);
                options.add(counted);
            }
        }
        for (int i = 0; i < count; i++) {
            Input.Array input = call.inputs().get(i);
            Shape shape = input.shape();
            if (shape.rank() == from && to >= 0 && to <= Mutations.RANK_MAX) {
                options.add(Mutant.of(call.withInput(i, mutations.shaped(input, ranked(shape, (int) to))), "rank"));
            }
            if (to >= 0 && to <= Mutations.ELEMENTS_MAX) {
                for (int axis = 0; axis < shape.rank(); axis++) {
                    if (shape.axis(axis) == from) {
                        options.add(Mutant.of(
                                call.withInput(i, mutations.shaped(input, shape.with(axis, to))), "length"));
                    }
                }
            }
            if (input.dtype().code() == from) {
                int at = i;
                DType.ofCode((int) Math.min(to, 99))
                        .ifPresent(type -> options.add(new Mutant(
                                call.withInput(at, mutations.typed(input, type)),
                                "dtype",
                                "dtype " + at + " " + type.text())));
            }
        }
        for (Map.Entry<String, String> entry : call.attributes().entrySet()) {
            if (entry.getKey().equals(pinned)) {
                continue;
            }
            long[] tuple = Pools.tuple(entry.getValue());
            if (entry.getValue().equals(Long.toString(from))) {
                options.add(Mutant.of(call.withAttribute(entry.getKey(), Long.toString(to)), "attr:" + entry.getKey()));
            } else if (tuple != null && tuple.length == from && to >= 0 && to <= 2 * Mutations.RANK_MAX) {
                long[] resized = Arrays.copyOf(tuple, (int) to);
                for (int i = tuple.length; i < to; i++) {
                    resized[i] = tuple.length == 0 ? 1 : tuple[tuple.length - 1];
                }
                options.add(
                        Mutant.of(call.withAttribute(entry.getKey(), Pools.text(resized)), "attr:" + entry.getKey()));
            }
        }
    }

    private static Shape ranked(Shape shape, int rank) {
        long[] axes = Arrays.copyOf(shape.toArray(), rank);
        for (int i = shape.rank(); i < rank; i++) {
            axes[i] = shape.rank() == 0 ? 2 : shape.axis(i % shape.rank());
        }
        return Shape.of(axes);
    }

    private void reshape(Call call, List<Long> from, List<Long> to, List<Mutant> options) {
        if (from.equals(to)
                || to.size() > Mutations.RANK_MAX
                || to.stream().anyMatch(l -> l < 0 || l > Mutations.ELEMENTS_MAX)) {
            return;
        }
        Shape target = Shape.of(to.stream().mapToLong(Long::longValue).toArray());
        for (int i = 0; i < call.inputs().size(); i++) {
            Input.Array input = call.inputs().get(i);
            if (Arrays.equals(
                    input.shape().toArray(),
                    from.stream().mapToLong(Long::longValue).toArray())) {
                options.add(Mutant.of(call.withInput(i, mutations.shaped(input, target)), "shape"));
            }
        }
    }
}
