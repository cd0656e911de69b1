package dev.vigil.properties.shrink;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** How much a fill says, and how to say it value by value. */
final class FillText {
    private static final long RANGE = 1L << 24;
    private static final long LISTED = 1L << 30;
    private static final long BY_CHANCE = 1L << 42;

    private FillText() {}

    static long complexity(Fill fill) {
        if (fill instanceof Fill.Constant constant) {
            return Numbers.complexity(constant.value());
        } else if (fill instanceof Fill.Range range) {
            return RANGE + Numbers.complexity(range.start()) + Numbers.complexity(range.step());
        } else if (fill instanceof Fill.Listed listed) {
            return LISTED
                    + listed.values().stream()
                            .mapToLong(v -> 1 + Numbers.complexity(v))
                            .sum();
        } else if (fill instanceof Fill.Rounded rounded) {
            return BY_CHANCE + complexity(rounded.inner());
        } else if (fill instanceof Fill.Periodic periodic) {
            // Less than any draw without a period: what repeats over and over is read once.
            return LISTED + complexity(periodic.inner()) / 2;
        } else if (fill instanceof Fill.Nudged nudged) {
            return BY_CHANCE + complexity(nudged.inner());
        } else if (fill instanceof Fill.Shifted shifted) {
            return BY_CHANCE + complexity(shifted.inner());
        } else if (fill instanceof Fill.Picked picked) {
            return BY_CHANCE + complexity(picked.inner());
        } else if (fill instanceof Fill.Scaled scaled) {
            return BY_CHANCE + complexity(scaled.inner());
        } else if (fill instanceof Fill.Masked masked) {
            return BY_CHANCE + complexity(masked.inner());
        } else {
            return BY_CHANCE;
        }
    }

    /** The elements as the array holds them, rounded to its type. */
    static List<Double> values(Input.Array array) {
        DType type = array.dtype();
        int count = Math.toIntExact(array.shape().elements());
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(count, type.bytes())).order(ByteOrder.nativeOrder());
        Values.write(array.fill(), type, count, bytes);
        List<Double> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(Values.get(type, bytes, i));
        }
        return values;
    }
}
