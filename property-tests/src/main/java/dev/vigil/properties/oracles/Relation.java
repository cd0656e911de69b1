package dev.vigil.properties.oracles;

import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the result of a changed call may be of that of the plain one: the same times a factor, taken along an axis.
 *
 * @param pick null for every element in its place
 * @param axis of the results; read only with a pick
 */
record Relation(@Nullable Pick pick, int axis, double factor) {
    static Relation times(double factor) {
        return new Relation(null, 0, factor);
    }

    static Relation along(Pick pick, int axis) {
        return new Relation(pick, axis, 1);
    }

    String words() {
        return "the plain result" + (pick == null ? "" : " " + pick.words() + " along axis " + axis)
                + (factor == 1 ? "" : " times " + factor);
    }

    /** Whether shapes, types and what is known allow to ask. */
    boolean comparable(ArrayFacts plain, ArrayFacts changed) {
        return plain.dtype() == changed.dtype()
                && plain.complete()
                && changed.complete()
                && changed.known() > 0
                && fits(plain.shape(), changed.shape());
    }

    private boolean fits(Shape plain, Shape changed) {
        if (pick == null) {
            return changed.equals(plain);
        }
        return axis < plain.rank() && changed.equals(plain.with(axis, pick.length(plain.axis(axis))));
    }

    /** The place in the plain result that element {@code index} of the changed one is compared with. */
    int place(Shape plain, int index) {
        if (pick == null) {
            return index;
        }
        int block = 1;
        for (int a = axis + 1; a < plain.rank(); a++) {
            block *= (int) plain.axis(a);
        }
        long length = plain.axis(axis);
        long taken = pick.length(length);
        long at = index / block;
        long from = pick.start(length) + at % taken * pick.step();
        return (int) ((at / taken * length + from) * block + index % block);
    }

    /**
     * The first element of the changed result that is too far from what it should be; -1 when none is.
     *
     * @param budget largest difference that is none
     */
    int differing(ArrayFacts plain, ArrayFacts changed, double budget) {
        ByteBuffer before = plain.buffer();
        ByteBuffer after = changed.buffer();
        for (int i = 0; i < changed.known(); i++) {
            double expected = factor * Values.get(plain.dtype(), before, place(plain.shape(), i));
            double value = Values.get(changed.dtype(), after, i);
            if (value != expected
                    && Double.compare(value, expected) != 0
                    && !(Math.abs(value - expected) <= budget)
                    && !Closeness.overflows(expected, value, plain.dtype())) {
                return i;
            }
        }
        return -1;
    }
}
