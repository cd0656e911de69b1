package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.properties.shrink.Rewrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link SmallDraws} of one case teach about its operator. A relation holds in a draw within {@code (16 + n) u m}:
 * u the unit roundoff, in float64 a larger one, m the largest magnitude in the results, n the input elements per output
 * element, since a sum may go over them (Higham, Accuracy and Stability of Numerical Algorithms, section 4.2). One thread.
 */
final class LawBook {
    static final double LEARNED = 16;

    /** No nudged run tells how well a float64 problem is conditioned. */
    private static final double FLOAT64_UNIT = 0x1p-40;

    private final SmallDraws draws;
    private final Map<String, RunFacts> runs = new HashMap<>();
    private final double inputUnit;

    /**
     * @param draws the calls that were run
     * @param seen runs of them, and any others
     */
    LawBook(Case call, SmallDraws draws, List<RunFacts> seen) {
        this.draws = draws;
        seen.forEach(run -> runs.put(run.label(), run));
        inputUnit = Rewrite.arrays(call)
                .mapToDouble(array -> unit(array.dtype()))
                .max()
                .orElse(0);
    }

    /**
     * How a law fared in the draws.
     *
     * @param broken draws that it does not hold in
     */
    record Held(Relation law, int tried, List<Integer> broken) {}

    /**
     * Relations that hold for this output in enough draws, half of all at least having been answered.
     *
     * @param brokenMost in how many draws it may fail
     */
    List<Held> learned(Change change, int output, int brokenMost) {
        Map<Relation, List<Integer>> broken = new LinkedHashMap<>();
        change.relations().forEach(law -> broken.put(law, new ArrayList<>()));
        int tried = 0;
        int i = 0;
        for (; !broken.isEmpty() && runs.containsKey(draws.label(i)); i++) {
            ArrayFacts plain = plain(i, output);
            ArrayFacts changed = changed(i, change, output);
            if (plain == null || changed == null) {
                continue;
            }
            tried++;
            double roundings = LEARNED + sums(draws.draw().apply(i), changed);
            for (Map.Entry<Relation, List<Integer>> law : broken.entrySet()) {
                double budget = roundings * rounding(law.getKey(), plain, changed);
                if (!law.getKey().comparable(plain, changed) || law.getKey().differing(plain, changed, budget) >= 0) {
                    law.getValue().add(i);
                }
            }
            broken.values().removeIf(failed -> failed.size() > brokenMost);
        }
        int all = tried;
        return 2 * tried <= i
                ? List.of()
                : broken.entrySet().stream()
                        .map(law -> new Held(law.getKey(), all, law.getValue()))
                        .toList();
    }

    /** An output of a plain draw; null when there is none. */
    @Nullable
    ArrayFacts plain(int draw, int output) {
        return output(draws.label(draw), output);
    }

    /** An output of a changed draw; null when there is none. */
    @Nullable
    ArrayFacts changed(int draw, Change change, int output) {
        return output(draws.label(draw, change), output);
    }

    /** An output of the run with this label; null when there is none. */
    @Nullable
    ArrayFacts output(String label, int index) {
        RunFacts run = runs.get(label);
        if (run == null || run.rejected().isPresent()) {
            return null;
        }
        List<ArrayFacts> outputs = run.last().outputs();
        return index < outputs.size() ? outputs.get(index) : null;
    }

    /** One rounding of the largest value; 0 for whole numbers. */
    double rounding(Relation law, ArrayFacts plain, ArrayFacts changed) {
        return plain.dtype().floating()
                ? Math.max(inputUnit, unit(plain.dtype()))
                        * Math.max(Math.abs(law.factor()) * Closeness.largest(plain), Closeness.largest(changed))
                : 0;
    }

    /** One rounding in this type, larger than the unit roundoff where no wider type tells how well a problem is conditioned. */
    static double unit(DType type) {
        return type == DType.FLOAT64 ? FLOAT64_UNIT : type.unitRoundoff();
    }

    /** Elements of the largest input for each of the result. */
    static double sums(Case call, ArrayFacts result) {
        long most = Rewrite.arrays(call)
                .mapToLong(array -> array.shape().elements())
                .max()
                .orElse(1);
        return Math.max(1, (double) most / Math.max(1, result.known()));
    }

    /** What differs, in words. */
    static String described(Change change, int output, Relation law, ArrayFacts plain, ArrayFacts changed, int at) {
        int place = law.place(plain.shape(), at);
        return "with " + change.words() + ", output " + output + " at element " + at + " is " + changed.value(at)
                + "; plainly, it is " + plain.value(place) + " at element " + place;
    }
}
