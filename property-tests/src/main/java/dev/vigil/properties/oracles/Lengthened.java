package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.shrink.AttributeText;
import dev.vigil.properties.shrink.Rewrite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * A single call in which one length stands out: equal lengths are one symbol, and this one could be any.
 *
 * @param length that stands out
 * @param smallLength and {@code twiceLength} others that it could be
 * @param rowElements elements of the longest row along the first axis
 * @param period after how many rows the values come again, where the length is that of first axes alone; 0 where they do
 *     not. Small lengths then leave the same remainder, for a law may hold of whole periods alone
 */
record Lengthened(Case call, long length, long smallLength, long twiceLength, long rowElements, long period)
        implements Grown {
    private static final long LENGTH_MIN = 100;
    private static final long TIMES_OTHERS = 4;
    private static final List<Long> SMALL = List.of(3L, 5L, 7L, 6L);

    static Optional<Lengthened> of(Case call) {
        if (call.steps().size() != 1 || !call.steps().get(0).out().isEmpty()) {
            return Optional.empty();
        }
        List<Input.Array> arrays = new ArrayList<>();
        TreeSet<Long> lengths = new TreeSet<>();
        for (Input input : call.steps().get(0).inputs()) {
            if (!(input instanceof Input.Array array)) {
                return Optional.empty();
            }
            arrays.add(array);
            Arrays.stream(array.shape().toArray()).forEach(lengths::add);
        }
        if (lengths.isEmpty() || lengths.last() < LENGTH_MIN) {
            return Optional.empty();
        }
        long length = lengths.pollLast();
        if (!lengths.isEmpty() && length < TIMES_OTHERS * lengths.last()) {
            return Optional.empty();
        }
        long row = 1;
        for (Input.Array array : arrays) {
            row = Math.max(row, array.shape().rowElements());
        }
        long period = rowsOfPeriod(arrays, length).orElse(0);
        // Length 1 is spread along others, and one that the call has already may have to go with it.
        LongPredicate plain = l -> l > 1 && !lengths.contains(l);
        if (period > 0) {
            long[] small = LongStream.iterate(period + length % period, l -> l < length, l -> l + period)
                    .filter(plain)
                    .limit(2)
                    .toArray();
            if (small.length == 2) {
                return Optional.of(new Lengthened(call, length, small[0], small[1], row, period));
            }
        }
        List<Long> free = SMALL.stream().filter(plain::test).toList();
        return free.size() < 2
                ? Optional.empty()
                : Optional.of(new Lengthened(call, length, free.get(0), free.get(1), row, 0));
    }

    /** After how many rows the values of all arrays of this length come again; empty when they do not. */
    private static OptionalLong rowsOfPeriod(List<Input.Array> arrays, long length) {
        OptionalLong rows = OptionalLong.empty();
        for (Input.Array array : arrays) {
            long[] axes = array.shape().toArray();
            long places = Arrays.stream(axes).filter(axis -> axis == length).count();
            if (places == 0) {
                continue;
            }
            long row = array.shape().rowElements();
            if (places > 1
                    || axes[0] != length
                    || row == 0
                    || !(array.fill() instanceof Fill.Periodic periodic)
                    || periodic.period() % row != 0
                    || (rows.isPresent() && rows.getAsLong() != periodic.period() / row)) {
                return OptionalLong.empty();
            }
            rows = OptionalLong.of(periodic.period() / row);
        }
        return rows;
    }

    @Override
    public Case small() {
        return at(smallLength);
    }

    @Override
    public Case twice() {
        return at(twiceLength);
    }

    @Override
    public String kind() {
        return "at a large size";
    }

    @Override
    public String size() {
        return "length " + length;
    }

    @Override
    public String smallSizes() {
        return "lengths " + smallLength + " and " + twiceLength;
    }

    boolean periodic() {
        return period > 0;
    }

    @Override
    public Optional<Case> untied() {
        Case small = shapes(smallLength);
        Case untied = attributes(small, twiceLength);
        return untied.equals(small) ? Optional.empty() : Optional.of(untied);
    }

    /** The same call with another length wherever this one stands, in shapes and attributes. */
    Case at(long other) {
        return attributes(shapes(other), other);
    }

    private Case shapes(long other) {
        return Rewrite.arrays(
                call,
                array -> new Input.Array(
                        Shape.of(Arrays.stream(array.shape().toArray())
                                .map(axis -> axis == length ? other : axis)
                                .toArray()),
                        array.dtype(),
                        array.fill()));
    }

    private Case attributes(Case renamed, long other) {
        return Rewrite.texts(
                renamed, text -> AttributeText.replaced(text, Long.toString(length), Long.toString(other)));
    }

    /** The same call with values that do not come again. */
    static Case unrepeated(Case call) {
        return Rewrite.arrays(
                call, array -> array.fill() instanceof Fill.Periodic periodic ? array.with(periodic.inner()) : array);
    }
}
