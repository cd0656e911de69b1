package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Far more inputs make a call of the same operator, and the number of inputs that is said is the one that there is. */
final class SizesProperties {
    private static final int DRAWS = 60;

    private final Draw.Generators generators = new Draw.Generators();

    @Property(tries = 20)
    void manyInputsAreLikeTheFirstAndAreCounted(@ForAll long seed) {
        Sizes sizes = new Sizes(Imaginary.VARIADIC, new Draw(generators, seed));
        Input.Array input = Imaginary.call(Imaginary.VARIADIC, seed).inputs().get(0);
        Call call = Imaginary.call(Imaginary.VARIADIC, seed)
                .withInputs(List.of(input))
                .withAttribute(Imaginary.COUNT, "1");
        TreeSet<Integer> counts = new TreeSet<>();
        for (int i = 0; i < DRAWS; i++) {
            Mutant many = sizes.many(call);
            assertNotNull(many);
            int count = many.call().inputs().size();
            counts.add(count);
            assertEquals(Integer.toString(count), many.call().attributes().get(Imaginary.COUNT));
            assertTrue(many.call().inputs().stream().allMatch(input::equals), many.call()::text);
        }
        assertTrue(counts.first() < 128 && counts.last() >= 255, counts::toString);
    }

    @Property(tries = 20)
    void lengthBesideAPowerOfTwoIsFoundWhateverTheShape(@ForAll long seed) {
        Sizes sizes = new Sizes(Imaginary.FIXED, new Draw(generators, seed));
        Call call = Imaginary.call(Imaginary.FIXED, seed)
                .withInputs(List.of(new Input.Array(Shape.of(3, 5), DType.FLOAT32, new Fill.Uniform(1, 0, 1))));
        TreeSet<Long> rows = new TreeSet<>();
        for (int i = 0; i < DRAWS; i++) {
            for (boolean far : new boolean[] {false, true}) {
                Mutant longer = sizes.beside(call, false, far);
                assertNotNull(longer);
                Shape shape = longer.call().inputs().get(0).shape();
                assertTrue(shape.axis(0) == 3 || shape.axis(1) == 5, shape::toString);
                long length = Math.max(shape.axis(0), shape.axis(1));
                assertTrue(
                        Long.bitCount(length) == 1 || Long.bitCount(length - 1) == 1 || Long.bitCount(length + 1) == 1);
                assertEquals(far, shape.elements() > 1 << 14, shape::toString);
                rows.add(shape.axis(0));
            }
        }
        assertTrue(rows.first() == 3 && rows.last() >= 65535, rows::toString);
    }

    @Property(tries = 5)
    void fixedNumberOfInputsStaysAsItIs(@ForAll long seed) {
        assertNull(new Sizes(Imaginary.FIXED, new Draw(generators, seed)).many(Imaginary.call(Imaginary.FIXED, seed)));
    }
}
