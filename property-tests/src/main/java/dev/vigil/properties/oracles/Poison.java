package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Results come from the inputs alone: not from memory that nobody wrote, nor from memory beside the arrays. */
public final class Poison implements Oracle {
    public static final String NAME = "poison";

    static final String LOW = "fresh memory low";
    static final String HIGH = "fresh memory high";

    private static final String GUARD = "guard ";
    private static final int TIMES_ALONE = 4;
    private static final List<Manner.Layout> GUARDS =
            List.of(Manner.Layout.GUARD_BEHIND, Manner.Layout.GUARD_BEHIND_WIDE, Manner.Layout.GUARD_BEFORE);

    @Override
    public String name() {
        return NAME;
    }

    /** Several threads add in an order of their own, and their runs differ for that. */
    @Override
    public boolean applies(Case call, Intent intent) {
        return call.settings().ompThreads() == 1 && call.settings().device().equals("cpu");
    }

    /** Seven runs of a case take three times as long as the others' two or so. */
    @Override
    public double share(Intent intent) {
        return 0.25;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return variations(call, 1);
    }

    /** What hangs on chance is not the same each time that memory is. */
    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        return variations(call, TIMES_ALONE);
    }

    /** Fresh memory filled in both ways, under {@link #LOW} and {@link #HIGH} and something behind them. */
    static List<Variation> filled(Case call, String label) {
        return List.of(
                new Variation(LOW + label, call, Manner.PLAIN.withFreshFill(Manner.FRESH_LOW)),
                new Variation(HIGH + label, call, Manner.PLAIN.withFreshFill(Manner.FRESH_HIGH)));
    }

    private static List<Variation> variations(Case call, int times) {
        List<Variation> runs = new ArrayList<>(Runs.again(call, times));
        for (int time = 0; time < times; time++) {
            String label = time == 0 ? "" : " " + time;
            runs.addAll(filled(call, label));
        }
        boolean recording = call.steps().stream().anyMatch(Step::wantsGradient);
        for (Manner.Layout layout : GUARDS) {
            Manner manner = Manner.PLAIN.with(layout);
            runs.add(new Variation(label(layout), call, recording ? manner : manner.withOwnResults()));
        }
        return runs;
    }

    private static String label(Manner.Layout layout) {
        return GUARD
                + switch (layout) {
                    case GUARD_BEHIND -> "behind";
                    case GUARD_BEHIND_WIDE -> "behind, 64 bytes";
                    case GUARD_BEFORE -> "before";
                    case OWN, SLICED -> throw new IllegalArgumentException(layout + " has no guard");
                };
    }

    private static boolean same(List<RunFacts> runs, RunFacts first) {
        return runs.stream()
                .filter(run -> run.label().startsWith(first.label()))
                .allMatch(first::sameResults);
    }

    /** Whether this is the end that a guard page brings about. */
    static boolean touchedOutside(Observation.Died died) {
        ProcessEnd.Kind kind = died.end().kind();
        return died.during().startsWith(GUARD)
                && (kind == ProcessEnd.Kind.SEGMENTATION_FAULT || kind == ProcessEnd.Kind.BUS_ERROR);
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died died) {
            return touchedOutside(died) ? outside(died) : new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        RunFacts low = Runs.labelled(runs, LOW);
        RunFacts high = Runs.labelled(runs, HIGH);
        if (again == null || low == null || high == null) {
            return new Verdict.Inconclusive("it was not run with filled memory");
        }
        if (!same(runs, low) || !same(runs, high)) {
            return new Verdict.Inconclusive("two runs with memory filled alike differ");
        }
        // What shows the fills themselves is no chance, and differs between plain runs as memory does.
        if (!Runs.steady(runs) && !showsFills(low, high)) {
            return new Verdict.Inconclusive("two plain runs of the case differ");
        }
        for (int s = 0; s < Math.min(low.steps().size(), high.steps().size()); s++) {
            StepFacts one = low.steps().get(s);
            StepFacts other = high.steps().get(s);
            if (!Objects.equals(one.rejectedIn(), other.rejectedIn())) {
                return unwritten("whether the call is refused", status(one) + ", then " + status(other));
            }
            Verdict verdict = compare("output", one.outputs(), other.outputs());
            if (verdict instanceof Verdict.Holds) {
                verdict = compare("gradient", one.gradients(), other.gradients());
            }
            if (!(verdict instanceof Verdict.Holds)) {
                return verdict;
            }
        }
        return Verdict.holds();
    }

    /** Whether results and gradients differ, and only in bytes that are those of the fills. */
    private static boolean showsFills(RunFacts low, RunFacts high) {
        boolean shown = false;
        for (int s = 0; s < Math.min(low.steps().size(), high.steps().size()); s++) {
            StepFacts one = low.steps().get(s);
            StepFacts other = high.steps().get(s);
            List<@Nullable ArrayFacts> ones = arrays(one);
            List<@Nullable ArrayFacts> others = arrays(other);
            if (!Objects.equals(one.rejectedIn(), other.rejectedIn()) || ones.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < ones.size(); i++) {
                ArrayFacts a = ones.get(i);
                ArrayFacts b = others.get(i);
                if (a == null || b == null || a.equals(b)) {
                    continue;
                }
                if (!showsFills(a, b)) {
                    return false;
                }
                shown = true;
            }
        }
        return shown;
    }

    private static List<@Nullable ArrayFacts> arrays(StepFacts step) {
        List<@Nullable ArrayFacts> arrays = new ArrayList<>(step.outputs());
        arrays.addAll(step.gradients());
        return arrays;
    }

    private static boolean showsFills(ArrayFacts low, ArrayFacts high) {
        if (!low.complete() || !high.complete() || !low.shape().equals(high.shape()) || low.dtype() != high.dtype()) {
            return false;
        }
        ByteBuffer a = low.buffer();
        ByteBuffer b = high.buffer();
        for (int i = 0; i < a.limit(); i++) {
            boolean fills = (a.get(i) & 0xFF) == Manner.FRESH_LOW && (b.get(i) & 0xFF) == Manner.FRESH_HIGH;
            if (a.get(i) != b.get(i) && !fills) {
                return false;
            }
        }
        return true;
    }

    private static Verdict outside(Observation.Died died) {
        String run = died.during().substring(0, died.during().indexOf('/'));
        String side = run.contains("before") ? "before" : "behind";
        return new Verdict.Violated(
                FaultClass.OUT_OF_BOUNDS,
                "touches memory " + side + " an array",
                Survival.words(died.end().kind()) + " during "
                        + died.during() + ", where a page that may not be touched lies " + side + " each array: "
                        + died.end().detail(),
                "only the arrays themselves are touched, or the call is refused");
    }

    private static String status(StepFacts step) {
        return step.ok() ? "accepted" : "refused in " + step.rejectedIn();
    }

    private static Verdict compare(
            String what, List<? extends @Nullable ArrayFacts> low, List<? extends @Nullable ArrayFacts> high) {
        for (int i = 0; i < Math.min(low.size(), high.size()); i++) {
            ArrayFacts a = low.get(i);
            ArrayFacts b = high.get(i);
            if (a == null || b == null || a.equals(b)) {
                continue;
            }
            if (!a.shape().equals(b.shape()) || a.dtype() != b.dtype()) {
                return unwritten("shape or type of the " + what, a.shape() + ", then " + b.shape());
            }
            return unwritten("the " + what, what + " " + i + difference(a, b));
        }
        return Verdict.holds();
    }

    private static String difference(ArrayFacts low, ArrayFacts high) {
        for (int e = 0; e < Math.min(low.known(), high.known()); e++) {
            if (Double.compare(low.value(e), high.value(e)) != 0) {
                return " at element " + e + " is " + low.value(e) + ", then " + high.value(e);
            }
        }
        return " has other bits beyond the first elements";
    }

    private static Verdict unwritten(String what, String observed) {
        return new Verdict.Violated(
                FaultClass.UNINITIALISED_READ,
                what + " depends on what fresh memory holds",
                observed + ", with fresh memory filled with bytes " + Integer.toHexString(Manner.FRESH_LOW) + ", then "
                        + Integer.toHexString(Manner.FRESH_HIGH),
                "the same bits, whatever memory holds before anybody writes to it");
    }
}
