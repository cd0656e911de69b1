package dev.vigil.properties.learn;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A library of one operator. It takes two arrays of fractions with two axes each and equal lengths, and a level from 1 to
 * 3; what it refuses it refuses in the words that such libraries use.
 */
final class TinyLibrary implements Trials {
    static final Signature SIGNATURE = new Signature(
            "tiny",
            List.of("left", "right"),
            false,
            List.of(
                    Attribute.parse("level", "int, required", ""),
                    Attribute.parse("mode", "{'soft', 'hard'}, optional, default='soft'", "")),
            "",
            "");

    private static final int INPUTS = 2;
    private static final int RANK = 2;
    private static final int LEVEL_MAX = 3;

    private final Predicate<Call> deadly;
    private final List<Call> tried = new ArrayList<>();
    private boolean questionsAreDeadly;
    private int questions;
    private int deaths;
    private long callsLeft = Long.MAX_VALUE;

    /** @param deadly calls that end the process, whether they would be refused or not */
    TinyLibrary(Predicate<Call> deadly) {
        this.deadly = deadly;
    }

    static TinyLibrary harmless() {
        return new TinyLibrary(call -> false);
    }

    /** The same, where every question ends the process. */
    TinyLibrary withDeadlyQuestions() {
        questionsAreDeadly = true;
        return this;
    }

    /** The same, with no time left after so many calls. */
    TinyLibrary withTimeFor(long calls) {
        callsLeft = calls;
        return this;
    }

    List<Call> tried() {
        return tried;
    }

    int questions() {
        return questions;
    }

    int deaths() {
        return deaths;
    }

    /** Empty when the call is valid. */
    static String refusal(Call call) {
        String level = call.attributes().get("level");
        if (level == null) {
            return "Required parameter level of int is not presented";
        }
        if (!level.matches("-?\\d{1,9}")) {
            return "Invalid Parameter format for level expect int but value='" + level + "'";
        }
        int number = Integer.parseInt(level);
        if (number < 1 || number > LEVEL_MAX) {
            return "value " + number + " for Parameter level exceed bound [1," + LEVEL_MAX + "]";
        }
        String mode = call.attributes().getOrDefault("mode", "soft");
        if (!List.of("soft", "hard").contains(mode)) {
            return "Invalid Input: '" + mode + "', valid values are: {'hard', 'soft'}";
        }
        if (call.inputs().size() != INPUTS) {
            return "Check failed: num_inputs == " + INPUTS + " ("
                    + call.inputs().size() + " vs. " + INPUTS + ")";
        }
        for (Input.Array input : call.inputs()) {
            if (!input.dtype().floating()) {
                return "tiny expects float32, not " + input.dtype().text();
            }
            if (input.shape().rank() != RANK) {
                return "Check failed: ndim == " + RANK + " (" + input.shape().rank() + " vs. " + RANK + ")";
            }
        }
        Shape left = call.inputs().get(0).shape();
        Shape right = call.inputs().get(1).shape();
        return left.equals(right) ? "" : "Shapes do not agree: [" + listed(left) + "] vs [" + listed(right) + "]";
    }

    private static String listed(Shape shape) {
        return shape.axis(0) + "," + shape.axis(1);
    }

    @Override
    public List<Trial> run(List<Call> calls) {
        return calls.stream().map(this::run).toList();
    }

    private Trial run(Call call) {
        tried.add(call);
        callsLeft--;
        if (deadly.test(call)) {
            deaths++;
            return new Trial(false, true, "");
        }
        String refusal = refusal(call);
        return new Trial(refusal.isEmpty(), false, refusal);
    }

    /** It knows the names of its inputs and foretells nothing. */
    @Override
    public List<Inference> ask(List<Inquiry> inquiries) {
        questions += inquiries.size();
        @Nullable
        ProcessEnd end = questionsAreDeadly
                ? new ProcessEnd(ProcessEnd.Kind.ABORT, 134, 6, List.of(), "", "a question too many", 0)
                : null;
        List<@Nullable Shape> shapes = new ArrayList<>();
        List<@Nullable DType> dtypes = new ArrayList<>();
        return inquiries.stream()
                .map(inquiry -> new Inference("", SIGNATURE.inputs(), 0, shapes, dtypes, end))
                .toList();
    }

    @Override
    public boolean timeLeft() {
        return callsLeft > 0;
    }
}
