package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
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

    /** So many plain runs beside the case itself: a result of few bits that hangs on chance agrees with itself once or twice. */
    static List<Variation> again(Case call, int times) {
        List<Variation> again = new ArrayList<>();
        again.add(new Variation(Variation.AGAIN, call));
        for (int time = 1; time < times; time++) {
            again.add(new Variation(Variation.AGAIN + " " + time, call));
        }
        return again;
    }

    /** All plain runs are the same. */
    static boolean steady(List<RunFacts> runs) {
        return runs.stream()
                .filter(run -> run.label().startsWith(Variation.AGAIN))
                .allMatch(runs.get(0)::sameResults);
    }

    /** Results of this case are its own: neither chance nor a further run makes others of them. */
    static boolean repeatable(List<RunFacts> runs) {
        return !random(runs) && steady(runs);
    }

    /** Results of this case were seen to depend on the library's seed, or cannot be told not to. */
    static boolean random(List<RunFacts> runs) {
        return labelled(runs, Variation.RESEEDED) != null || labelled(runs, Variation.AGAIN) == null;
    }
}
