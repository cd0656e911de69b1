package dev.vigil.properties.references;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The references by the operator's primary name. Immutable; any thread. */
public final class References {
    /** Elements of an input beyond which a call is not computed again. */
    private static final long ELEMENTS_MAX = 1 << 17;

    private final SortedMap<String, Entry> entries;

    References(List<Entry> rows) {
        entries = new TreeMap<>();
        for (Entry row : rows) {
            if (entries.put(row.operator(), row) != null) {
                throw new IllegalArgumentException(row.operator() + " has two references");
            }
        }
    }

    /** All there are. */
    public static References all() {
        List<Entry> rows = new ArrayList<>(NumberTable.rows());
        rows.addAll(ArrayTable.rows());
        rows.addAll(LayerTable.rows());
        return new References(rows);
    }

    /** The family of an operator that has a reference. */
    public Optional<Family> family(String operator) {
        return Optional.ofNullable(entries.get(operator)).map(Entry::family);
    }

    /** Whether the operator is from before arrays without axes, and gives an array of length 1 in their place. */
    public static boolean classic(String operator) {
        return !operator.startsWith("_np");
    }

    /** Whether the operator is in the table and the inputs are arrays of types and sizes that are computed again. */
    public boolean covers(Step step) {
        return entries.containsKey(step.operator())
                && step.inputs().stream()
                        .allMatch(input -> input instanceof Input.Array array
                                && array.dtype() != DType.BFLOAT16
                                && array.shape().elements() <= ELEMENTS_MAX);
    }

    /**
     * What the outputs of a step should be, from the front.
     *
     * @param outputs the types that came out, which decide what the computation may round to
     * @throws NotCovered for a call that this reference does not know or the documentation leaves open
     */
    public List<Expected> expected(Step step, List<DType> outputs) {
        Entry entry = entries.get(step.operator());
        if (entry == null || !covers(step)) {
            throw new NotCovered("the operator");
        }
        Attributes attributes = entry.attributes(step.attributes());
        List<Tensor> inputs = new ArrayList<>();
        for (Input input : step.inputs()) {
            inputs.add(Tensor.of((Input.Array) input));
        }
        return entry.reference().answer(new Question(inputs, attributes, step.train(), outputs));
    }

    /**
     * What a step makes of these values.
     *
     * @param type of its outputs
     * @throws NotCovered as {@link #expected}
     */
    List<Expected> exactly(Step step, List<Tensor> inputs, DType type) {
        Entry entry = entries.get(step.operator());
        if (entry == null) {
            throw new NotCovered("the operator " + step.operator());
        }
        Attributes attributes = entry.attributes(step.attributes());
        return entry.reference().answer(new Question(inputs, attributes, step.train(), List.of(type)));
    }

    SortedMap<String, Entry> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }
}
