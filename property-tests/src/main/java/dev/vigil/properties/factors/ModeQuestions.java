package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Step;
import dev.vigil.properties.factors.Question.Other;
import dev.vigil.properties.shrink.Rewrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Gradients, training, numpy semantics and places for results, where a case has them. */
final class ModeQuestions {
    private ModeQuestions() {}

    static List<Question> of(Case call) {
        List<Question> questions = new ArrayList<>();
        if (call.steps().stream().anyMatch(Step::wantsGradient)) {
            questions.add(question(
                    "request",
                    requests(call),
                    new Other("none", c -> Rewrite.steps(c, s -> s.withModes(List.of(), s.train())))));
        }
        if (call.steps().stream().anyMatch(Step::train)) {
            questions.add(question(
                    "train", "on", new Other("off", c -> Rewrite.steps(c, s -> s.withModes(s.request(), false)))));
        }
        if (call.steps().stream().anyMatch(s -> !s.out().isEmpty())) {
            questions.add(question(
                    "out", places(call), new Other("none", c -> Rewrite.steps(c, s -> s.withOut(List.of())))));
        }
        if (call.settings().numpyShape()) {
            boolean must = Rewrite.arrays(call).map(Input.Array::shape).anyMatch(s -> s.needsNumpyShape());
            Other off = new Other("off", c -> c.withSettings(c.settings().withNumpyShape(false)));
            questions.add(new Question("numpyShape", "on", true, true, must ? List.of() : List.of(off)));
        }
        return questions;
    }

    private static Question question(String name, String value, Other other) {
        return new Question(name, value, true, true, List.of(other));
    }

    private static String requests(Case call) {
        return call.steps().stream()
                .flatMap(s -> s.request().stream())
                .filter(r -> r != GradRequest.NULL)
                .distinct()
                .map(r -> r.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    private static String places(Case call) {
        return call.steps().stream()
                .flatMap(s -> s.out().stream())
                .map(place -> place instanceof Output.InPlace ? "in place" : "array")
                .distinct()
                .collect(Collectors.joining(","));
    }
}
