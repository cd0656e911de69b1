package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What holds at small sizes holds at a large one. Two laws, each learned from two small runs of the same call before it
 * is asked of the large one: a call that is accepted at two small lengths, or with two small numbers of inputs, is accepted
 * at the large one too; and where
 * the same rows over again give the same rows over again at two small lengths, they do so at a large one.
 *
 * <p>Rows may differ by {@code (256 + n) u m}: u the unit roundoff, m the largest magnitude in the small result, n the
 * length and the elements of a row together, since a sum may go over either (Higham, Accuracy and Stability of Numerical
 * Algorithms, section 4.2).
 */
public final class Scale implements Oracle {
    static final String SMALL = "small";
    static final String TWICE = "twice as long";
    static final String UNTIED = "small, with larger numbers in the attributes";
    static final String PLAIN_VALUES = "with plain values";

    /** An error that speaks of these may be right. */
    private static final Pattern LIMIT = Pattern.compile(
            "memory|alloc|too (?:large|big|many)|exceed|overflow|limit|int32|max", Pattern.CASE_INSENSITIVE);

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE && Grown.of(call).isPresent();
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        Optional<? extends Grown> grown = Grown.of(call);
        if (grown.isEmpty()) {
            return List.of();
        }
        List<Variation> runs = new ArrayList<>(List.of(
                new Variation(Variation.AGAIN, call),
                new Variation(SMALL, grown.get().small()),
                new Variation(TWICE, grown.get().twice())));
        grown.get().untied().ifPresent(untied -> runs.add(new Variation(UNTIED, untied)));
        return runs;
    }

    /** With the large call in other values as well: a matrix without an inverse is refused for what it holds. */
    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        List<Variation> all = new ArrayList<>(variations(call, intent));
        all.add(new Variation(PLAIN_VALUES, Rewrite.arrays(call, Scale::plain)));
        return all;
    }

    private static Input.Array plain(Input.Array array) {
        long seed = array.shape().hashCode();
        return new Input.Array(
                array.shape(),
                array.dtype(),
                array.dtype().floating() ? new Fill.Uniform(seed, 0.5, 1.5) : new Fill.Integers(seed, 1, 3));
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        Grown grown = Grown.of(call).orElse(null);
        if (observation instanceof Observation.Died || grown == null) {
            return new Verdict.Inconclusive("nothing to compare");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts large = runs.get(0);
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        RunFacts small = Runs.labelled(runs, SMALL);
        RunFacts twice = Runs.labelled(runs, TWICE);
        if (again == null || small == null || twice == null) {
            return new Verdict.Inconclusive("it was not run at small sizes");
        }
        if (small.rejected().isPresent() || twice.rejected().isPresent()) {
            return new Verdict.Inconclusive("refused at a small size");
        }
        Optional<StepFacts> rejected = large.rejected();
        if (rejected.isPresent()) {
            RunFacts untied = Runs.labelled(runs, UNTIED);
            if (untied != null && untied.rejected().isEmpty()) {
                return new Verdict.Inconclusive("an attribute has the same number by chance, and its own bounds");
            }
            RunFacts plain = Runs.labelled(runs, PLAIN_VALUES);
            return plain != null && plain.rejected().isEmpty()
                    ? new Verdict.Inconclusive("refused for its values")
                    : refused(grown, rejected.get(), again);
        }
        if (!(grown instanceof Lengthened lengthened) || !lengthened.periodic()) {
            return Verdict.holds();
        }
        if (!Runs.repeatable(runs)) {
            return new Verdict.Inconclusive("two runs of the case differ");
        }
        Rows rows = new Rows(lengthened);
        Verdict outputs = rows.compare(
                "output",
                large.last().outputs(),
                small.last().outputs(),
                twice.last().outputs());
        return outputs instanceof Verdict.Violated
                ? outputs
                : rows.compare(
                        "gradient",
                        large.last().gradients(),
                        small.last().gradients(),
                        twice.last().gradients());
    }

    private static Verdict refused(Grown grown, StepFacts rejected, RunFacts again) {
        if (again.rejected().isEmpty()) {
            return new Verdict.Inconclusive("refused once and accepted once");
        }
        if (LIMIT.matcher(rejected.error()).find()) {
            return new Verdict.Inconclusive("refused with a text that speaks of a limit");
        }
        return new Verdict.Violated(
                FaultClass.LARGE_SIZE,
                "refused " + grown.kind() + " in " + rejected.rejectedIn(),
                grown.size() + " refused in " + rejected.rejectedIn() + ": " + Survival.shortened(rejected.error()),
                "accepted, as " + grown.smallSizes() + " are, or a text that speaks of a limit");
    }

    /** Compares results row by row. */
    private record Rows(Lengthened lengthened) {
        Verdict compare(
                String what,
                List<? extends @Nullable ArrayFacts> large,
                List<? extends @Nullable ArrayFacts> small,
                List<? extends @Nullable ArrayFacts> twice) {
            if (large.size() != small.size() || large.size() != twice.size()) {
                return new Verdict.Inconclusive("another number of " + what + "s at a small size");
            }
            for (int i = 0; i < large.size(); i++) {
                ArrayFacts one = large.get(i);
                ArrayFacts few = small.get(i);
                ArrayFacts more = twice.get(i);
                if (one == null || few == null || more == null || !comparable(one, few, more)) {
                    continue;
                }
                double budget = budget(few);
                if (differing(few, few, budget) >= 0 || differing(more, few, budget) >= 0) {
                    // The law does not hold at small sizes.
                    continue;
                }
                int at = differing(one, few, budget);
                if (at >= 0) {
                    return violated(what, i, one, few, at, budget);
                }
            }
            return Verdict.holds();
        }

        private boolean comparable(ArrayFacts large, ArrayFacts small, ArrayFacts twice) {
            return rows(large) == lengthened.length()
                    && rows(small) == lengthened.smallLength()
                    && rows(twice) == lengthened.twiceLength()
                    && large.shape().rowElements() == small.shape().rowElements()
                    && twice.shape().rowElements() == small.shape().rowElements()
                    && small.known() > 0
                    && large.complete()
                    && small.complete()
                    && twice.complete()
                    && large.dtype() == small.dtype();
        }

        private static long rows(ArrayFacts array) {
            return array.shape().rank() == 0 ? -1 : array.shape().axis(0);
        }

        private double budget(ArrayFacts small) {
            DType type = small.dtype();
            if (!type.floating()) {
                return 0;
            }
            double largest = 0;
            for (int e = 0; e < small.known(); e++) {
                double value = Math.abs(small.value(e));
                largest = value < Double.POSITIVE_INFINITY ? Math.max(largest, value) : largest;
            }
            return CrossDtype.budget(
                    (double) (lengthened.length() + lengthened.rowElements()), 0, 0, type.unitRoundoff(), largest);
        }

        /** The first element that is not the one a period earlier, or -1. */
        private int differing(ArrayFacts array, ArrayFacts pattern, double budget) {
            int period = period(pattern);
            for (int e = 0; e < array.known(); e++) {
                double value = array.value(e);
                double expected = pattern.value(e % period);
                if (!(Math.abs(value - expected) <= budget) && Double.compare(value, expected) != 0) {
                    return e;
                }
            }
            return -1;
        }

        private int period(ArrayFacts pattern) {
            return (int) Math.min(
                    pattern.known(), lengthened.period() * pattern.shape().rowElements());
        }

        private Verdict violated(String what, int index, ArrayFacts large, ArrayFacts small, int at, double budget) {
            return new Verdict.Violated(
                    FaultClass.LARGE_SIZE,
                    "a row of the " + what + " differs when there are many",
                    what + " " + index + " at row "
                            + at / Math.max(1, large.shape().rowElements()) + " of "
                            + lengthened.length() + ", element " + at + ", is " + large.value(at) + ", budget "
                            + budget,
                    small.value(at % period(small)) + " as among " + lengthened.smallLength() + " and "
                            + lengthened.twiceLength() + " rows of the same values");
        }
    }
}
