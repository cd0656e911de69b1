package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Input;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Domain;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Pools hold what an attribute's declaration allows, and what the call and the errors suggest. */
final class PoolsProperties {
    private static final int PICKS = 100;

    private static Attribute attribute(String name) {
        return Imaginary.FIXED.attribute(name).orElseThrow();
    }

    @Property(tries = 50)
    void valuesAreDistinctAndTheSameEachTime(@ForAll long seed) {
        Call call = Imaginary.call(Imaginary.FIXED, seed);
        for (Attribute attribute : Imaginary.FIXED.attributes()) {
            List<String> values = new Pools().values(attribute, call);
            assertEquals(values, new Pools().values(attribute, call));
            assertEquals(values.size(), new HashSet<>(values).size(), values::toString);
            assertFalse(values.isEmpty());
        }
    }

    @Property(tries = 50)
    void closedSetIsAllThereIs(@ForAll long seed, @ForAll long number) {
        Pools pools = new Pools();
        pools.addNumber(number);
        pools.addWord("z0");
        Call call = Imaginary.call(Imaginary.FIXED, seed);
        assertEquals(List.of("x", "y", "z"), pools.values(attribute("mode"), call));
        assertEquals(List.of("ab", "ba", "None"), pools.values(attribute("layout"), call));
        assertEquals(List.of("True", "False"), pools.values(attribute("flag"), call));
    }

    @Property(tries = 50)
    void countsAreNeverNegative(@ForAll long seed, @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long number) {
        Pools pools = new Pools();
        pools.addNumber(number);
        Call call = Imaginary.call(Imaginary.FIXED, seed);
        for (String name : List.of("groups", "num_filter")) {
            for (String value : pools.values(attribute(name), call)) {
                assertTrue(Long.parseLong(value) >= 0, name + "=" + value);
            }
        }
        assertTrue(pools.values(attribute("axis"), call).contains(Long.toString(number)));
    }

    @Property(tries = 50)
    void lengthsAndShapesOfTheCallAreWorthATry(@ForAll long seed) {
        Call call = Imaginary.call(Imaginary.FIXED, seed);
        Pools pools = new Pools();
        for (Input.Array input : call.inputs()) {
            assertTrue(pools.values(attribute("kernel"), call)
                    .contains(Pools.text(input.shape().toArray())));
            for (long length : input.shape().toArray()) {
                assertTrue(pools.values(attribute("axis"), call).contains(Long.toString(length)));
            }
        }
    }

    @Property(tries = 50)
    void picksComeFromTheValues(@ForAll long seed) {
        Pools pools = new Pools();
        Call call = Imaginary.call(Imaginary.FIXED, seed);
        Draw draw = new Draw(new Draw.Generators(), seed);
        for (Attribute attribute : Imaginary.FIXED.attributes()) {
            List<String> values = pools.values(attribute, call);
            for (int i = 0; i < PICKS; i++) {
                assertTrue(values.contains(pools.pick(attribute, call, draw)));
            }
        }
    }

    @Property
    void tupleIsReadAsItWasWritten(@ForAll List<@LongRange(min = -999_999_999, max = 999_999_999) Long> numbers) {
        long[] values = numbers.stream().mapToLong(Long::longValue).toArray();
        assertArrayEquals(values, Pools.tuple(Pools.text(values)));
    }

    @Property(tries = 50)
    void tuplesOfWholeNumbersAreTuples(@ForAll long seed) {
        for (String value : new Pools().values(attribute("kernel"), Imaginary.call(Imaginary.FIXED, seed))) {
            assertNotNull(Pools.tuple(value), value);
        }
    }

    @Example
    void textsThatAreNoTuplesAreNotReadAsOnes() {
        for (String text : List.of("", "1", "(1.5,)", "((1,2),(3,4))", "(a,b)", "None")) {
            assertNull(Pools.tuple(text), text);
        }
        assertArrayEquals(new long[] {1, 2}, Pools.tuple("[1, 2]"));
    }

    @Example
    void noneIsAValueWhereItIsDeclared() {
        Call call = Imaginary.call(Imaginary.FIXED, 3);
        assertTrue(new Pools().values(attribute("axes"), call).contains("None"));
        assertFalse(new Pools().values(attribute("kernel"), call).contains("None"));
    }

    @Example
    void wordsOfErrorsAndDescriptionsAreWorthATry() {
        Pools pools = new Pools();
        pools.addQuoted("expects 'north' or \"south\", not `east`");
        List<String> values = pools.values(attribute("word"), Imaginary.call(Imaginary.FIXED, 3));
        assertTrue(values.containsAll(List.of("lin", "log", "north", "south", "east")), values::toString);
    }

    @Example
    void whatIsLearnedIsBounded() {
        Pools pools = new Pools();
        Call call = Imaginary.call(Imaginary.FIXED, 3);
        int before = pools.values(attribute("axis"), call).size();
        pools.addNumber(1_000_001);
        assertEquals(before, pools.values(attribute("axis"), call).size());
        for (int i = 0; i < 1000; i++) {
            pools.addNumber(5000 + i);
        }
        assertEquals(before + 40, pools.values(attribute("axis"), call).size());
    }

    @Example
    void nestedTuplesHaveAPairForEachAxis() {
        Attribute pads = attribute("pads");
        assertTrue(pads.domain() instanceof Domain.Tuple tuple && tuple.element() instanceof Domain.Tuple);
        Call call = Imaginary.call(Imaginary.FIXED, 3);
        int rank = call.inputs().get(0).shape().rank();
        String ones = "(" + "(1,1),".repeat(rank) + ")";
        assertTrue(new Pools()
                .values(pads, call).stream().anyMatch(v -> v.replace(",)", ")").equals(ones.replace(",)", ")"))));
    }
}
