package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backward pass does with the arrays that gradients go to: {@code write} overwrites all of them, {@code add} gives
 * what was there plus what would be written, {@code null} leaves them alone, and the gradient of an input is the same
 * whether or not those of others are asked for.
 */
final class GradientRequests {
    static final String WRITTEN = "gradients written over one value";
    static final String OVERWRITTEN = "gradients written over another value";
    static final String ADDED = "gradients added";
    private static final String ALONE = "gradient alone of input ";

    /** Small whole numbers, which every type holds and whose sums lose little of a gradient. */
    private static final double BEFORE = 3;

    private static final double OTHER_BEFORE = 5;

    private final Case call;
    private final List<RunFacts> runs;
    private final Closeness closeness;

    GradientRequests(Case call, List<RunFacts> runs) {
        this.call = call;
        this.runs = runs;
        closeness = new Closeness(call, runs);
    }

    /** An input whose gradient is asked for. */
    private record Asked(int step, int input) {
        String label() {
            return ALONE + input + " of step " + step;
        }
    }

    private static List<Asked> asked(Case call) {
        List<Asked> asked = new ArrayList<>();
        for (int s = 0; s < call.steps().size(); s++) {
            List<GradRequest> requests = call.steps().get(s).request();
            for (int i = 0; i < requests.size(); i++) {
                if (requests.get(i) != GradRequest.NULL) {
                    asked.add(new Asked(s, i));
                }
            }
        }
        return asked;
    }

    /**
     * @param chosen which input is asked for alone, counted round among those that there are
     * @param all whether each is
     */
    static List<Variation> variations(Case call, long chosen, boolean all) {
        Manner before = Manner.PLAIN.withGradientBefore(BEFORE);
        Case written = requesting(call, GradRequest.WRITE, null);
        List<Variation> variations = new ArrayList<>();
        variations.add(new Variation(WRITTEN, written, before));
        variations.add(new Variation(OVERWRITTEN, written, Manner.PLAIN.withGradientBefore(OTHER_BEFORE)));
        variations.add(new Variation(ADDED, requesting(call, GradRequest.ADD, null), before));
        List<Asked> asked = asked(call);
        for (int a = 0; asked.size() > 1 && a < asked.size(); a++) {
            if (all || a == Math.floorMod(chosen, (long) asked.size())) {
                Asked alone = asked.get(a);
                variations.add(new Variation(alone.label(), requesting(call, GradRequest.WRITE, alone), before));
            }
        }
        return variations;
    }

    private static Case requesting(Case call, GradRequest request, @Nullable Asked alone) {
        Case changed = call;
        for (int s = 0; s < call.steps().size(); s++) {
            Step step = call.steps().get(s);
            List<GradRequest> requests = new ArrayList<>();
            for (int i = 0; i < step.request().size(); i++) {
                boolean wanted =
                        step.request().get(i) != GradRequest.NULL && (alone == null || alone.equals(new Asked(s, i)));
                requests.add(wanted ? request : GradRequest.NULL);
            }
            changed = Rewrite.step(changed, s, step.withModes(requests, step.train()));
        }
        return changed;
    }

    Verdict judge() {
        RunFacts written = accepted(WRITTEN);
        RunFacts overwritten = accepted(OVERWRITTEN);
        RunFacts added = accepted(ADDED);
        if (written == null || overwritten == null) {
            return new Verdict.Inconclusive("gradients were not written over given values");
        }
        List<Asked> asked = asked(call);
        for (Asked one : asked) {
            ArrayFacts here = gradient(written, one);
            Verdict verdict = written(one, here, gradient(overwritten, one));
            if (verdict instanceof Verdict.Holds && added != null) {
                verdict = added(one, here, gradient(added, one));
            }
            RunFacts alone = accepted(one.label());
            if (verdict instanceof Verdict.Holds && alone != null) {
                verdict = alone(one, here, gradient(alone, one));
                for (Asked other : asked) {
                    if (verdict instanceof Verdict.Holds && !other.equals(one)) {
                        verdict = untouched(other, gradient(alone, other));
                    }
                }
            }
            if (verdict instanceof Verdict.Violated) {
                return verdict;
            }
        }
        return added == null ? new Verdict.Inconclusive("request add is refused") : Verdict.holds();
    }

    private @Nullable RunFacts accepted(String label) {
        RunFacts run = Runs.labelled(runs, label);
        return run == null || run.rejected().isPresent() ? null : run;
    }

    private static @Nullable ArrayFacts gradient(RunFacts run, Asked asked) {
        List<@Nullable ArrayFacts> gradients = run.steps().get(asked.step()).gradients();
        return asked.input() < gradients.size() ? gradients.get(asked.input()) : null;
    }

    private Verdict written(Asked asked, @Nullable ArrayFacts one, @Nullable ArrayFacts other) {
        if (one == null || other == null || !comparable(one, other) || one.equals(other)) {
            return Verdict.holds();
        }
        String difference = closeness.difference("gradient", asked.input(), one, other, StepFacts::gradients);
        return difference.isEmpty()
                ? Verdict.holds()
                : violated(
                        "a gradient that is written depends on what its array held",
                        difference + "; its array held " + OTHER_BEFORE + " and " + BEFORE,
                        "request write gives the same whatever was there");
    }

    private Verdict alone(Asked asked, @Nullable ArrayFacts together, @Nullable ArrayFacts alone) {
        if (together == null || alone == null || !comparable(together, alone) || together.equals(alone)) {
            return Verdict.holds();
        }
        String difference = closeness.difference("gradient", asked.input(), together, alone, StepFacts::gradients);
        return difference.isEmpty()
                ? Verdict.holds()
                : violated(
                        "a gradient differs when it is the only one asked for",
                        difference,
                        "the same as when gradients of other inputs are asked for as well");
    }

    private Verdict added(Asked asked, @Nullable ArrayFacts written, @Nullable ArrayFacts added) {
        if (written == null || added == null || !comparable(written, added)) {
            return Verdict.holds();
        }
        double budget = closeness.budget(written, BEFORE);
        for (int e = 0; e < written.known(); e++) {
            double expected = BEFORE + written.value(e);
            double value = added.value(e);
            // What is not finite, or no longer once something is added, has no sum to compare.
            if (expected <= written.dtype().max()
                    && expected >= written.dtype().min()
                    && !(Math.abs(value - expected) <= budget)) {
                return violated(
                        "request add does not give the old value plus the gradient",
                        "gradient " + asked.input() + " at element " + e + " is " + value + " where " + BEFORE
                                + " was, and " + written.value(e) + " is what is written",
                        expected + " within " + budget);
            }
        }
        return Verdict.holds();
    }

    private static Verdict untouched(Asked asked, @Nullable ArrayFacts array) {
        for (int e = 0; array != null && array.dtype().floating() && e < array.known(); e++) {
            if (array.value(e) != BEFORE) {
                return violated(
                        "request null changes the array of a gradient",
                        "the array of input " + asked.input() + " holds " + array.value(e) + " at element " + e,
                        BEFORE + " as before the backward pass");
            }
        }
        return Verdict.holds();
    }

    private static boolean comparable(ArrayFacts one, ArrayFacts other) {
        return one.shape().equals(other.shape())
                && one.dtype() == other.dtype()
                && one.storage().equals(other.storage())
                && one.complete()
                && other.complete();
    }

    private static Verdict violated(String template, String observed, String expected) {
        return new Verdict.Violated(FaultClass.GRADIENT, template, observed, expected);
    }
}
