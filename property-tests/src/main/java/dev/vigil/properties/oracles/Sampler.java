package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.Law;
import dev.vigil.properties.references.NotCovered;
import dev.vigil.properties.references.Samplers;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Results that chance has a hand in follow the library's seed, and the documented distribution where there is a table of it.
 *
 * <p>The seed is asked about wherever results are seen to depend on it: the same one gives the same on another thread,
 * other ones give something else, and without a new one calls go on drawing. Distributions are those of {@link Samplers};
 * a call that draws many numbers is made twice, and only what is wrong in both is a fault.
 */
public final class Sampler implements Oracle {
    static final String OTHER_THREAD = "seeded on another thread";
    static final String ON = "going on ";
    static final String MANY = "many draws";
    static final String MORE = "many draws more";

    /** In one of the two arrays, for each of the three questions about it. */
    static final double CHANCE = 1e-6;

    /** Runs without a new seed, of which no two may agree before seeds are said to do nothing. */
    private static final int GOING_ON = 8;

    /** Elements beside the most frequent one, without which two arrays may well be equal by chance. */
    private static final int VARIED = 64;

    /** Most operators draw nothing, which ten runs have to show. */
    private static final double SHARE = 0.1;

    private final Samplers samplers;

    public Sampler(Samplers samplers) {
        this.samplers = samplers;
    }

    @Override
    public String name() {
        return "sampler";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE;
    }

    @Override
    public double share(Intent intent) {
        return SHARE;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return call.steps().size() == 1 && samplers.covers(call.operator());
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        List<Variation> runs = new ArrayList<>();
        runs.add(new Variation(Variation.AGAIN, call));
        runs.add(new Variation(OTHER_THREAD, call, Manner.PLAIN.with(Manner.Chance.SEEDED_ON_ANOTHER_THREAD)));
        Manner on = Manner.PLAIN.with(Manner.Chance.GOING_ON);
        for (int time = 1; time <= GOING_ON; time++) {
            runs.add(new Variation(ON + time, call, on));
        }
        many(call).ifPresent(many -> {
            Case longer = new Case(call.settings(), List.of(many));
            runs.add(new Variation(MANY, longer));
            runs.add(new Variation(MORE, longer, on));
        });
        return runs;
    }

    private Optional<Step> many(Case call) {
        return call.steps().size() == 1 ? samplers.many(call.steps().get(0)) : Optional.empty();
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        Verdict seeds = seeds(runs);
        return seeds instanceof Verdict.Violated || many(call).isEmpty()
                ? seeds
                : draws(many(call).get(), runs);
    }

    private static Verdict seeds(List<RunFacts> runs) {
        RunFacts base = runs.get(0);
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        RunFacts reseeded = Runs.labelled(runs, Variation.RESEEDED);
        RunFacts thread = Runs.labelled(runs, OTHER_THREAD);
        if (again == null || reseeded == null || thread == null) {
            return Verdict.holds();
        }
        if (!base.sameResults(again)) {
            return new Verdict.Inconclusive("two runs under one seed differ");
        }
        if (!base.sameResults(thread)) {
            return nondeterministic(
                    "the same seed gives other results on another thread",
                    "seeded and called on another thread, " + difference(base, thread),
                    "the same bits as on the first thread, under the same seed");
        }
        List<RunFacts> others = runs.stream()
                .filter(run -> run.label().startsWith(Variation.RESEEDED))
                .toList();
        if (others.size() == Variation.RESEEDED_MAX && others.stream().allMatch(base::sameResults) && drawsOn(runs)) {
            return nondeterministic(
                    "other seeds give the same results",
                    others.size() + " other seeds give the same bits as the first",
                    "another seed gives other results, as calls without a new seed do");
        }
        return Verdict.holds();
    }

    /** No two of the runs without a new seed agree. */
    private static boolean drawsOn(List<RunFacts> runs) {
        List<RunFacts> on =
                runs.stream().filter(run -> run.label().startsWith(ON)).toList();
        for (int i = 0; i < on.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (on.get(i).sameResults(on.get(j))) {
                    return false;
                }
            }
        }
        return on.size() == GOING_ON;
    }

    private static String difference(RunFacts base, RunFacts other) {
        if (base.rejected().isPresent() != other.rejected().isPresent()) {
            return other.rejected().isPresent() ? "the call is refused" : "the call is accepted";
        }
        List<ArrayFacts> ours = base.last().outputs();
        List<ArrayFacts> theirs = other.last().outputs();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            for (int e = 0; e < Math.min(ours.get(i).known(), theirs.get(i).known()); e++) {
                double one = ours.get(i).value(e);
                double two = theirs.get(i).value(e);
                if (Double.compare(one, two) != 0) {
                    return "element " + e + " of output " + i + " is " + two + ", not " + one;
                }
            }
        }
        return "results differ";
    }

    private Verdict draws(Step many, List<RunFacts> runs) {
        ArrayFacts first = drawn(Runs.labelled(runs, MANY));
        ArrayFacts second = drawn(Runs.labelled(runs, MORE));
        if (first == null || second == null) {
            return new Verdict.Inconclusive("many numbers could not be drawn");
        }
        if (first.equals(second)) {
            return varied(first)
                    ? nondeterministic(
                            "two calls in a row draw the same",
                            "a call without a new seed gives the same " + first.known() + " elements as the one before",
                            "each call draws new numbers")
                    : new Verdict.Inconclusive("hardly any draw differs from the others");
        }
        try {
            return compare(first, second, samplers.laws(many));
        } catch (NotCovered e) {
            return new Verdict.Inconclusive("not covered: " + e.getMessage());
        }
    }

    private static @Nullable ArrayFacts drawn(@Nullable RunFacts run) {
        if (run == null || run.rejected().isPresent() || run.last().outputs().isEmpty()) {
            return null;
        }
        ArrayFacts array = run.last().outputs().get(0);
        return array.known() > 0 && array.dtype() != DType.BFLOAT16 ? array : null;
    }

    private static boolean varied(ArrayFacts array) {
        Map<Double, Integer> times = new HashMap<>();
        int most = 0;
        for (int e = 0; e < array.known(); e++) {
            most = Math.max(most, times.merge(array.value(e), 1, Integer::sum));
        }
        return array.known() - most >= VARIED;
    }

    private static Verdict compare(ArrayFacts first, ArrayFacts second, Samplers.Laws laws) {
        for (Law law : laws.each()) {
            double reach = Math.abs(law.mean()) + 100 * law.deviation();
            if (!law.steps() && Double.isFinite(reach) && reach > first.dtype().max()) {
                return new Verdict.Inconclusive("the type does not hold such numbers");
            }
        }
        Goodness one = Goodness.of(first, laws);
        Goodness other = Goodness.of(second, laws);
        int outlier = one.outlier(CHANCE);
        boolean permutation = laws.dependence() == Samplers.Dependence.PERMUTATION;
        if (permutation && outlier >= 0 && other.outlier(CHANCE) >= 0) {
            return new Verdict.Violated(
                    FaultClass.WRONG_VALUE,
                    "elements are lost or come twice in another order",
                    "element " + outlier + " of " + one.count() + " is " + first.value(outlier)
                            + ", which is out of range or was there before",
                    "each of the numbers below " + one.count() + " once");
        }
        if (outlier >= 0 && other.outlier(CHANCE) >= 0) {
            return new Verdict.Violated(
                    FaultClass.WRONG_VALUE,
                    "a draw is out of the documented range",
                    "element " + outlier + " of " + one.count() + " is " + first.value(outlier),
                    "a number that comes up, with chance " + CHANCE + " at least, among so many of "
                            + words(laws.of(outlier)));
        }
        double distance = Math.min(one.distance(), other.distance());
        double spread = Math.min(one.distanceFromMiddle(), other.distanceFromMiddle());
        double bound = Math.max(one.bound(CHANCE), other.bound(CHANCE));
        if (distance > bound || spread > bound) {
            return new Verdict.Violated(
                    FaultClass.WRONG_VALUE,
                    "draws do not follow the documented distribution",
                    "the distribution of " + one.count() + " draws is " + Math.max(distance, spread)
                            + " off, twice; their mean is " + mean(first) + ", their deviation " + deviation(first),
                    "at most " + bound + " off, with chance " + CHANCE + "; "
                            + (laws.each().size() == 1 ? words(laws.each().get(0)) : "each with its own parameters"));
        }
        return Verdict.holds();
    }

    private static String words(Law law) {
        return "mean " + law.mean() + ", deviation " + law.deviation();
    }

    private static double mean(ArrayFacts array) {
        double sum = 0;
        for (int e = 0; e < array.known(); e++) {
            sum += array.value(e);
        }
        return sum / array.known();
    }

    private static double deviation(ArrayFacts array) {
        double mean = mean(array);
        double sum = 0;
        for (int e = 0; e < array.known(); e++) {
            sum += (array.value(e) - mean) * (array.value(e) - mean);
        }
        return Math.sqrt(sum / array.known());
    }

    private static Verdict nondeterministic(String template, String observed, String expected) {
        return new Verdict.Violated(FaultClass.NONDETERMINISM, template, observed, expected);
    }
}
