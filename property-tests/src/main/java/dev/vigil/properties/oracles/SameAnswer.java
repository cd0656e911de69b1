package dev.vigil.properties.oracles;

import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a call made another way comes to what it comes to plainly: status, shapes, types, and values within {@link Closeness}. */
record SameAnswer(Way way, Closeness closeness) {

    /** Empty, or why the plain runs are no measure for others. */
    static String unfit(List<RunFacts> runs) {
        if (Runs.random(runs)) {
            return "results depend on chance, or it was run only once";
        }
        return Runs.steady(runs) ? "" : "two runs of the case differ";
    }

    /** Survival asks whether the plain call lives; here only the way itself is asked about. */
    static Verdict died(Observation.Died died, List<? extends Way> ways) {
        ProcessEnd end = died.end();
        for (Way way : ways) {
            if (died.during().startsWith(way.label() + "/") && breaks(end)) {
                return new Verdict.Violated(
                        end.kind() == ProcessEnd.Kind.ABORT ? FaultClass.ABORT : FaultClass.CRASH,
                        "the process ends with " + way.words() + " only",
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

    /** @param comparable whether anything but a refusal of the plain call can be compared */
    Verdict compare(RunFacts base, RunFacts run, boolean comparable) {
        StepFacts refusedPlainly = base.rejected().orElse(null);
        StepFacts refusedSo = run.rejected().orElse(null);
        if (refusedPlainly != null) {
            return refusedSo != null || !way.sharesRefusals()
                    ? Verdict.holds()
                    : violated(
                            FaultClass.REJECTED_VALID,
                            "accepted with " + way.words() + " only",
                            "without, refused in " + refusedPlainly.rejectedIn() + ": "
                                    + Survival.shortened(refusedPlainly.error()));
        }
        if (!comparable) {
            return Verdict.holds();
        }
        if (refusedSo != null) {
            return way.mayRefuse(refusedSo.error())
                    ? Verdict.holds()
                    : violated(
                            FaultClass.REJECTED_VALID,
                            "refused with " + way.words(),
                            "refused in " + refusedSo.rejectedIn() + ": " + Survival.shortened(refusedSo.error()));
        }
        for (int s = 0; s < base.steps().size(); s++) {
            Verdict verdict = compare(base.steps().get(s), run.steps().get(s));
            if (!(verdict instanceof Verdict.Holds)) {
                return verdict;
            }
        }
        return Verdict.holds();
    }

    private Verdict compare(StepFacts plain, StepFacts so) {
        Verdict outputs = compare("output", FaultClass.WRONG_VALUE, plain, so, StepFacts::outputs);
        return outputs instanceof Verdict.Holds
                ? compare("gradient", FaultClass.GRADIENT, plain, so, StepFacts::gradients)
                : outputs;
    }

    private Verdict compare(
            String what,
            FaultClass wrong,
            StepFacts plain,
            StepFacts so,
            Function<StepFacts, List<? extends @Nullable ArrayFacts>> part) {
        List<? extends @Nullable ArrayFacts> ours = part.apply(plain);
        List<? extends @Nullable ArrayFacts> theirs = part.apply(so);
        if (ours.size() != theirs.size()) {
            return new Verdict.Inconclusive("another number of " + what + "s with " + way.words());
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
                        FaultClass.SHAPE_INFERENCE,
                        what + " has another shape with " + way.words(),
                        what + " " + i + " is " + other.shape() + " so, " + one.shape() + " plainly");
            }
            if (one.dtype() != other.dtype()) {
                return violated(
                        FaultClass.DTYPE,
                        what + " has another type with " + way.words(),
                        what + " " + i + " is " + other.dtype().text() + " so, "
                                + one.dtype().text() + " plainly");
            }
            if (way.sharesStorage() && !one.storage().equals(other.storage())) {
                worst = new Verdict.Inconclusive("another storage with " + way.words());
                continue;
            }
            String difference = closeness.difference(what, i, one, other, part);
            if (!difference.isEmpty()) {
                return violated(wrong, what + " differs with " + way.words(), difference);
            }
            if (!one.complete() || !other.complete()) {
                worst = new Verdict.Inconclusive("what differs did not travel");
            }
        }
        return worst;
    }

    private Verdict violated(FaultClass fault, String template, String observed) {
        return new Verdict.Violated(fault, template, observed, "the same with " + way.words() + " as without");
    }
}
