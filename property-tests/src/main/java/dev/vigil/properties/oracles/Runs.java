package dev.vigil.properties.oracles;

import dev.vigil.model.observation.RunFacts;
import dev.vigil.properties.task.Variation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds runs of an observation by label. */
final class Runs {
    private Runs() {}

    static @Nullable RunFacts labelled(List<RunFacts> runs, String label) {
        for (RunFacts run : runs) {
            if (run.label().equals(label)) {
                return run;
            }
        }
        return null;
    }

    /** Results of this case were seen to depend on the library's seed, or cannot be told not to. */
    static boolean random(List<RunFacts> runs) {
        return labelled(runs, Variation.RESEEDED) != null || labelled(runs, Variation.AGAIN) == null;
    }
}
