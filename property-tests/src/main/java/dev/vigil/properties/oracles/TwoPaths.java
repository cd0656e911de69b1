package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    private static final int AGAIN_ALONE = 8;

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
        all.add(new Variation(Variation.AGAIN, call));
        for (int time = 1; time <= AGAIN_ALONE; time++) {
            all.add(new Variation(Variation.AGAIN + " " + time, call));
        }
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
    private static long structure(Case call) {
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
            return died(died);
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        if (Runs.random(runs)) {
            return new Verdict.Inconclusive("results depend on chance, or it was run only once");
        }
        RunFacts base = runs.get(0);
        for (RunFacts run : runs) {
            if (run.label().startsWith(Variation.AGAIN) && !base.sameResults(run)) {
                return new Verdict.Inconclusive("two runs of the case differ");
            }
        }
        Closeness closeness = new Closeness(call, runs);
        Verdict worst = Verdict.holds();
        for (OtherPath path : OtherPath.values()) {
            RunFacts run = Runs.labelled(runs, path.label());
            Verdict verdict = run == null ? Verdict.holds() : compare(call, path, base, run, closeness);
            if (verdict instanceof Verdict.Violated) {
                return verdict;
            }
            worst = worst instanceof Verdict.Holds ? verdict : worst;
        }
        return worst;
    }

    /** Survival asks whether the plain call lives; here only the way itself is asked about. */
    private static Verdict died(Observation.Died died) {
        ProcessEnd end = died.end();
        for (OtherPath path : OtherPath.values()) {
            if (died.during().startsWith(path.label() + "/") && breaks(end)) {
                return new Verdict.Violated(
                        end.kind() == ProcessEnd.Kind.ABORT ? FaultClass.ABORT : FaultClass.CRASH,
                        "the process ends with " + path.words() + " only",
                        "during " + died.during() + ": " + end.detail(),
                        "the same as without, which the process lives through");
            }
        }
        return new Verdict.Inconclusive("the executor died");
    }

    /** A broken heap is noticed anywhere, and work on more threads may only be slow. */
    private static boolean breaks(ProcessEnd end) {
        return end.blamesBuild() && !end.endless() && !Survival.heapCorruption(end);
    }

    private static Verdict compare(Case call, OtherPath path, RunFacts base, RunFacts run, Closeness closeness) {
        StepFacts refusedPlainly = base.rejected().orElse(null);
        StepFacts refusedSo = run.rejected().orElse(null);
        if (refusedPlainly != null) {
            return refusedSo != null || !path.sharesRefusals()
                    ? Verdict.holds()
                    : violated(
                            path,
                            FaultClass.REJECTED_VALID,
                            "accepted with " + path.words() + " only",
                            "without, refused in " + refusedPlainly.rejectedIn() + ": "
                                    + Survival.shortened(refusedPlainly.error()));
        }
        if (!comparable(call, path, base)) {
            return Verdict.holds();
        }
        if (refusedSo != null) {
            return path.mayRefuse(refusedSo.error())
                    ? Verdict.holds()
                    : violated(
                            path,
                            FaultClass.REJECTED_VALID,
                            "refused with " + path.words(),
                            "refused in " + refusedSo.rejectedIn() + ": " + Survival.shortened(refusedSo.error()));
        }
        for (int s = 0; s < base.steps().size(); s++) {
            Verdict verdict = compare(path, base.steps().get(s), run.steps().get(s), closeness);
            if (!(verdict instanceof Verdict.Holds)) {
                return verdict;
            }
        }
        return Verdict.holds();
    }

    /**
     * An axis of a result with more axes than the first input may be counted there. Results that are not what inference
     * foretells, or not dense, have no array that could be made for them.
     */
    private static boolean comparable(Case call, OtherPath path, RunFacts base) {
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

    private static Verdict compare(OtherPath path, StepFacts plain, StepFacts so, Closeness closeness) {
        Verdict outputs = compare(path, "output", FaultClass.WRONG_VALUE, plain, so, StepFacts::outputs, closeness);
        return outputs instanceof Verdict.Holds
                ? compare(path, "gradient", FaultClass.GRADIENT, plain, so, StepFacts::gradients, closeness)
                : outputs;
    }

    private static Verdict compare(
            OtherPath path,
            String what,
            FaultClass wrong,
            StepFacts plain,
            StepFacts so,
            Function<StepFacts, List<? extends @Nullable ArrayFacts>> part,
            Closeness closeness) {
        List<? extends @Nullable ArrayFacts> ours = part.apply(plain);
        List<? extends @Nullable ArrayFacts> theirs = part.apply(so);
        if (ours.size() != theirs.size()) {
            return new Verdict.Inconclusive("another number of " + what + "s with " + path.words());
        }
        Verdict worst = Verdict.holds();
        for (int i = 0; i < ours.size(); i++) {
            ArrayFacts one = ours.get(i);
            ArrayFacts other = theirs.get(i);
            if (one == null || other == null || one.equals(other)) {
                continue;
            }
            if (!one.shape().equals(other.shape())) {
                return violated(
                        path,
                        FaultClass.SHAPE_INFERENCE,
                        what + " has another shape with " + path.words(),
                        what + " " + i + " is " + other.shape() + " so, " + one.shape() + " plainly");
            }
            if (one.dtype() != other.dtype()) {
                return violated(
                        path,
                        FaultClass.DTYPE,
                        what + " has another type with " + path.words(),
                        what + " " + i + " is " + other.dtype().text() + " so, "
                                + one.dtype().text() + " plainly");
            }
            if (!one.storage().equals(other.storage())) {
                worst = new Verdict.Inconclusive("another storage with " + path.words());
                continue;
            }
            String difference = closeness.difference(what, i, one, other, part);
            if (!difference.isEmpty()) {
                return violated(path, wrong, what + " differs with " + path.words(), difference);
            }
            if (!one.complete() || !other.complete()) {
                worst = new Verdict.Inconclusive("what differs did not travel");
            }
        }
        return worst;
    }

    private static Verdict violated(OtherPath path, FaultClass fault, String template, String observed) {
        return new Verdict.Violated(fault, template, observed, "the same with " + path.words() + " as without");
    }
}
