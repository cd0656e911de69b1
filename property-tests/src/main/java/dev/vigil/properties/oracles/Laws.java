package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Laws of an operator hold at a large size as they do at small ones. Each is learned in the case itself, from draws of
 * the same call at two small lengths, in the case's own values and in plain ones: an axis of inputs reversed or cut
 * reverses or cuts results, or leaves them as they are; inputs times two or minus one give results times a power of it;
 * inputs may be exchanged; the operator's own result comes out as it went in; where every element hangs on its own place
 * alone, the result may go in place of the first input. What holds in every draw is asked of the
 * large call, with values that do not come again along the axis. What holds in all draws but one of a hundred is a law
 * as well, and that draw a fault.
 *
 * <p>A law is learned within {@code (16 + n) u m} and asked within {@code (256 + n) u m}: u the unit roundoff, in float64
 * a larger one, m the largest magnitude in the results, n the large length and the input elements per output element
 * together, since a sum may go over either (Higham, Accuracy and Stability of Numerical Algorithms, section 4.2). Alone,
 * {@link Closeness}'s first term counts too.
 */
public final class Laws implements Oracle {
    static final String LAW = "law";

    /** Beside powers of two and their like; longer than twice any number that a window or an index may be. */
    private static final List<Long> MIDDLE = List.of(61L, 59L, 53L, 67L);

    private static final long NUMBER_MAX = 26;
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d{1,18}(?![\\w.])");
    private static final int SAMPLE = 3;
    private static final int DRAWS = 8;
    /** Enough for a law that one of them breaks. One structure in {@code DEEP_EVERY} gets so many for one change. */
    private static final int DEEP_DRAWS = 128;

    private static final int DEEP_EVERY = 4;
    private static final int DRAWS_PER_EXCEPTION = 100;
    private static final int DRAWS_ALONE = 200;
    private static final int RUNS_ALONE_MAX = 4000;
    /** Of inputs of all runs of the large call together. */
    private static final long BYTES_MAX = 48L << 20;

    static final double LEARNED = 16;
    static final double ASKED = 256;
    /** No nudged run tells how well a float64 problem is conditioned. */
    private static final double FLOAT64_UNIT = 0x1p-40;

    /** Of the largest value; a difference that no rounding in float64 explains. */
    private static final double GROSS = 0x1p-6;

    private static final long SALT = 0x6C617773;

    @Override
    public String name() {
        return "laws";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE && Large.of(call).isPresent();
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        Optional<Large> large = Large.of(call);
        if (large.isEmpty()) {
            return List.of();
        }
        long seed = TwoPaths.structure(call);
        if (deep(large.get(), seed)) {
            return large.get().runs(sample(large.get(), List.of(), seed, 1), DEEP_DRAWS);
        }
        List<Change> reasoned = reasoned(large.get());
        int size = reasoned.isEmpty() ? SAMPLE : reasoned.size() + 1;
        return large.get().runs(sample(large.get(), reasoned, seed, size), DRAWS);
    }

    private static boolean deep(Large large, long seed) {
        return large.bearsExceptions() && Math.floorMod(Seeds.mix(seed, SALT), DEEP_EVERY) == 0;
    }

    /**
     * A change that has premises, and these, which change the long axis too; none where there is no room for all.
     */
    private static List<Change> reasoned(Large large) {
        return large.changes().stream()
                .filter(change -> !change.premises().isEmpty())
                .filter(change -> change.premises().size() < large.affordable())
                .findFirst()
                .map(change -> Stream.concat(Stream.of(change), change.premises().stream())
                        .toList())
                .orElse(List.of());
    }

    /** What comes first, or one that changes the long axis, wherever it is; any others follow. */
    private static List<Change> sample(Large large, List<Change> first, long seed, int size) {
        List<Change> sample = new ArrayList<>(first);
        List<Change> left = new ArrayList<>(large.changes());
        left.removeAll(sample);
        List<Change> along = left.stream().filter(large::along).toList();
        long drawn = seed;
        while (sample.size() < Math.min(size, large.affordable()) && !left.isEmpty()) {
            drawn = Seeds.mix(drawn, sample.size());
            List<Change> from = sample.isEmpty() && !along.isEmpty() ? along : left;
            Change next = from.get((int) Math.floorMod(drawn, (long) from.size()));
            sample.add(next);
            left.remove(next);
        }
        return sample;
    }

    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        Optional<Large> large = Large.of(call);
        if (large.isEmpty()) {
            return List.of();
        }
        // Its first ones are those that a campaign asked for.
        long seed = TwoPaths.structure(call);
        List<Change> first = deep(large.get(), seed) ? List.of() : reasoned(large.get());
        List<Change> changes = sample(large.get(), first, seed, Integer.MAX_VALUE);
        int draws = Math.min(DRAWS_ALONE, drawsMax(changes.size()));
        List<Variation> runs = large.get().runs(changes, draws);
        Case asked = large.get().asked();
        Wide.narrow(asked).ifPresent(narrow -> {
            runs.add(Wide.exact(asked));
            runs.addAll(Wide.nudged(asked, narrow));
        });
        return runs;
    }

    private static int drawsMax(int changes) {
        return RUNS_ALONE_MAX / (1 + changes);
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        Optional<Large> large = Large.of(call);
        if (observation instanceof Observation.Died || large.isEmpty()) {
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
        Asking asking = new Asking(large.get(), runs);
        boolean learned = false;
        for (Change change : large.get().changes()) {
            for (int output = 0; output < runs.get(0).last().outputs().size(); output++) {
                List<Held> laws = asking.laws(change, output);
                learned |= !laws.isEmpty();
                Verdict verdict = laws.isEmpty() ? Verdict.holds() : asking.asked(change, output, laws);
                if (verdict instanceof Verdict.Violated) {
                    return verdict;
                }
            }
        }
        return learned ? Verdict.holds() : new Verdict.Inconclusive("no law was learned");
    }

    /** One rounding in this type, larger than the unit roundoff where no wider type tells how well a problem is conditioned. */
    static double unit(DType type) {
        return type == DType.FLOAT64 ? FLOAT64_UNIT : type.unitRoundoff();
    }

    /**
     * A call with a length that stands out, all of whose values and other numbers are small.
     *
     * @param middle a length that is neither small nor large
     */
    private record Large(Case call, Lengthened lengthened, long middle) {
        static Optional<Large> of(Case call) {
            Optional<Lengthened> lengthened = Lengthened.of(call);
            if (lengthened.isEmpty() || !plainNumbers(call, lengthened.get().length())) {
                return Optional.empty();
            }
            OptionalLong middle = MIDDLE.stream()
                    .mapToLong(l -> l)
                    .filter(l -> Rewrite.arrays(call)
                            .flatMapToLong(a -> Arrays.stream(a.shape().toArray()))
                            .noneMatch(axis -> axis == l))
                    .findFirst();
            return middle.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Large(call, lengthened.get(), middle.getAsLong()))
                            .filter(large -> large.affordable() > 0);
        }

        /** Windows, indices and the like that reach beyond the small lengths would change what a law is there. */
        private static boolean plainNumbers(Case call, long length) {
            boolean attributes = call.steps().get(0).attributes().values().stream()
                    .flatMap(text -> NUMBER.matcher(text).results())
                    .mapToLong(found -> Long.parseLong(found.group()))
                    .allMatch(number -> number <= NUMBER_MAX || number == length);
            return attributes
                    && Rewrite.arrays(call).allMatch(array -> Fills.magnitude(array.fill(), array) <= NUMBER_MAX);
        }

        /**
         * Whether a draw that breaks a law is a fault: no narrow type rounds, and a proof of all changes has draws enough.
         */
        boolean bearsExceptions() {
            return drawsMax(changes().size()) >= DEEP_DRAWS
                    && Rewrite.arrays(call)
                            .allMatch(array -> !array.dtype().floating() || array.dtype() == DType.FLOAT64);
        }

        /** How many changes of the large call there is room for. */
        int affordable() {
            long bytes = Rewrite.arrays(call)
                    .mapToLong(a -> a.shape().elements() * a.dtype().bytes())
                    .sum();
            return (int) Math.max(0, Math.min(64, BYTES_MAX / Math.max(1, bytes) - 3));
        }

        List<Change> changes() {
            return Change.all(call).stream()
                    .filter(change -> lengthened.periodic() || !change.ofValues())
                    .toList();
        }

        /** Whether it takes other places of every axis as long as the one that stands out. */
        boolean along(Change change) {
            if (!(change instanceof Change.Picked picked)) {
                return false;
            }
            List<Input> inputs = call.steps().get(0).inputs();
            long places = Rewrite.arrays(call)
                    .flatMapToLong(a -> Arrays.stream(a.shape().toArray()))
                    .filter(axis -> axis == lengthened.length())
                    .count();
            return picked.places().size() == places
                    && picked.places().stream()
                            .allMatch(place -> ((Input.Array) inputs.get(place.input()))
                                            .shape()
                                            .axis(place.axis())
                                    == lengthened.length());
        }

        /** The large call with values of its own in every row. */
        Case asked() {
            return Lengthened.unrepeated(call);
        }

        /** Draw 0 has the very values of the large call where these come again and again. */
        private Case draw(int index) {
            Case small = index / 2 % 2 == 0 ? lengthened.small() : Lengthened.unrepeated(lengthened.at(middle));
            Case filled =
                    index % 2 == 0 ? small : Rewrite.arrays(small, array -> plain(array, (index + 2) / 4 % 2 == 1));
            return filled.variant(index);
        }

        /** Ties are few among few values, and sure to come among many. */
        private static Input.Array plain(Input.Array array, boolean ties) {
            long seed = Seeds.mix(SALT, array.shape().rank());
            return new Input.Array(
                    array.shape(),
                    array.dtype(),
                    array.dtype().floating() && !ties ? new Fill.Uniform(seed, 0, 1) : new Fill.Integers(seed, 0, 2));
        }

        static String label(int draw) {
            return LAW + " draw " + draw;
        }

        static String label(String of, Change change) {
            return of + ", " + change.words();
        }

        List<Variation> runs(List<Change> changes, int draws) {
            List<Variation> runs = new ArrayList<>();
            runs.add(new Variation(Variation.AGAIN, call));
            Case asked = asked();
            runs.add(new Variation(LAW, asked));
            for (Change change : changes) {
                change.of(change.ofValues() ? call : asked)
                        .ifPresent(other -> runs.add(new Variation(label(LAW, change), other)));
            }
            for (int draw = 0; draw < draws; draw++) {
                String label = label(draw);
                Case small = draw(draw);
                runs.add(new Variation(label, small));
                for (Change change : changes) {
                    change.of(small).ifPresent(other -> runs.add(new Variation(label(label, change), other)));
                }
            }
            return runs;
        }
    }

    /** Learns and asks. One case. */
    private static final class Asking {
        private final Large large;
        private final Map<String, RunFacts> runs = new HashMap<>();
        private final Closeness closeness;
        private final double inputUnit;

        Asking(Large large, List<RunFacts> seen) {
            this.large = large;
            seen.forEach(run -> runs.put(run.label(), run));
            closeness = new Closeness(large.asked(), seen);
            inputUnit = Rewrite.arrays(large.call())
                    .mapToDouble(array -> unit(array.dtype()))
                    .max()
                    .orElse(0);
        }

        /** What holds for this output in all draws but one of a hundred, of which there must be enough, and whose premises hold in all. */
        List<Held> laws(Change change, int output) {
            boolean founded = change.premises().stream()
                    .allMatch(premise -> learned(premise, output).stream()
                            .anyMatch(held -> held.always() && premise.keeps(held.law())));
            return founded ? learned(change, output) : List.of();
        }

        private List<Held> learned(Change change, int output) {
            Map<Relation, List<Integer>> broken = new LinkedHashMap<>();
            change.relations().forEach(law -> broken.put(law, new ArrayList<>()));
            int tried = 0;
            int draw = 0;
            for (; !broken.isEmpty() && runs.containsKey(Large.label(draw)); draw++) {
                ArrayFacts plain = output(Large.label(draw), output);
                ArrayFacts changed = changed(draw, change, output);
                if (plain == null || changed == null) {
                    continue;
                }
                tried++;
                double roundings = LEARNED + sums(large.draw(draw), changed);
                for (Map.Entry<Relation, List<Integer>> law : broken.entrySet()) {
                    double budget = roundings * rounding(law.getKey(), plain, changed);
                    if (!law.getKey().comparable(plain, changed)
                            || law.getKey().differing(plain, changed, budget) >= 0) {
                        law.getValue().add(draw);
                    }
                }
                broken.values().removeIf(draws -> draws.size() * DRAWS_PER_EXCEPTION > DRAWS_ALONE);
            }
            if (2 * tried <= draw) {
                return List.of();
            }
            int all = tried;
            return broken.entrySet().stream()
                    .filter(law -> law.getValue().size() * DRAWS_PER_EXCEPTION <= all)
                    .map(law -> new Held(law.getKey(), all, law.getValue()))
                    .toList();
        }

        private @Nullable ArrayFacts changed(int draw, Change change, int output) {
            return output(Large.label(Large.label(draw), change), output);
        }

        private @Nullable ArrayFacts output(String label, int index) {
            RunFacts run = runs.get(label);
            if (run == null || run.rejected().isPresent()) {
                return null;
            }
            List<ArrayFacts> outputs = run.last().outputs();
            return index < outputs.size() ? outputs.get(index) : null;
        }

        Verdict asked(Change change, int output, List<Held> laws) {
            List<Relation> kept =
                    laws.stream().filter(Held::always).map(Held::law).toList();
            return kept.isEmpty() ? exception(change, output, laws) : asLarge(change, output, kept);
        }

        /**
         * A draw that breaks every law. Laws about values may end at one, and results that are nearly always the same
         * tell of no law.
         */
        private Verdict exception(Change change, int output, List<Held> laws) {
            List<Integer> draws = new ArrayList<>(laws.get(0).broken());
            laws.forEach(law -> draws.retainAll(law.broken()));
            if (draws.isEmpty() || change.ofValues() || !large.bearsExceptions() || !various(output)) {
                return Verdict.holds();
            }
            int draw = draws.get(0);
            ArrayFacts plain = Objects.requireNonNull(output(Large.label(draw), output));
            ArrayFacts changed = Objects.requireNonNull(changed(draw, change, output));
            boolean exact = !plain.dtype().floating() || plain.dtype() == DType.FLOAT64;
            double budget = plain.dtype().floating()
                    ? GROSS * Math.max(Closeness.largest(plain), Closeness.largest(changed))
                    : 0;
            Held law = laws.get(0);
            int at = law.law().comparable(plain, changed) ? law.law().differing(plain, changed, budget) : -1;
            boolean gross = laws.stream()
                    .allMatch(other -> other.law().comparable(plain, changed)
                            && other.law().differing(plain, changed, budget) >= 0);
            return exact && gross
                    ? new Verdict.Violated(
                            FaultClass.WRONG_VALUE,
                            "a law that holds in nearly all small draws does not hold in one",
                            "in draw " + draw + ", " + described(change, output, law.law(), plain, changed, at),
                            law.law().words() + ", as in "
                                    + (law.tried() - law.broken().size()) + " of " + law.tried() + " draws")
                    : Verdict.holds();
        }

        private boolean various(int output) {
            Set<Long> digests = new HashSet<>();
            int draws = 0;
            for (; runs.containsKey(Large.label(draws)); draws++) {
                ArrayFacts plain = output(Large.label(draws), output);
                if (plain != null) {
                    digests.add(plain.digest());
                }
            }
            return 2 * digests.size() > draws;
        }

        private Verdict asLarge(Change change, int output, List<Relation> laws) {
            ArrayFacts plain = output(change.ofValues() ? RunFacts.BASE : LAW, output);
            ArrayFacts changed = output(Large.label(LAW, change), output);
            if (plain == null || changed == null) {
                return Verdict.holds();
            }
            double sums = sums(large.call(), changed);
            double conditioning =
                    CrossDtype.SENSITIVITY * Math.sqrt(sums) * closeness.sensitivity(output, StepFacts::outputs);
            double roundings = ASKED + large.lengthened().length() + sums;
            Verdict broken = Verdict.holds();
            for (Relation law : laws) {
                if (!law.comparable(plain, changed)) {
                    return Verdict.holds();
                }
                double budget = conditioning + roundings * rounding(law, plain, changed);
                int at = law.differing(plain, changed, budget);
                if (at < 0) {
                    return Verdict.holds();
                }
                if (broken instanceof Verdict.Holds) {
                    broken = violated(change, output, law, plain, changed, at, budget);
                }
            }
            return broken;
        }

        /** One rounding of the largest value; 0 for whole numbers. */
        private double rounding(Relation law, ArrayFacts plain, ArrayFacts changed) {
            return plain.dtype().floating()
                    ? Math.max(inputUnit, unit(plain.dtype()))
                            * Math.max(Math.abs(law.factor()) * Closeness.largest(plain), Closeness.largest(changed))
                    : 0;
        }

        /** Elements of the largest input for each of the result. */
        private static double sums(Case call, ArrayFacts result) {
            long most = Rewrite.arrays(call)
                    .mapToLong(array -> array.shape().elements())
                    .max()
                    .orElse(1);
            return Math.max(1, (double) most / Math.max(1, result.known()));
        }

        private Verdict violated(
                Change change, int output, Relation law, ArrayFacts plain, ArrayFacts changed, int at, double budget) {
            return new Verdict.Violated(
                    FaultClass.LARGE_SIZE,
                    "a law that holds at small sizes does not hold at a large one",
                    described(change, output, law, plain, changed, at) + " (length "
                            + large.lengthened().length() + ", budget " + budget + ")",
                    law.words() + ", as at lengths " + large.lengthened().smallLength() + " and " + large.middle());
        }

        private static String described(
                Change change, int output, Relation law, ArrayFacts plain, ArrayFacts changed, int at) {
            int place = law.place(plain.shape(), at);
            return "with " + change.words() + ", output " + output + " at element " + at + " is " + changed.value(at)
                    + "; plainly, it is " + plain.value(place) + " at element " + place;
        }
    }

    /**
     * How a law fared in the small draws.
     *
     * @param broken draws that it does not hold in
     */
    private record Held(Relation law, int tried, List<Integer> broken) {
        boolean always() {
            return broken.isEmpty();
        }
    }
}
