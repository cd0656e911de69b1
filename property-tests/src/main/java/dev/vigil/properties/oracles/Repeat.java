package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.List;
import java.util.Objects;

/** The same case twice in one process, under the same seed: the same status and the same bits. */
public final class Repeat implements Oracle {
    /** Several threads may add in another order; more than this many roundings apart is no such thing. */
    private static final double ORDER_ROUNDINGS = 256;

    @Override
    public String name() {
        return "repeat";
    }

    @Override
    public boolean takesSparse() {
        return true;
    }

    @Override
    public boolean sequences() {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return List.of(new Variation(Variation.AGAIN, call));
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts base = runs.get(0);
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        if (again == null) {
            return new Verdict.Inconclusive("it was run only once");
        }
        boolean oneThread = call.settings().ompThreads() == 1;
        for (int s = 0; s < Math.min(base.steps().size(), again.steps().size()); s++) {
            StepFacts one = base.steps().get(s);
            StepFacts other = again.steps().get(s);
            if (!Objects.equals(one.rejectedIn(), other.rejectedIn())) {
                return new Verdict.Violated(
                        FaultClass.NONDETERMINISM,
                        one.ok()
                                ? "accepted, then refused"
                                : other.ok() ? "refused, then accepted" : "refused elsewhere",
                        "first: " + status(one) + "; then: " + status(other),
                        "the same case gets the same answer");
            }
            Verdict verdict = compare("output", one.outputs(), other.outputs(), oneThread);
            if (verdict instanceof Verdict.Holds) {
                verdict = compare("gradient", one.gradients(), other.gradients(), oneThread);
            }
            if (!(verdict instanceof Verdict.Holds)) {
                return verdict;
            }
        }
        return Verdict.holds();
    }

    private static String status(StepFacts step) {
        return step.ok() ? "accepted" : "refused in " + step.rejectedIn() + ": " + Survival.shortened(step.error());
    }

    private static Verdict compare(
            String what, List<? extends ArrayFacts> one, List<? extends ArrayFacts> other, boolean oneThread) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            ArrayFacts a = one.get(i);
            ArrayFacts b = other.get(i);
            if (Objects.equals(a, b) || a == null || b == null) {
                continue;
            }
            if (!a.shape().equals(b.shape()) || a.dtype() != b.dtype()) {
                return violated(
                        what + " of another shape or type",
                        what + " " + i + " is " + a.dtype().text() + a.shape() + ", then "
                                + b.dtype().text() + b.shape());
            }
            if (!a.storage().equals(b.storage())) {
                return violated("storage of " + what + " changes", a.storage() + ", then " + b.storage());
            }
            if (!oneThread && !farApart(a, b)) {
                return new Verdict.Inconclusive("last bits differ, as sums over several threads may");
            }
            return violated(what + " has other bits the second time", what + " " + i + " " + difference(a, b));
        }
        return one.size() == other.size()
                ? Verdict.holds()
                : violated("number of " + what + "s changes", one.size() + ", then " + other.size());
    }

    private static boolean farApart(ArrayFacts a, ArrayFacts b) {
        int known = Math.min(a.known(), b.known());
        if (known < a.shape().elements()) {
            return false;
        }
        double scale = 0;
        for (int i = 0; i < known; i++) {
            double value = Math.abs(a.value(i));
            scale = value < Double.POSITIVE_INFINITY ? Math.max(scale, value) : scale;
        }
        double allowed = scale * a.dtype().unitRoundoff() * ORDER_ROUNDINGS;
        for (int i = 0; i < known; i++) {
            if (Math.abs(a.value(i) - b.value(i)) > allowed) {
                return true;
            }
        }
        return a.nans() != b.nans() || a.infinities() != b.infinities();
    }

    private static String difference(ArrayFacts a, ArrayFacts b) {
        int known = Math.min(a.known(), b.known());
        for (int i = 0; i < known; i++) {
            double x = a.value(i);
            double y = b.value(i);
            if (Double.compare(x, y) != 0) {
                return "at element " + i + " is " + x + ", then " + y;
            }
        }
        return "differs beyond the first " + known + " elements";
    }

    private static Verdict violated(String template, String observed) {
        return new Verdict.Violated(
                FaultClass.NONDETERMINISM, template, observed, "the same bits, with the same seed in the same process");
    }
}
