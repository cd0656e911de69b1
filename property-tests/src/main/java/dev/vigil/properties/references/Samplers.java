package dev.vigil.properties.references;

import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operators whose results have a documented distribution. Immutable; any thread. */
public final class Samplers {
    /** So many show a tenth more or less in the mean or the deviation of most distributions. */
    static final int DRAWS = 1 << 14;

    private final Map<String, List<Drawing>> rows = new HashMap<>();

    Samplers(List<? extends Drawing> table) {
        for (Drawing row : table) {
            rows.computeIfAbsent(row.operator(), o -> new ArrayList<>()).add(row);
        }
    }

    /** All there are. */
    public static Samplers all() {
        List<Drawing> all = new ArrayList<>(SamplerTable.outcomes());
        all.addAll(SamplerTable.rows());
        return new Samplers(all);
    }

    public boolean covers(String operator) {
        return rows.containsKey(operator);
    }

    private Optional<Drawing> row(Step step) {
        return rows.getOrDefault(step.operator(), List.of()).stream()
                .filter(row -> row.covers(step))
                .findFirst();
    }

    /**
     * A call of the same operator that draws many numbers: with the parameters of this one where they have a
     * distribution, with others that the structure decides where not.
     */
    public Optional<Step> many(Step step) {
        return row(step).map(row -> row.many(step));
    }

    /** The distribution of each element of what {@link #many} draws. */
    public Laws laws(Step many) {
        return row(many).orElseThrow(() -> new NotCovered("the operator")).laws(many);
    }

    /** What the elements of an array have to do with one another. */
    public enum Dependence {
        NONE,
        /** Those of one period of distributions come of one draw. */
        PERIODS,
        /** The array holds each whole number below its length once, in any order. */
        PERMUTATION
    }

    /** The distributions of an array: {@code repeat} elements of each, then from the first one again. */
    public record Laws(List<Law> each, int repeat, Dependence dependence) {
        public Laws {
            each = List.copyOf(each);
        }

        Laws(List<Law> each, int repeat) {
            this(each, repeat, Dependence.NONE);
        }

        public Law of(int element) {
            return each.get(element / repeat % each.size());
        }
    }

    /** Of texts alone, so that it is the same in every process. */
    static long seed(Step step) {
        return Seeds.mix(Seeds.mix(0, step.operator()), step.attributes().toString());
    }
}
