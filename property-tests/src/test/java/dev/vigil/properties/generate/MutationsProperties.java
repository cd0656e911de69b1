package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is changed, it is still a call of the same operator, and a small one. */
final class MutationsProperties {
    private static final int STEPS = 60;
    private static final int MANY = 4000;
    private static final int RANK_MAX = 8;
    private static final List<String> KINDS = List.of(
            "attr",
            "unset",
            "numpy",
            "train",
            "dtype",
            "dtypes",
            "ranks",
            "rank",
            "lengths",
            "lengths+",
            "length",
            "shape",
            "cube",
            "fill");

    private final Draw.Generators generators = new Draw.Generators();

    private Mutations mutations(Signature signature, long seed) {
        return new Mutations(signature, new Pools(), new Draw(generators, seed));
    }

    private static void assertLegal(Signature signature, Call call) {
        Set<String> known =
                signature.attributes().stream().map(Attribute::name).collect(Collectors.toCollection(TreeSet::new));
        known.add(signature.countKey());
        assertTrue(known.containsAll(call.attributes().keySet()), call::text);
        for (Attribute attribute : signature.attributes()) {
            assertTrue(!attribute.required() || call.attributes().containsKey(attribute.name()), call::text);
        }
        int count = call.inputs().size();
        if (signature.variadic()) {
            assertEquals(Integer.toString(count), call.attributes().get(signature.countKey()), call::text);
        } else {
            assertEquals(signature.inputs().size(), count, call::text);
        }
        assertTrue(Mutations.small(call), call::text);
        for (Input.Array input : call.inputs()) {
            assertTrue(input.shape().rank() <= RANK_MAX, call::text);
            assertTrue(call.numpyShape() || !input.shape().needsNumpyShape(), call::text);
        }
    }

    @Property(tries = 50)
    void changeAfterChangeStaysALegalCallOfTheOperator(@ForAll long seed, @ForAll boolean variadic) {
        Signature signature = Imaginary.signature(variadic);
        Mutations mutations = mutations(signature, seed);
        Call call = Imaginary.call(signature, seed);
        for (int i = 0; i < STEPS; i++) {
            call = mutations.any(call, "").call();
            assertLegal(signature, call);
        }
    }

    @Property(tries = 50)
    void pinnedAttributeStaysAsItIs(@ForAll long seed, @ForAll boolean variadic) {
        Signature signature = Imaginary.signature(variadic);
        Mutations mutations = mutations(signature, seed);
        Call call = Imaginary.call(signature, seed).withAttribute("kernel", "(2,3)");
        for (int i = 0; i < STEPS; i++) {
            call = mutations.any(call, "kernel").call();
            assertEquals("(2,3)", call.attributes().get("kernel"));
        }
    }

    @Property(tries = 50)
    void suggestionOfAnyErrorTextStaysSmallAndKeepsWhatIsPinned(@ForAll long seed, @ForAll List<Long> numbers) {
        Suggestions suggestions = new Suggestions(Imaginary.FIXED, new Pools(), new Draw(generators, seed));
        Call call = Imaginary.call(Imaginary.FIXED, seed).withAttribute("mode", "y");
        List<List<Long>> pairs = new ArrayList<>();
        numbers.forEach(number -> pairs.add(List.of((long) call.inputs().size(), number)));
        numbers.forEach(number -> pairs.add(List.of(number, 1L)));
        List<List<Long>> shapes = new ArrayList<>();
        call.inputs()
                .forEach(i -> shapes.add(
                        java.util.Arrays.stream(i.shape().toArray()).boxed().toList()));
        shapes.add(numbers);
        for (int i = 0; i < STEPS; i++) {
            Mutant mutant = suggestions.any(
                    call, pairs, shapes, List.of(DType.INT8), List.of("word"), Set.of("mode", "axis"), "mode");
            assertNotNull(mutant);
            assertEquals("y", mutant.call().attributes().get("mode"));
            for (Input.Array input : mutant.call().inputs()) {
                assertTrue(input.shape().rank() <= RANK_MAX, mutant.call()::text);
            }
        }
    }

    @Property(tries = 20)
    void sameSeedMakesTheSameChanges(@ForAll long seed, @ForAll boolean variadic) {
        Signature signature = Imaginary.signature(variadic);
        Mutations one = mutations(signature, seed);
        Mutations other = mutations(signature, seed);
        Call call = Imaginary.call(signature, seed);
        for (int i = 0; i < STEPS; i++) {
            assertEquals(one.any(call, ""), other.any(call, ""));
        }
    }

    @Property(tries = 5)
    void everyKindOfChangeAndEveryClosedValueIsReached(@ForAll long seed) {
        Mutations mutations = mutations(Imaginary.FIXED, seed);
        Call call = Imaginary.call(Imaginary.FIXED, 1);
        Set<String> kinds = new HashSet<>();
        Map<String, Set<String>> values = new TreeMap<>();
        for (int i = 0; i < MANY; i++) {
            Mutant mutant = mutations.any(call, "");
            kinds.add(mutant.kind().split(":")[0]);
            mutant.call()
                    .attributes()
                    .forEach((name, value) ->
                            values.computeIfAbsent(name, n -> new TreeSet<>()).add(value));
        }
        assertTrue(kinds.containsAll(KINDS), () -> kinds + " of " + KINDS);
        for (Attribute attribute : Imaginary.FIXED.attributes()) {
            Set<String> reached = values.getOrDefault(attribute.name(), Set.of());
            assertTrue(reached.size() > 1, () -> attribute.name() + " is only ever " + reached);
            assertTrue(reached.containsAll(attribute.closed()), () -> attribute.name() + " is only ever " + reached);
        }
    }

    @Property(tries = 20)
    void arityFollowsTheCountAndRefusesWhatNobodyCalls(@ForAll long seed) {
        Mutations mutations = mutations(Imaginary.VARIADIC, seed);
        Call call = Imaginary.call(Imaginary.VARIADIC, seed);
        for (int count = 0; count <= 5; count++) {
            Mutant mutant = mutations.arity(call, count);
            assertNotNull(mutant);
            assertEquals(count, mutant.call().inputs().size());
            assertEquals(Integer.toString(count), mutant.call().attributes().get(Imaginary.COUNT));
        }
        assertEquals(null, mutations.arity(call, -1));
        assertEquals(null, mutations.arity(call, 100));
    }
}
