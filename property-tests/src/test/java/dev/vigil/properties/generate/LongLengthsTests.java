package dev.vigil.properties.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.OperatorKnowledge.Share;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.task.Intent;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Example;

/** A build that refuses what is long must not teach the generator to ask no more. */
final class LongLengthsTests {
    private static final Share GOOD = new Share(10, 10);
    private static final Share BAD = new Share(10, 0);

    @Example
    void longLengthsAreAskedForWhateverIsKnownOfThem() {
        assertEquals(Set.of(Intent.VALID), intents("lengths", GOOD, Sizes.SCALED, GOOD));
        assertEquals(Set.of(Intent.PROBE), intents("lengths", GOOD, Sizes.SCALED, BAD));
        assertEquals(Set.of(Intent.PROBE), intents("lengths", BAD, "lengths+", BAD));
        assertEquals(Set.of(Intent.PROBE), intents("lengths", new Share(1, 1), "lengths+", new Share(3, 3)));
    }

    /** Of the long calls among two hundred. */
    private static Set<Intent> intents(String kind, Share share, String another, Share second) {
        Signature signature = new Signature("imaginary", List.of("data"), false, List.of(), "", "Does nothing.");
        Input.Array array = new Input.Array(Shape.of(3, 2), DType.FLOAT32, new Fill.Integers(1, 0, 3));
        Call call = new Call(new TreeMap<>(), List.of(array), false, false, false);
        TreeMap<String, Share> outcomes = new TreeMap<>();
        outcomes.put(kind, share);
        outcomes.put(another, second);
        OperatorKnowledge knowledge = Imaginary.knowledge(signature, List.of(call), outcomes, List.of());
        CallGenerator generator = new CallGenerator(knowledge, new Draw.Generators(), 1, false);
        List<Generated> made = LongStream.range(0, 200)
                .mapToObj(generator::call)
                .filter(generated -> generated.kind().equals(Sizes.SCALED))
                .toList();
        assertFalse(made.size() < 10, made.size() + " of 200");
        return made.stream().map(Generated::intent).collect(Collectors.toSet());
    }
}
