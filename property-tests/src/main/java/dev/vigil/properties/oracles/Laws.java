package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Shape;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Laws of an operator hold at a large size as they do at small ones. Each is learned in the case itself, from draws of
 * the same call at two small lengths, in the case's own values and in plain ones: an axis of inputs reversed or cut
 * reverses or cuts results, or leaves them as they are; inputs times two or minus one give results times a power of it;
 * inputs may be exchanged; the operator's own result comes out as it went in; where every element hangs on its own place
 * alone, the result may go in place of the first input, which is learned from a few elements, since the other axes may be
 * long enough for what goes wrong. What holds in every draw is asked of the
 * large call, with values that do not come again along the axis. What holds in nearly every small draw is for {@link
 * Outliers}.
 *
 * <p>A law is learned within {@code (16 + n) u m} and asked within {@code (256 + n) u m}: u the unit roundoff, in float64
 * a larger one, m the largest magnitude in the results, n the large length and the input elements per output element
 * together, since a sum may go over either (Higham, Accuracy and Stability of Numerical Algorithms, section 4.2). Alone,
 * {@link Closeness}'s first term counts too.
 */
public final class Laws implements Oracle {
    static final String LAW = "law";
    private static final String ELEMENTS = "law of elements";

    /** Beside powers of two and their like; longer than twice any number that a window or an index may be. */
    private static final List<Long> MIDDLE = List.of(61L, 59L, 53L, 67L);

    private static final long NUMBER_MAX = 26;
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d{1,18}(?![\\w.])");
    /** Lengths of the first axis, and of all others, of a call of a few elements. */
    private static final List<Long> FEW = List.of(5L, 3L);

    private static final long FEW_BEHIND = 2;
    private static final int SAMPLE = 3;
    private static final int DRAWS = 8;
    private static final int DRAWS_ALONE = 200;
    /** Where the small calls are not that small: with fewer a law that held by chance would hold again. */
    private static final int DRAWS_ALONE_FEW = 64;

    private static final int RUNS_ALONE_MAX = 4000;
    /** Of inputs of all runs of the large call together, since an executor holds them all, and what comes of them. */
    private static final long BYTES_MAX = 48L << 20;
    /** The same of the small ones. */
    private static final long SMALL_BYTES_MAX = 64L << 20;

    static final double ASKED = 256;

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
        List<Change> reasoned = reasoned(large.get());
        return large.get().runs(sample(large.get(), reasoned, TwoPaths.structure(call), size(reasoned)), DRAWS);
    }

    /** How many changes a campaign asks for. */
    private static int size(List<Change> reasoned) {
        return reasoned.isEmpty() ? SAMPLE : reasoned.size() + 1;
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
        List<Change> reasoned = reasoned(large.get());
        List<Change> changes = sample(large.get(), reasoned, TwoPaths.structure(call), Integer.MAX_VALUE);
        int runsMax = large.get().drawable();
        int kept = Math.max(size(reasoned), runsMax / DRAWS_ALONE_FEW - 1);
        List<Change> first = changes.subList(0, Math.min(changes.size(), kept));
        int draws = Math.max(DRAWS_ALONE_FEW, Math.min(DRAWS_ALONE, runsMax / (1 + first.size())));
        List<Variation> runs = large.get().runs(first, draws);
        Case asked = large.get().asked();
        Wide.narrow(asked).ifPresent(narrow -> {
            runs.add(Wide.exact(asked));
            runs.addAll(Wide.nudged(asked, narrow));
        });
        return runs;
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
                List<Relation> laws = asking.laws(change, output);
                learned |= !laws.isEmpty();
                Verdict verdict = laws.isEmpty() ? Verdict.holds() : asking.asked(change, output, laws);
                if (verdict instanceof Verdict.Violated) {
                    return verdict;
                }
            }
        }
        return learned ? Verdict.holds() : new Verdict.Inconclusive("no law was learned");
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

        /** How many changes of the large call there is room for. */
        int affordable() {
            return (int) Math.max(0, Math.min(64, BYTES_MAX / Math.max(1, Rewrite.bytes(call)) - 3));
        }

        /** How many small calls there is room for. */
        int drawable() {
            long bytes = (Rewrite.bytes(lengthened.small()) + Rewrite.bytes(lengthened.at(middle))) / 2;
            return (int) Math.min(RUNS_ALONE_MAX, SMALL_BYTES_MAX / Math.max(1, bytes));
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
            return SmallDraws.filled(small, index);
        }

        SmallDraws small() {
            return new SmallDraws(LAW, this::draw);
        }

        /** The same with a few elements: for a law that knows of no axes. */
        SmallDraws elements() {
            return new SmallDraws(ELEMENTS, index -> few(draw(index), FEW.get(index / 2 % 2)));
        }

        private static Case few(Case small, long first) {
            return Rewrite.arrays(small, array -> {
                long[] axes = array.shape().toArray();
                for (int axis = 0; axis < axes.length; axis++) {
                    axes[axis] = Math.min(axes[axis], axis == 0 ? first : FEW_BEHIND);
                }
                return new Input.Array(Shape.of(axes), array.dtype(), array.fill());
            });
        }

        List<Variation> runs(List<Change> changes, int draws) {
            List<Variation> runs = new ArrayList<>();
            runs.add(new Variation(Variation.AGAIN, call));
            Case asked = asked();
            runs.add(new Variation(LAW, asked));
            for (Change change : changes) {
                change.of(change.ofValues() ? call : asked)
                        .ifPresent(other -> runs.add(new Variation(SmallDraws.changed(LAW, change), other)));
            }
            List<Change> ofElements =
                    changes.stream().filter(Change::ofElements).toList();
            List<Change> others = new ArrayList<>(changes);
            others.removeAll(ofElements);
            runs.addAll(small().runs(others, draws));
            if (!ofElements.isEmpty()) {
                runs.addAll(elements().runs(ofElements, draws));
            }
            return runs;
        }
    }

    /** Learns and asks. One case. */
    private static final class Asking {
        private final Large large;
        private final LawBook book;
        private final LawBook elements;
        private final Closeness closeness;

        Asking(Large large, List<RunFacts> seen) {
            this.large = large;
            book = new LawBook(large.call(), large.small(), seen);
            elements = new LawBook(large.call(), large.elements(), seen);
            closeness = new Closeness(large.asked(), seen);
        }

        /** What holds for this output in all draws, of which there must be enough, and whose premises hold too. */
        List<Relation> laws(Change change, int output) {
            boolean founded = change.premises().stream()
                    .allMatch(premise -> always(premise, output).stream().anyMatch(premise::keeps));
            return founded ? always(change, output) : List.of();
        }

        private List<Relation> always(Change change, int output) {
            return (change.ofElements() ? elements : book)
                    .learned(change, output, 0).stream().map(LawBook.Held::law).toList();
        }

        Verdict asked(Change change, int output, List<Relation> laws) {
            ArrayFacts plain = book.output(change.ofValues() ? RunFacts.BASE : LAW, output);
            ArrayFacts changed = book.output(SmallDraws.changed(LAW, change), output);
            if (plain == null || changed == null) {
                return Verdict.holds();
            }
            double sums = LawBook.sums(large.call(), changed);
            double conditioning =
                    CrossDtype.SENSITIVITY * Math.sqrt(sums) * closeness.sensitivity(output, StepFacts::outputs);
            double roundings = ASKED + large.lengthened().length() + sums;
            Verdict broken = Verdict.holds();
            for (Relation law : laws) {
                if (!law.comparable(plain, changed)) {
                    return Verdict.holds();
                }
                double budget = conditioning + roundings * book.rounding(law, plain, changed);
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

        private Verdict violated(
                Change change, int output, Relation law, ArrayFacts plain, ArrayFacts changed, int at, double budget) {
            return new Verdict.Violated(
                    FaultClass.LARGE_SIZE,
                    "a law that holds at small sizes does not hold at a large one",
                    LawBook.described(change, output, law, plain, changed, at) + " (length "
                            + large.lengthened().length() + ", budget " + budget + ")",
                    law.words() + ", as "
                            + (change.ofElements()
                                    ? "in calls of a few elements"
                                    : "at lengths " + large.lengthened().smallLength() + " and " + large.middle()));
        }
    }
}
