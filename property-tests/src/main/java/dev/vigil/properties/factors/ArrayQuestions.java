package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.properties.factors.Question.Other;
import dev.vigil.properties.shrink.AttributeText;
import dev.vigil.properties.shrink.Rewrite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Values, shapes and element types of the arrays, and whether there are any. */
final class ArrayQuestions {
    private static final List<DType> COMMON =
            List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.INT32, DType.INT64);
    /** More elements than this are an unusual size. */
    private static final long ELEMENTS_MAX = 1 << 20;
    /** Where arrays stop to grow: no factor is worth a process that runs out of memory. */
    private static final long LENGTH_MAX = 1 << 10;

    private ArrayQuestions() {}

    static List<Question> of(Case call) {
        List<Input.Array> arrays = Rewrite.arrays(call).toList();
        if (arrays.isEmpty()) {
            // Whether the operator takes none or lacks some is not known here.
            return List.of(new Question("inputs", "0", false, false, List.of()));
        }
        List<Question> questions = new ArrayList<>();
        if (arrays.stream().anyMatch(a -> a.shape().elements() > 0 && !FillFacts.plain(a.fill()))) {
            questions.add(fill(arrays));
        }
        questions.add(size(arrays));
        questions.add(dtype(arrays));
        return questions;
    }

    private static Question fill(List<Input.Array> arrays) {
        String value =
                arrays.stream().map(a -> FillFacts.text(a.fill())).distinct().collect(Collectors.joining(", "));
        boolean usual = arrays.stream().allMatch(a -> FillFacts.usual(a.fill()));
        return new Question(
                "fill",
                AttributeQuestions.cut(value),
                usual,
                false,
                List.of(
                        new Other("uniform, positive", c -> filled(c, true)),
                        new Other("uniform, both signs", c -> filled(c, false))));
    }

    private static Case filled(Case call, boolean positive) {
        return Rewrite.arrays(call, a -> a.with(FillFacts.uniform(a.shape().hashCode(), a.dtype(), positive)));
    }

    private static Question size(List<Input.Array> arrays) {
        String value = arrays.stream().map(a -> a.shape().toString()).distinct().collect(Collectors.joining(", "));
        boolean empty = arrays.stream().anyMatch(a -> a.shape().elements() == 0);
        boolean usual = !empty && arrays.stream().allMatch(a -> a.shape().elements() <= ELEMENTS_MAX);
        List<Other> others = new ArrayList<>();
        if (empty) {
            others.add(sized("empty axes made 2", axis -> axis == 0 ? 2 : axis));
            others.add(sized("all axes 2", axis -> 2));
        } else {
            others.add(sized("axes twice as long", axis -> axis == 1 || axis >= LENGTH_MAX ? axis : 2 * axis));
            others.add(sized("axes of 1 made 3", axis -> axis == 1 ? 3 : axis));
            others.add(sized("axes half as long", axis -> Math.max(1, axis / 2)));
        }
        return new Question("size", AttributeQuestions.cut(value), usual, false, others);
    }

    private static Other sized(String text, LongUnaryOperator length) {
        return new Other(text, c -> sized(c, length));
    }

    /** Attributes that name a length go along, except for 0 and 1, which most often mean something else. */
    private static Case sized(Case call, LongUnaryOperator length) {
        Case changed = Rewrite.arrays(
                call,
                a -> a.with(
                        Shape.of(LongStream.of(a.shape().toArray()).map(length).toArray())));
        long[] lengths = Rewrite.arrays(call)
                .flatMapToLong(a -> LongStream.of(a.shape().toArray()))
                .filter(axis -> axis > 1)
                .distinct()
                .sorted()
                .toArray();
        return Rewrite.texts(changed, text -> {
            for (long from : lengths) {
                String renamed =
                        AttributeText.replaced(text, Long.toString(from), Long.toString(length.applyAsLong(from)));
                if (!renamed.equals(text)) {
                    return renamed;
                }
            }
            return text;
        });
    }

    /** Of the first array's type; the others often have one of their own, such as indices. */
    private static Question dtype(List<Input.Array> arrays) {
        DType from = arrays.get(0).dtype();
        List<Other> others = COMMON.stream()
                .filter(type -> type != from)
                .map(to -> new Other(to.text(), c -> typed(c, from, to)))
                .toList();
        return new Question("dtype", from.text(), true, false, others);
    }

    private static Case typed(Case call, DType from, DType to) {
        Case changed = Rewrite.arrays(call, a -> a.dtype() == from ? a.with(to) : a);
        return Rewrite.texts(changed, text -> text.equals(from.text()) ? to.text() : text);
    }
}
