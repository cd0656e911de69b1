package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.task.Intent;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;

/** Arrays without their zeros come often enough, whatever else an operator takes. */
final class SparseCallsTests {
    private static final Signature SIGNATURE =
            new Signature("imaginary", List.of("data"), false, List.of(), "", "Does nothing.");

    private static Call call(DType type) {
        Input.Array array = new Input.Array(Shape.of(3), type, new Fill.Integers(1, 0, 3));
        return new Call(new TreeMap<>(), List.of(array), false, false, false);
    }

    /** Sparse calls among 1,200, where one known call in three can have one. */
    private static List<Generated> sparse(List<String> deadly) {
        List<Call> corpus = Stream.of(DType.FLOAT32, DType.INT32, DType.INT64)
                .map(SparseCallsTests::call)
                .toList();
        CallGenerator generator = new CallGenerator(
                Imaginary.knowledge(SIGNATURE, corpus, new TreeMap<>(), deadly), new Draw.Generators(), 1, true);
        return LongStream.range(0, 1200)
                .mapToObj(generator::call)
                .filter(made -> made.call().inputs().stream().anyMatch(input -> input.sparse() != null))
                .toList();
    }

    @Example
    void oneCallInSixIsOneThoughFewKnownCallsCanBe() {
        int made = sparse(List.of()).size();
        assertTrue(made > 150 && made <= 200, made + " of 1200");
    }

    @Example
    void deathByDamagedIndicesLeavesSoundOnes() {
        List<Generated> all = sparse(List.of());
        Set<String> hostile = all.stream()
                .filter(made -> made.intent() == Intent.HOSTILE)
                .map(Generated::trait)
                .collect(Collectors.toSet());
        List<Generated> left = sparse(List.copyOf(hostile));
        assertEquals(Set.of(Intent.PROBE), left.stream().map(Generated::intent).collect(Collectors.toSet()));
        assertTrue(left.size() > all.size() / 2, left.size() + " of " + all.size());
    }
}
