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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Operators that come to the same in every draw at small sizes, or of which one undoes the other there, do so at a large
 * one, gradients too where the case asks for them. Which ones do is learned in the case itself, at two small lengths: with
 * the large call's own values, with values that come again along the axis as they do there, and with others that do not.
 *
 * <p>A pair is broken when it fails both with values that come again and with values that do not: ties and rare values
 * are no reason then. Budgets are those of {@link Laws}, where m is the largest magnitude in all results. Two operators that
 * agree are also asked at the {@link Boundary boundaries} of their element type.
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
            if (large.gradient()) {
                runs.add(new Variation(alone(RunFacts.BASE), PairKind.alone(call)));
            }
            large.add(runs, UNREPEATED, Lengthened.unrepeated(call));
            for (int draw = 0; draw < DRAWS; draw++) {
                large.add(runs, label(draw), large.draw(draw));
            }
            for (Boundary boundary : large.boundaries()) {
                for (DType type : Boundary.types(large.type())) {
                    large.add(runs, boundary.label(type), large.at(boundary, type));
                }
            }
        });
        return runs;
    }

    private static String label(int draw) {
        return "pair draw " + draw;
    }

    private static String alone(String label) {
        return label + ", the first alone";
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
     * Calls at a length that stands out and whose values come again after a small one, which no value exceeds: taken for
     * indices, they stay within every length that is asked about.
     */
    private record Large(Case call, PairKind kind, Lengthened first) {
        static Optional<Large> of(Case call) {
            Optional<PairKind> kind = PairKind.in(call);
            Case alone = PairKind.alone(call);
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

        boolean gradient() {
            return call.steps().get(0).wantsGradient();
        }

        /** Of the first input. */
        DType type() {
            return ((Input.Array) call.steps().get(0).inputs().get(0)).dtype();
        }

        /** None where gradients are asked about, or where inputs have several types. */
        List<Boundary> boundaries() {
            boolean one = Rewrite.arrays(call).allMatch(array -> array.dtype() == type());
            return kind == PairKind.EQUIVALENT && one && !gradient() ? Boundary.of(type()) : List.of();
        }

        void add(List<Variation> runs, String label, Case made) {
            runs.add(new Variation(label, made));
            if (gradient()) {
                runs.add(new Variation(alone(label), PairKind.alone(made)));
            }
        }

        /** Draw 0 has the very values of the large call. */
        Case draw(int draw) {
            int sort = draw % SORTS;
            Step step = first.at(sort == 0 ? first.period() : MIDDLE).steps().get(0);
            Case small = Rewrite.step(call, 0, step);
            return (sort > COMING_AGAIN ? Lengthened.unrepeated(small) : small).variant(draw);
        }

        Case at(Boundary boundary, DType type) {
            return boundary.in(draw(0), type, type());
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

        private RunFacts run(String label) {
            return Objects.requireNonNull(runs.get(label));
        }

        /** The results of a run, or its gradients; none where nothing can be compared. */
        private List<Agreement> both(Case call, String label) {
            RunFacts run = runs.get(label);
            if (run == null) {
                return List.of();
            }
            if (!large.gradient()) {
                return large.kind().compared(call, run).map(List::of).orElse(List.of());
            }
            RunFacts alone = runs.get(alone(label));
            return alone == null ? List.of() : PairKind.gradients(call, run, alone);
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
                List<Agreement> all = both(small, label(draw));
                if (all.isEmpty() || !all.stream().allMatch(both -> within(small, run, both, LawBook.LEARNED))) {
                    return new Verdict.Inconclusive("no pair, by small draws");
                }
                tried++;
                // What an operator gives tells more than what it was given.
                digests.add(
                        large.gradient()
                                ? all.get(0).expected().digest()
                                : run.steps().get(0).outputs().get(0).digest());
            }
            // Results that are nearly always the same tell of no pair.
            if (2 * digests.size() <= DRAWS) {
                return new Verdict.Inconclusive("too few small draws tell of a pair");
            }
            Verdict verdict = asked(tried);
            return verdict instanceof Verdict.Holds ? atBoundaries() : verdict;
        }

        private Verdict asked(int tried) {
            Case unrepeated = Lengthened.unrepeated(large.call());
            List<Agreement> again = both(large.call(), RunFacts.BASE);
            List<Agreement> fresh = both(unrepeated, UNREPEATED);
            if (again.isEmpty() || again.size() != fresh.size()) {
                return new Verdict.Inconclusive("the large results cannot be compared");
            }
            double roundings = Laws.ASKED + large.first().length();
            for (int i = 0; i < again.size(); i++) {
                double budget = budget(large.call(), run(RunFacts.BASE), again.get(i), roundings);
                int at = again.get(i).differing(budget);
                if (at >= 0 && !within(unrepeated, run(UNREPEATED), fresh.get(i), roundings)) {
                    return violated(again.get(i), at, budget, tried);
                }
            }
            return Verdict.holds();
        }

        private boolean within(Case call, RunFacts run, Agreement both, double roundings) {
            return both.within(budget(call, run, both, roundings));
        }

        /** For each element of the last result; whole numbers are to be the same. */
        private double budget(Case call, RunFacts run, Agreement both, double roundings) {
            DType type = both.result().dtype();
            if (!type.floating()) {
                return 0;
            }
            double unit = LawBook.unit(type);
            long most = 1;
            for (Rewrite.Place place : Rewrite.places(call)) {
                Input.Array array = place.array();
                most = Math.max(most, array.shape().elements());
                unit = array.dtype().floating() ? Math.max(unit, LawBook.unit(array.dtype())) : unit;
            }
            double sums = Math.max(1, (double) most / Math.max(1, both.result().known()));
            double passed = run.steps().stream()
                    .mapToDouble(step -> Closeness.largest(step.outputs().get(0)))
                    .max()
                    .orElse(0);
            return (roundings + sums) * unit * Math.max(passed, both.largest()) + type.leastNormal();
        }

        private Verdict violated(Agreement both, int at, double budget, int tried) {
            String what = large.gradient() ? "gradients of " : "";
            return new Verdict.Violated(
                    large.gradient() ? FaultClass.GRADIENT : FaultClass.LARGE_SIZE,
                    switch (large.kind()) {
                        case EQUIVALENT -> what + "two operators that agree at small sizes do not agree at a large one";
                        case INVERSE ->
                            "an operator that undoes another at small sizes does not undo it at a large one";
                        case COMPOSED ->
                            what + "an operator and two in a row that agree at small sizes do not agree at a large one";
                    },
                    "at length " + large.first().length() + ", " + what + "element " + at + " is "
                            + both.result().value(at) + " by " + behind() + " and "
                            + both.expected().value(at)
                            + (large.kind() == PairKind.INVERSE ? " in what went in" : " by " + operator(0))
                            + "; they may differ by " + budget,
                    "the same, as in " + tried + " draws at lengths "
                            + large.first().period() + " and " + MIDDLE,
                    blamed(large.call(), run(RunFacts.BASE), true));
        }

        private String operator(int step) {
            return large.call().steps().get(step).operator();
        }

        /** What gave the last result, in words. */
        private String behind() {
            return switch (large.kind()) {
                case EQUIVALENT -> operator(1);
                case INVERSE -> operator(1) + " of " + operator(0);
                case COMPOSED -> operator(2) + " of " + operator(1);
            };
        }

        /**
         * What two operators give for a boundary may be another thing for each, by what they mean; that is so in every type.
         * Where they differ in one type and agree in all others that are asked, one of them does not mean it.
         */
        private Verdict atBoundaries() {
            DType own = large.type();
            for (Boundary boundary : large.boundaries()) {
                Case call = large.at(boundary, own);
                List<Agreement> here = both(call, boundary.label(own));
                RunFacts run = runs.get(boundary.label(own));
                if (here.isEmpty() || run == null) {
                    continue;
                }
                Agreement both = here.get(0);
                int at = departing(call, both);
                if (at >= 0 && elsewhere(boundary, own)) {
                    return new Verdict.Violated(
                            FaultClass.WRONG_VALUE,
                            "two operators that agree do not agree at a boundary of one element type",
                            "with " + boundary.words() + " among the " + own.text() + " inputs, element " + at + " is "
                                    + both.result().value(at) + " by " + operator(1) + " and "
                                    + both.expected().value(at) + " by " + operator(0),
                            "the same, as with such a value in other types, and as in " + DRAWS + " draws in this one",
                            blamed(call, run, false));
                }
            }
            return Verdict.holds();
        }

        /** Whether they agree there in all other types. */
        private boolean elsewhere(Boundary boundary, DType own) {
            for (DType type : Boundary.types(own)) {
                Case call = large.at(boundary, type);
                List<Agreement> there = both(call, boundary.label(type));
                boolean agree = !there.isEmpty() && departing(call, there.get(0)) < 0;
                if (type != own && !agree) {
                    return false;
                }
            }
            return true;
        }

        /**
         * The first element that is off by more than roundings of its own size or of what results without the boundary have,
         * which a boundary as large as numbers get must not hide; -1 when none is.
         */
        private int departing(Case call, Agreement both) {
            DType type = both.result().dtype();
            double unit = type.floating() ? LawBook.unit(type) : 0;
            for (Rewrite.Place place : Rewrite.places(call)) {
                DType given = place.array().dtype();
                unit = type.floating() && given.floating() ? Math.max(unit, LawBook.unit(given)) : unit;
            }
            ArrayFacts plain = output(label(0), 1);
            double usual = plain == null ? 0 : Closeness.largest(plain);
            for (int e = 0; e < both.result().known(); e++) {
                double one = both.expected().value(e);
                double other = both.result().value(e);
                double size = Math.max(usual, Math.max(Closeness.size(one), Closeness.size(other)));
                boolean same = Double.compare(one, other) == 0
                        || one == other
                        || Math.abs(one - other) <= Laws.ASKED * unit * size + type.leastNormal();
                if (!same && !Closeness.overflows(one, other, type)) {
                    return e;
                }
            }
            return -1;
        }

        /**
         * Which operator fails; null for the last one, which is blamed where nothing tells.
         *
         * @param large whether it is the large call that shows it
         */
        private @Nullable String blamed(Case call, RunFacts run, boolean large) {
            PairKind kind = this.large.kind();
            Boolean first = right(call, run, 0);
            Boolean second = kind == PairKind.INVERSE ? null : right(call, run, 1);
            if (Boolean.FALSE.equals(first)) {
                return operator(0);
            }
            if (kind == PairKind.COMPOSED && Boolean.FALSE.equals(second)) {
                return operator(1);
            }
            if (first != null) {
                return null;
            }
            if (kind == PairKind.EQUIVALENT && second != null) {
                return second ? operator(0) : null;
            }
            if (!large) {
                return null;
            }
            boolean departs = departs(this::expected);
            return switch (kind) {
                case EQUIVALENT -> departs && !departs(this::last) ? operator(0) : null;
                case INVERSE -> departs ? operator(0) : null;
                case COMPOSED -> {
                    boolean inner = departs(label -> output(label, 1));
                    yield inner ? operator(1) : departs && !departs(this::last) ? operator(0) : null;
                }
            };
        }

        /** What a reference says of one of the calls with the case's own arrays; null when nothing. */
        private @Nullable Boolean right(Case call, RunFacts run, int step) {
            if (large.gradient()) {
                return null;
            }
            Case alone = new Case(
                    call.settings(),
                    List.of(call.steps()
                            .get(step)
                            .withInputs(call.steps().get(0).inputs(), List.of())));
            if (!witness.applies(alone, Intent.VALID)) {
                return null;
            }
            RunFacts only = new RunFacts(RunFacts.BASE, run.steps().subList(step, step + 1));
            Verdict said = Panel.judge(witness, alone, Intent.VALID, new Observation.Answered(List.of(only), null));
            return said instanceof Verdict.Inconclusive ? null : said instanceof Verdict.Holds;
        }

        private @Nullable ArrayFacts output(String label, int step) {
            RunFacts run = runs.get(label);
            return run == null || run.rejected().isPresent()
                    ? null
                    : run.steps().get(step).outputs().get(0);
        }

        /** What the first operator gives in a run, or its gradient. */
        private @Nullable ArrayFacts expected(String label) {
            return large.gradient() ? gradient(alone(label)) : output(label, 0);
        }

        /** What the last one gives, or its gradient. */
        private @Nullable ArrayFacts last(String label) {
            return large.gradient()
                    ? gradient(label)
                    : output(label, large.call().steps().size() - 1);
        }

        private @Nullable ArrayFacts gradient(String label) {
            RunFacts run = runs.get(label);
            return run == null || run.rejected().isPresent()
                    ? null
                    : run.steps().get(0).gradients().get(0);
        }

        /** Whether rows of a result come again in the small draws with those of the input, and not so in the large call. */
        private boolean departs(Function<String, @Nullable ArrayFacts> result) {
            for (int draw = COMING_AGAIN; draw < DRAWS; draw += SORTS) {
                if (!comesAgain(result.apply(label(draw)), MIDDLE)) {
                    return false;
                }
            }
            return !comesAgain(result.apply(RunFacts.BASE), large.first().length());
        }

        private boolean comesAgain(@Nullable ArrayFacts result, long rows) {
            if (result == null || result.shape().rank() == 0 || result.shape().axis(0) != rows || !result.complete()) {
                return false;
            }
            int period = (int) (result.shape().rowElements() * large.first().period());
            DType type = result.dtype();
            double budget = type.floating() ? Laws.ASKED * LawBook.unit(type) * Closeness.largest(result) : 0;
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
