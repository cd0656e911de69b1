package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.Example;

/** A type of which one call is known has its part beside one of which many are. */
final class TypesOfCallsTests {
    private static final Signature SIGNATURE =
            new Signature("imaginary", List.of("data"), false, List.of(), "", "Does nothing.");

    private static Call call(DType type, int length) {
        Input.Array array = new Input.Array(Shape.of(length), type, new Fill.Uniform(1, 0, 1));
        return new Call(new TreeMap<>(), List.of(array), false, false, false);
    }

    @Example
    void seldomKnownTypeIsOftenCalled() {
        List<Call> corpus = new ArrayList<>(List.of(call(DType.FLOAT16, 4)));
        for (int length = 1; length < 40; length++) {
            corpus.add(call(DType.FLOAT32, length));
        }
        CallGenerator generator = new CallGenerator(
                Imaginary.knowledge(SIGNATURE, corpus, new TreeMap<>(), List.of()), new Draw.Generators(), 1, false);
        long seldom = LongStream.range(0, 1200)
                .mapToObj(generator::call)
                .filter(made -> made.call().inputs().stream().anyMatch(input -> input.dtype() == DType.FLOAT16))
                .count();
        assertTrue(seldom > 200 && seldom < 600, seldom + " of 1200");
    }
}
