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

    /** Results of this case are its own: neither chance nor a second run makes others of them. */
    static boolean repeatable(List<RunFacts> runs, RunFacts again) {
        return !random(runs) && runs.get(0).last().outputs().equals(again.last().outputs());
    }

    /** Results of this case were seen to depend on the library's seed, or cannot be told not to. */
    static boolean random(List<RunFacts> runs) {
        return labelled(runs, Variation.RESEEDED) != null || labelled(runs, Variation.AGAIN) == null;
    }
}
