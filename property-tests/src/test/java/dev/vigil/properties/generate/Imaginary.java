package dev.vigil.properties.generate;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.OperatorKnowledge.Share;
import dev.vigil.properties.operators.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Operators that no library has, with an attribute of every kind, and calls of them. */
final class Imaginary {
    static final String COUNT = "num_args";

    private static final List<DType> TYPES = List.of(DType.values());

    private static final List<Attribute> ATTRIBUTES = List.of(
            Attribute.parse("axis", "int, optional, default='-1'", ""),
            Attribute.parse("groups", "int (non-negative), required", ""),
            Attribute.parse("num_filter", "int, optional, default='1'", ""),
            Attribute.parse("scale", "float, optional, default=1", ""),
            Attribute.parse("mode", "{'x', 'y', 'z'}, optional, default='x'", ""),
            Attribute.parse("layout", "{None, 'ab', 'ba'}, optional, default='None'", ""),
            Attribute.parse("flag", "boolean, optional, default=0", ""),
            Attribute.parse("kernel", "Shape(tuple), optional, default=[]", ""),
            Attribute.parse("axes", "Shape or None, optional, default=None", ""),
            Attribute.parse("ratios", "tuple of <float>, optional, default=[1]", ""),
            Attribute.parse("pads", "tuple of <tuple of <int>>, optional, default=[]", ""),
            Attribute.parse("word", "string, optional, default='lin'", "One of 'lin' and 'log'."),
            Attribute.parse("odd", "no such type, optional", ""));

    /** Two inputs, always. */
    static final Signature FIXED =
            new Signature("imaginary", List.of("data", "other"), false, ATTRIBUTES, "", "Does nothing.");

    /** As many inputs as its count says. */
    static final Signature VARIADIC =
            new Signature("imaginary_n", List.of("data"), true, ATTRIBUTES, COUNT, "Does nothing.");

    private Imaginary() {}

    static Signature signature(boolean variadic) {
        return variadic ? VARIADIC : FIXED;
    }

    /** A call as somebody who reads the signature would make it. */
    static Call call(Signature signature, long seed) {
        Random random = new Random(seed);
        TreeMap<String, String> attributes = new TreeMap<>();
        int count = signature.variadic()
                ? 1 + random.nextInt(4)
                : signature.inputs().size();
        List<Input.Array> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long[] axes = random.longs(random.nextInt(5), 1, 6).toArray();
            DType type = TYPES.get(random.nextInt(TYPES.size()));
            inputs.add(new Input.Array(Shape.of(axes), type, new Fill.Integers(random.nextLong(), 0, 3)));
        }
        Call plain = new Call(attributes, inputs, random.nextBoolean(), random.nextBoolean(), false);
        for (Attribute attribute : signature.attributes()) {
            if (attribute.required() || random.nextInt(3) == 0) {
                List<String> values = new Pools().values(attribute, plain);
                attributes.put(attribute.name(), values.get(random.nextInt(values.size())));
            }
        }
        if (!signature.countKey().isEmpty()) {
            attributes.put(signature.countKey(), Integer.toString(count));
        }
        return plain.withAttributes(attributes);
    }

    /** Of an operator of which a hundred calls are known. */
    static OperatorKnowledge knowledge(
            Signature signature, List<Call> corpus, SortedMap<String, Share> outcomes, List<String> deadly) {
        return new OperatorKnowledge(
                OperatorKnowledge.VERSION,
                signature,
                corpus,
                new TreeMap<>(),
                new TreeMap<>(),
                outcomes,
                deadly,
                100,
                100,
                100,
                100,
                0,
                "",
                false,
                100);
    }
}
