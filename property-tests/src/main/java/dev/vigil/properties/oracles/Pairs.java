package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.References;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two operators that come to the same in every draw at small sizes, or of which one undoes the other there, do so at a
 * large one. Which pairs do is learned in the case itself, at two small lengths: with the large call's own values, with
 * values that come again along the axis as they do there, and with others that do not.
 *
 * <p>A pair is broken when it fails both with values that come again and with values that do not: ties and rare values
 * are no reason then. Budgets are those of {@link Laws}, where m is the largest magnitude in both results.
 */
public final class Pairs implements Oracle {
    private static final String UNREPEATED = "unrepeated";
    private static final long MIDDLE = 61;
    private static final int DRAWS = 48;
    /** Draws take turns: few rows, rows that come again, rows that do not. */
    private static final int SORTS = 3;

    private static final int COMING_AGAIN = 1;
    /** Of the large call's inputs. */
    private static final long BYTES_MAX = 16L << 20;

    private final Reference witness;

    /** @param references tell which operator of a pair is at fault, where they cover one */
    public Pairs(References references) {
        witness = new Reference(references);
    }

    @Override
    public String name() {
        return "pairs";
    }

    /** Its alarms wait to be judged in a long campaign. */
    @Override
    public boolean usual() {
        return false;
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE && PairKind.in(call).isPresent();
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        List<Variation> runs = new ArrayList<>();
        runs.add(new Variation(Variation.AGAIN, call));
        Large.of(call).ifPresent(large -> {
            runs.add(new Variation(UNREPEATED, Lengthened.unrepeated(call)));
            for (int draw = 0; draw < DRAWS; draw++) {
                runs.add(new Variation(label(draw), large.draw(draw)));
            }
        });
        return runs;
    }

    private static String label(int draw) {
        return "pair draw " + draw;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        Optional<Large> large = Large.of(call);
        if (observation instanceof Observation.Died || large.isEmpty()) {
            return new Verdict.Inconclusive("nothing to compare");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        String unfit = SameAnswer.unfit(runs);
        return unfit.isEmpty() ? new Asking(large.get(), runs).verdict() : new Verdict.Inconclusive(unfit);
    }

    /**
     * A pair of calls at a length that stands out and whose values come again after a small one, which no value exceeds:
     * taken for indices, they stay within every length that is asked about.
     */
    private record Large(Case call, PairKind kind, Lengthened first) {
        static Optional<Large> of(Case call) {
            Optional<PairKind> kind = PairKind.in(call);
            Case alone = new Case(call.settings(), call.steps().subList(0, 1));
            return kind.flatMap(k -> Lengthened.of(alone)
                    .filter(Lengthened::periodic)
                    .filter(first -> Rewrite.arrays(alone).allMatch(array -> fits(array, first)))
                    .map(first -> new Large(call, k, first)));
        }

        private static boolean fits(Input.Array array, Lengthened first) {
            return Fills.magnitude(array.fill(), array) <= first.period()
                    && array.shape().elements() * array.dtype().bytes() <= BYTES_MAX
                    && Arrays.stream(array.shape().toArray()).noneMatch(axis -> axis == MIDDLE);
        }

        /** Draw 0 has the very values of the large call. */
        Case draw(int draw) {
            int sort = draw % SORTS;
            Step step = first.at(sort == 0 ? first.period() : MIDDLE).steps().get(0);
            Case small = Rewrite.step(call, 0, step);
            return (sort > COMING_AGAIN ? Lengthened.unrepeated(small) : small).variant(draw);
        }
    }

    /** Learns and asks. One case. */
    private final class Asking {
        private final Large large;
        private final Map<String, RunFacts> runs = new HashMap<>();

        Asking(Large large, List<RunFacts> seen) {
            this.large = large;
            seen.forEach(run -> runs.put(run.label(), run));
        }

        private RunFacts base() {
            return Objects.requireNonNull(runs.get(RunFacts.BASE));
        }

        Verdict verdict() {
            int tried = 0;
            Set<Long> digests = new HashSet<>();
            for (int draw = 0; draw < DRAWS; draw++) {
                RunFacts run = runs.get(label(draw));
                if (run == null || run.rejected().isPresent()) {
                    continue;
                }
                Case small = large.draw(draw);
                Optional<Agreement> both = large.kind().compared(small, run);
                if (both.isEmpty() || !both.get().within(budget(small, run, both.get(), Laws.LEARNED))) {
                    return new Verdict.Inconclusive("no pair, by small draws");
                }
                tried++;
                digests.add(run.steps().get(0).outputs().get(0).digest());
            }
            // Results that are nearly always the same tell of no pair.
            if (2 * digests.size() <= DRAWS) {
                return new Verdict.Inconclusive("too few small draws tell of a pair");
            }
            return asked(tried);
        }

        private Verdict asked(int tried) {
            Case unrepeated = Lengthened.unrepeated(large.call());
            RunFacts other = runs.get(UNREPEATED);
            Optional<Agreement> again = large.kind().compared(large.call(), base());
            Optional<Agreement> fresh =
                    other == null ? Optional.empty() : large.kind().compared(unrepeated, other);
            if (other == null || again.isEmpty() || fresh.isEmpty()) {
                return new Verdict.Inconclusive("the large results cannot be compared");
            }
            double roundings = Laws.ASKED + large.first().length();
            double budget = budget(large.call(), base(), again.get(), roundings);
            int at = again.get().differing(budget);
            return at < 0 || fresh.get().within(budget(unrepeated, other, fresh.get(), roundings))
                    ? Verdict.holds()
                    : violated(again.get(), at, budget, tried);
        }

        /** For each element of the second result; whole numbers are to be the same. */
        private double budget(Case call, RunFacts run, Agreement both, double roundings) {
            DType type = both.result().dtype();
            if (!type.floating()) {
                return 0;
            }
            double unit = Laws.unit(type);
            long most = 1;
            for (Rewrite.Place place : Rewrite.places(call)) {
                Input.Array array = place.array();
                most = Math.max(most, array.shape().elements());
                unit = array.dtype().floating() ? Math.max(unit, Laws.unit(array.dtype())) : unit;
            }
            double sums = Math.max(1, (double) most / Math.max(1, both.result().known()));
            double passed = Closeness.largest(run.steps().get(0).outputs().get(0));
            return (roundings + sums) * unit * Math.max(passed, both.largest()) + type.leastNormal();
        }

        private Verdict violated(Agreement both, int at, double budget, int tried) {
            String first = large.call().steps().get(0).operator();
            String second = large.call().steps().get(1).operator();
            boolean equivalent = large.kind() == PairKind.EQUIVALENT;
            return new Verdict.Violated(
                    FaultClass.LARGE_SIZE,
                    equivalent
                            ? "two operators that agree at small sizes do not agree at a large one"
                            : "an operator that undoes another at small sizes does not undo it at a large one",
                    "at length " + large.first().length() + ", element " + at + " is "
                            + both.result().value(at) + " by " + second + (equivalent ? "" : " of " + first) + " and "
                            + both.expected().value(at) + (equivalent ? " by " + first : " in what " + first + " took")
                            + "; they may differ by " + budget,
                    "the same, as in " + tried + " draws at lengths "
                            + large.first().period() + " and " + MIDDLE,
                    firstAtFault() ? first : null);
        }

        /** Whether it is the first operator that fails; where nothing tells, the second one is blamed. */
        private boolean firstAtFault() {
            Boolean firstRight = right(0);
            if (firstRight != null) {
                return !firstRight;
            }
            boolean equivalent = large.kind() == PairKind.EQUIVALENT;
            Boolean secondRight = equivalent ? right(1) : null;
            if (secondRight != null) {
                return secondRight;
            }
            return departs(0) && !(equivalent && departs(1));
        }

        /** What a reference says of one of the calls with the case's own arrays; null when nothing. */
        private @Nullable Boolean right(int step) {
            Case alone = new Case(
                    large.call().settings(),
                    List.of(large.call()
                            .steps()
                            .get(step)
                            .withInputs(large.call().steps().get(0).inputs(), List.of())));
            if (!witness.applies(alone, Intent.VALID)) {
                return null;
            }
            RunFacts run = new RunFacts(RunFacts.BASE, base().steps().subList(step, step + 1));
            Verdict said = Panel.judge(witness, alone, Intent.VALID, new Observation.Answered(List.of(run), null));
            return said instanceof Verdict.Inconclusive ? null : said instanceof Verdict.Holds;
        }

        /** Whether rows of its results come again in the small draws with those of the input, and not so in the large call. */
        private boolean departs(int step) {
            for (int draw = COMING_AGAIN; draw < DRAWS; draw += SORTS) {
                RunFacts run = runs.get(label(draw));
                if (run == null || run.rejected().isPresent() || !comesAgain(run, step, MIDDLE)) {
                    return false;
                }
            }
            return !comesAgain(base(), step, large.first().length());
        }

        private boolean comesAgain(RunFacts run, int step, long rows) {
            ArrayFacts result = run.steps().get(step).outputs().get(0);
            if (result.shape().rank() == 0 || result.shape().axis(0) != rows || !result.complete()) {
                return false;
            }
            int period = (int) (result.shape().rowElements() * large.first().period());
            DType type = result.dtype();
            double budget = type.floating() ? Laws.ASKED * Laws.unit(type) * Closeness.largest(result) : 0;
            double[] values = Doubles.of(result);
            for (int e = period; e < values.length; e++) {
                if (!(Math.abs(values[e] - values[e - period]) <= budget)) {
                    return false;
                }
            }
            return true;
        }
    }
}
