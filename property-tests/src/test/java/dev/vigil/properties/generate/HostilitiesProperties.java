package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However hostile, it is a call that an executor can make: known attributes, memory for its inputs. */
final class HostilitiesProperties {
    private static final int MUTANTS = 200;
    private static final int MANY = 6000;
    private static final double ELEMENTS_MAX = 1 << 19;
    private static final List<String> KINDS = List.of(
            "attr", "missing", "numbers", "inputs", "empty", "fill", "fills", "element", "dtype", "rank", "lengths",
            "large");

    private final Draw.Generators generators = new Draw.Generators();

    private Hostilities hostilities(Signature signature, long seed) {
        return new Hostilities(signature, new Draw(generators, seed));
    }

    private static Input.Array array(Shape shape) {
        return new Input.Array(shape, DType.FLOAT32, new Fill.Uniform(1, 0, 1));
    }

    @Property(tries = 50)
    void hostileCallCanBeMade(@ForAll long seed, @ForAll boolean variadic) {
        Signature signature = Imaginary.signature(variadic);
        Set<String> known =
                signature.attributes().stream().map(Attribute::name).collect(Collectors.toCollection(TreeSet::new));
        known.add(signature.countKey());
        Hostilities hostilities = hostilities(signature, seed);
        Call call = Imaginary.call(signature, seed);
        for (int i = 0; i < MUTANTS; i++) {
            Call hostile = hostilities.any(call).call();
            assertTrue(known.containsAll(hostile.attributes().keySet()), hostile::text);
            double elements = 0;
            for (Input.Array input : hostile.inputs()) {
                elements +=
                        Arrays.stream(input.shape().toArray()).asDoubleStream().reduce(1, (a, b) -> a * b);
                assertTrue(hostile.numpyShape() || !input.shape().needsNumpyShape(), hostile::text);
            }
            assertTrue(elements <= ELEMENTS_MAX, hostile::text);
        }
    }

    @Property(tries = 20)
    void sameSeedIsHostileInTheSameWay(@ForAll long seed, @ForAll boolean variadic) {
        Signature signature = Imaginary.signature(variadic);
        Hostilities one = hostilities(signature, seed);
        Hostilities other = hostilities(signature, seed);
        Call call = Imaginary.call(signature, seed);
        for (int i = 0; i < MUTANTS; i++) {
            assertEquals(one.any(call), other.any(call));
        }
    }

    @Property(tries = 5)
    void everyHostilityEveryFillAndEveryAttributeIsReached(@ForAll long seed) {
        Hostilities hostilities = hostilities(Imaginary.FIXED, seed);
        // Short enough that an axis may grow past what 16 bits count.
        Call call = Imaginary.call(Imaginary.FIXED, 2).withInputs(List.of(array(Shape.of(2, 3)), array(Shape.of(4))));
        Set<String> kinds = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            for (String kind : hostilities.any(call).kind().split("\\+")) {
                kinds.add(kind);
                kinds.add(kind.split(":")[0]);
            }
        }
        assertTrue(kinds.containsAll(KINDS), () -> kinds + " of " + KINDS);
        for (String fill : Fills.HOSTILE) {
            assertTrue(kinds.contains("fill:" + fill), fill);
        }
        for (Attribute attribute : Imaginary.FIXED.attributes()) {
            assertTrue(kinds.contains("attr:" + attribute.name()), attribute.name());
        }
    }

    @Property(tries = 20)
    void traitNamesTheExactValueOfASingleChange(@ForAll long seed) {
        Hostilities hostilities = hostilities(Imaginary.FIXED, seed);
        Call call = Imaginary.call(Imaginary.FIXED, seed);
        for (int i = 0; i < MUTANTS; i++) {
            Mutant mutant = hostilities.any(call);
            if (mutant.kind().startsWith("attr:") && !mutant.kind().contains("+")) {
                String name = mutant.kind().substring("attr:".length());
                assertEquals(name + "=" + mutant.call().attributes().get(name), mutant.trait());
            } else {
                assertEquals("", mutant.trait());
            }
        }
    }
}
