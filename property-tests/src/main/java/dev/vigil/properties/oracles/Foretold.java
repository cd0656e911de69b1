package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Variation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Inference accepts the call and foretells all shapes and types, and the run fails at a check that has no words for its
 * reader, where the same call in float32 works: the types were the reason, which inference should have refused. A check
 * with words is a limit that somebody thought of.
 */
final class Foretold implements StatusLaw {
    private static final String IN_FLOAT32 = "all in float32";
    private static final Pattern WORDLESS =
            Pattern.compile("Check failed: [^\\n]*?(?::|TBlob\\.get_with_shape: [^\\n]*)\\s*(?:$|\\n|Stack trace)");

    @Override
    public List<Variation> neighbours(Case call) {
        List<Input.Array> arrays = StatusLaw.arrays(call).orElse(List.of());
        return arrays.stream().allMatch(array -> array.dtype() == DType.FLOAT32)
                ? List.of()
                : List.of(new Variation(
                        IN_FLOAT32,
                        Rewrite.arrays(call, array -> new Input.Array(array.shape(), DType.FLOAT32, array.fill()))));
    }

    @Override
    public List<Variation> suggested(Case call) {
        return StatusLaw.inOneUnusualType(call) ? neighbours(call) : List.of();
    }

    @Override
    public Verdict judge(Case call, List<RunFacts> runs) {
        Optional<StepFacts> rejected = runs.get(0).rejected();
        if (rejected.isEmpty()
                || !complete(rejected.get().inferred())
                || !WORDLESS.matcher(rejected.get().error()).find()
                || !StatusLaw.accepted(runs, IN_FLOAT32)) {
            return Verdict.holds();
        }
        return new Verdict.Violated(
                FaultClass.REJECTED_VALID,
                "inference accepts the types, and the run fails at a check without words",
                "refused in " + rejected.get().rejectedIn() + ": "
                        + Survival.shortened(rejected.get().error()),
                "refused by inference, or accepted as the same call in float32 is");
    }

    private static boolean complete(@Nullable Inferred inferred) {
        return inferred != null
                && inferred.accepted()
                && !inferred.shapes().isEmpty()
                && inferred.shapes().stream().allMatch(Objects::nonNull)
                && inferred.dtypes().stream().allMatch(Objects::nonNull);
    }
}
