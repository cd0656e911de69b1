package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;

/**
 * The same call made in another way, in the same process, gets the same answer: through a cached op, with results placed
 * beforehand, from slices, on more threads, with defaults said or left unsaid, with an axis counted from behind.
 *
 * <p>Statuses, shapes and types are the same, values are within {@link Closeness}. Beside other oracles it takes a few of
 * the ways per structure, by a hash, so that over many structures each has its turn. Alone, as in proofs, it takes all,
 * behind many plain runs: a result of few bits that hangs on chance agrees with itself once or twice, and a call that
 * breaks the heap lives that often.
 */
public final class TwoPaths implements Oracle {
    private static final String DEFAULT_STORAGE = "default";
    private static final int SAMPLE = 2;
    private static final int AGAIN_ALONE = 9;

    @Override
    public String name() {
        return "two-paths";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        List<Variation> there = paths(call);
        List<Variation> sample = new ArrayList<>();
        sample.add(new Variation(Variation.AGAIN, call));
        long drawn = structure(call);
        while (sample.size() <= SAMPLE && !there.isEmpty()) {
            drawn = Seeds.mix(drawn, sample.size());
            sample.add(there.remove((int) Math.floorMod(drawn, (long) there.size())));
        }
        return sample;
    }

    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        List<Variation> all = new ArrayList<>();
        all.addAll(Runs.again(call, AGAIN_ALONE));
        all.addAll(paths(call));
        Wide.narrow(call).ifPresent(narrow -> {
            all.add(Wide.exact(call));
            all.addAll(Wide.nudged(call, narrow));
        });
        return all;
    }

    private static List<Variation> paths(Case call) {
        List<Variation> paths = new ArrayList<>();
        for (OtherPath path : OtherPath.values()) {
            path.of(call).ifPresent(paths::add);
        }
        return paths;
    }

    /** The same in every process: of texts and numbers alone, without the seeds of fills. */
    static long structure(Case call) {
        long hash = 0;
        for (Step step : call.steps()) {
            hash = Seeds.mix(hash, step.operator());
            hash = Seeds.mix(hash, step.attributes() + " " + step.request() + " " + step.train());
            for (Input input : step.inputs()) {
                hash = Seeds.mix(
                        hash,
                        input instanceof Input.Array array
                                ? array.dtype().text() + array.shape()
                                : String.valueOf(input));
            }
        }
        return hash;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died died) {
            return SameAnswer.died(died, List.of(OtherPath.values()));
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        String unfit = SameAnswer.unfit(runs);
        if (!unfit.isEmpty()) {
            return new Verdict.Inconclusive(unfit);
        }
        RunFacts base = runs.get(0);
        Closeness closeness = new Closeness(call, runs);
        Verdict worst = Verdict.holds();
        for (OtherPath path : OtherPath.values()) {
            RunFacts run = Runs.labelled(runs, path.label());
            Verdict verdict = run == null
                    ? Verdict.holds()
                    : new SameAnswer(path, closeness).compare(base, run, comparable(call, path, base));
            if (verdict instanceof Verdict.Violated) {
                return verdict;
            }
            worst = worst instanceof Verdict.Holds ? verdict : worst;
        }
        return worst;
    }

    /**
     * An axis of a result with more axes than the first input may be counted there. Results that are not what inference
     * foretells, or not dense, have no array that could be made for them.
     */
    private static boolean comparable(Case call, OtherPath path, RunFacts base) {
        if (base.rejected().isPresent()) {
            return false;
        }
        if (path == OtherPath.AXIS_FROM_BEHIND) {
            Input.Array first = (Input.Array) call.steps().get(0).inputs().get(0);
            return base.last().outputs().stream()
                    .allMatch(output -> output.shape().rank() <= first.shape().rank());
        }
        return path != OtherPath.PLACED || base.steps().stream().allMatch(TwoPaths::asForetold);
    }

    private static boolean asForetold(StepFacts step) {
        Inferred inferred = step.inferred();
        if (inferred == null || inferred.shapes().size() != step.outputs().size()) {
            return false;
        }
        for (int i = 0; i < step.outputs().size(); i++) {
            ArrayFacts output = step.outputs().get(i);
            if (!output.storage().equals(DEFAULT_STORAGE)
                    || !output.shape().equals(inferred.shapes().get(i))
                    || i >= inferred.dtypes().size()
                    || output.dtype() != inferred.dtypes().get(i)) {
                return false;
            }
        }
        return true;
    }
}
