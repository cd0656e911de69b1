package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One element type is refused where every other one of its family works. Float16 alone is a limit that many operators
 * have on purpose, as maths libraries have, and so is whatever the error says is all that is supported.
 */
final class TypeHole implements StatusLaw {
    private static final List<DType> INTEGERS = List.of(DType.INT8, DType.UINT8, DType.INT32, DType.INT64);
    private static final List<DType> FLOATS = List.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);
    private static final Pattern LIMIT = Pattern.compile("only supports?|supports? only", Pattern.CASE_INSENSITIVE);

    /** Every type of a family holds the values from 0 to here. */
    private static final double VALUE_MAX = 127;

    @Override
    public List<Variation> neighbours(Case call) {
        List<Input.Array> arrays = StatusLaw.arrays(call).orElse(List.of());
        if (arrays.isEmpty()) {
            return List.of();
        }
        DType type = arrays.get(0).dtype();
        if (!arrays.stream().allMatch(array -> array.dtype() != type || held(array.fill()))) {
            return List.of();
        }
        List<Variation> neighbours = new ArrayList<>();
        for (DType other : family(type)) {
            neighbours.add(new Variation(
                    label(other),
                    Rewrite.arrays(
                            call,
                            array -> array.dtype() == type
                                    ? new Input.Array(array.shape(), other, array.fill())
                                    : array)));
        }
        return neighbours;
    }

    private static List<DType> family(DType type) {
        if (type == DType.FLOAT16) {
            return List.of();
        }
        List<DType> family =
                new ArrayList<>(INTEGERS.contains(type) ? INTEGERS : FLOATS.contains(type) ? FLOATS : List.of());
        family.remove(type);
        return family;
    }

    private static String label(DType type) {
        return "in " + type.text();
    }

    private static boolean held(Fill fill) {
        if (fill instanceof Fill.Uniform uniform) {
            return uniform.low() >= 0 && uniform.high() <= VALUE_MAX;
        } else if (fill instanceof Fill.Integers integers) {
            return integers.low() >= 0 && integers.high() <= VALUE_MAX;
        } else if (fill instanceof Fill.Constant constant) {
            return constant.value() >= 0 && constant.value() <= VALUE_MAX;
        }
        return false;
    }

    @Override
    public List<Variation> suggested(Case call) {
        return StatusLaw.inOneUnusualType(call) ? neighbours(call) : List.of();
    }

    @Override
    public Verdict judge(Case call, List<RunFacts> runs) {
        Optional<StepFacts> rejected = runs.get(0).rejected();
        List<Input.Array> arrays = StatusLaw.arrays(call).orElse(List.of());
        if (rejected.isEmpty() || arrays.isEmpty()) {
            return Verdict.holds();
        }
        DType type = arrays.get(0).dtype();
        List<String> family = family(type).stream().map(TypeHole::label).toList();
        if (family.isEmpty()
                || LIMIT.matcher(rejected.get().error()).find()
                || !family.stream().allMatch(other -> StatusLaw.accepted(runs, other))) {
            return Verdict.holds();
        }
        String kind = type.floating() ? "floating" : "integer";
        return new Verdict.Violated(
                FaultClass.REJECTED_VALID,
                "one " + kind + " type is refused, and the others of its family work",
                type.text() + " is refused in " + rejected.get().rejectedIn() + ": "
                        + Survival.shortened(rejected.get().error()),
                "accepted, as the same call is " + String.join(", ", family));
    }
}
