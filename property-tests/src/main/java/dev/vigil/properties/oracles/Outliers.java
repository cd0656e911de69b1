package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A law that holds in 99 of 100 draws of a small call does not fail in the hundredth for a reason: that draw is a fault. So
 * only where no reason is left: inputs and results of float64 or whole numbers, so that nothing narrow rounds; changes of places
 * alone, since laws about values may end at a value; a difference that no rounding explains, of what is typical for the
 * results too; and results that differ from draw to draw.
 */
public final class Outliers implements Oracle {
    private static final String NAME = "outliers";

    private static final int DRAWS = 100;
    /** Enough of them are answered, and not refused for their values. */
    private static final int TRIED_MIN = 90;

    private static final int BROKEN_MOST = 1;
    private static final double SHARE = 0.05;
    private static final int CHANGES_ALONE_MAX = 30;

    /** Of the largest array; so many runs are for small calls. */
    private static final long ELEMENTS_MAX = 256;

    /** Sums of larger numbers may overflow in one order and not in another. */
    private static final double NUMBER_MAX = 1e6;

    /** Of the largest value; a difference that no rounding in float64 explains. */
    private static final double GROSS = 0x1p-6;

    private static final long SALT = 0x6F75746C;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent == Intent.VALID && exact(call) && !changes(call).isEmpty();
    }

    private static boolean exact(Case call) {
        return call.steps().size() == 1
                && call.steps().get(0).out().isEmpty()
                && call.steps().get(0).inputs().stream().allMatch(Outliers::exact);
    }

    private static boolean exact(Input input) {
        return input instanceof Input.Array array
                && exact(array.dtype())
                && array.shape().elements() <= ELEMENTS_MAX
                && (!array.dtype().floating() || Fills.magnitude(array.fill(), array) <= NUMBER_MAX);
    }

    private static boolean exact(DType type) {
        return !type.floating() || type == DType.FLOAT64;
    }

    /** Of places, in as many inputs at once as have them: what takes an axis of one input alone is seldom a law. */
    private static List<Change> changes(Case call) {
        List<Change> changes = Change.all(call);
        int most = changes.stream().mapToInt(Outliers::places).max().orElse(0);
        return changes.stream()
                .filter(change -> change instanceof Change.Exchanged || (most > 0 && places(change) == most))
                .toList();
    }

    private static int places(Change change) {
        return change instanceof Change.Picked picked ? picked.places().size() : 0;
    }

    @Override
    public double share(Intent intent) {
        return SHARE;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    /** With one change, which the structure decides. */
    @Override
    public List<Variation> variations(Case call, Intent intent) {
        List<Change> changes = changes(call);
        return runs(call, List.of(changes.get(drawn(call, changes.size()))));
    }

    /** With as many changes as there is time for; the one that a campaign asks for among them. */
    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        List<Change> changes = changes(call);
        Set<Integer> chosen = new TreeSet<>(Set.of(drawn(call, changes.size())));
        for (int i = 0; i < changes.size() && chosen.size() < CHANGES_ALONE_MAX; i++) {
            chosen.add(i);
        }
        return runs(call, chosen.stream().map(changes::get).toList());
    }

    private static int drawn(Case call, int changes) {
        return (int) Math.floorMod(Seeds.mix(TwoPaths.structure(call), SALT), (long) changes);
    }

    private static List<Variation> runs(Case call, List<Change> changes) {
        List<Variation> runs = new ArrayList<>(List.of(new Variation(Variation.AGAIN, call)));
        runs.addAll(draws(call).runs(changes, DRAWS));
        return runs;
    }

    private static SmallDraws draws(Case call) {
        Case plain = Rewrite.steps(call, step -> step.withModes(List.of(), step.train()));
        return new SmallDraws(NAME, index -> SmallDraws.filled(plain, index));
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("nothing to compare");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        String unfit = SameAnswer.unfit(runs);
        if (!unfit.isEmpty()) {
            return new Verdict.Inconclusive(unfit);
        }
        if (runs.get(0).rejected().isPresent()) {
            return Verdict.holds();
        }
        LawBook book = new LawBook(call, draws(call), runs);
        boolean learned = false;
        for (Change change : changes(call)) {
            for (int output = 0; output < runs.get(0).last().outputs().size(); output++) {
                List<LawBook.Held> laws = book.learned(change, output, BROKEN_MOST);
                learned |= !laws.isEmpty();
                Verdict verdict = laws.isEmpty() ? Verdict.holds() : new Results(book, output).judged(change, laws);
                if (verdict instanceof Verdict.Violated) {
                    return verdict;
                }
            }
        }
        return learned ? Verdict.holds() : new Verdict.Inconclusive("no law was learned");
    }

    /** One output in all draws. */
    private record Results(LawBook book, int output) {
        /** Whether there is a draw that breaks every law. */
        Verdict judged(Change change, List<LawBook.Held> laws) {
            List<Integer> draws = new ArrayList<>(laws.get(0).broken());
            laws.forEach(law -> draws.retainAll(law.broken()));
            if (draws.isEmpty() || laws.get(0).tried() < TRIED_MIN) {
                return Verdict.holds();
            }
            List<ArrayFacts> all = all();
            int draw = draws.get(0);
            ArrayFacts plain = Objects.requireNonNull(book.plain(draw, output));
            ArrayFacts changed = Objects.requireNonNull(book.changed(draw, change, output));
            if (!exact(plain.dtype()) || !various(all)) {
                return Verdict.holds();
            }
            double budget = plain.dtype().floating()
                    ? GROSS * Math.max(typical(all), Math.max(Closeness.largest(plain), Closeness.largest(changed)))
                    : 0;
            for (LawBook.Held held : laws) {
                if (held.law().comparable(plain, changed) && held.law().differing(plain, changed, budget) < 0) {
                    return Verdict.holds();
                }
            }
            Relation law = laws.get(0).law();
            return law.comparable(plain, changed)
                    ? violated(change, laws.get(0), draw, plain, changed, law.differing(plain, changed, budget))
                    : Verdict.holds();
        }

        private Verdict violated(
                Change change, LawBook.Held held, int draw, ArrayFacts plain, ArrayFacts changed, int at) {
            return new Verdict.Violated(
                    FaultClass.WRONG_VALUE,
                    "a law that holds in nearly all small draws does not hold in one",
                    "in draw " + draw + ", " + LawBook.described(change, output, held.law(), plain, changed, at),
                    held.law().words() + ", as in "
                            + (held.tried() - held.broken().size()) + " of " + held.tried() + " draws");
        }

        private List<ArrayFacts> all() {
            List<ArrayFacts> all = new ArrayList<>();
            for (int draw = 0; draw < DRAWS; draw++) {
                ArrayFacts facts = book.plain(draw, output);
                if (facts != null) {
                    all.add(facts);
                }
            }
            return all;
        }

        /** Results that are nearly always the same tell of no law. */
        private static boolean various(List<ArrayFacts> all) {
            return 2 * all.stream().map(ArrayFacts::digest).distinct().count() > all.size();
        }

        /** Median of the largest magnitudes: a result that came near zero by cancellation is not measured by itself. */
        private static double typical(List<ArrayFacts> all) {
            double[] largest =
                    all.stream().mapToDouble(Closeness::largest).sorted().toArray();
            return largest[largest.length / 2];
        }
    }
}
