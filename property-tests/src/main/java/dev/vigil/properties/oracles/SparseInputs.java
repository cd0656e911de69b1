package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call that takes arrays without their zeros comes to what it comes to with the same values in dense arrays: results and
 * gradients are within {@link Closeness}, however they are stored. A call that is refused either way is not judged.
 *
 * <p>Some things differ as they may. What is not stored is zero whatever it meets, infinity too. A result that is sparse
 * itself may leave out what no sparse input stores. And updates may leave rows alone that a row-sparse gradient does not
 * have: such a difference is gone or refused when the true-or-false attributes are switched, or the results are put in
 * place of inputs. Gradients at zeros are let be, for that is where ties and kinks are.
 */
public final class SparseInputs implements Oracle {
    public static final String NAME = "sparse";
    static final String DENSE = "as dense arrays";
    private static final String DENSE_STORAGE = "default";
    private static final int TIMES_ALONE = 5;

    /** Sparse arrays, seen from the dense ones. */
    private enum Stored implements Way {
        WITHOUT_ZEROS;

        @Override
        public String words() {
            return "sparse inputs";
        }

        @Override
        public String label() {
            return RunFacts.BASE;
        }

        @Override
        public boolean sharesRefusals() {
            return false;
        }

        @Override
        public boolean sharesStorage() {
            return false;
        }

        @Override
        public boolean mayRefuse(String error) {
            return true;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takesSparse() {
        return true;
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return call.holdsSparse() && !defective(call) && call.steps().size() == 1;
    }

    /** Whether the indices of a sparse array are none that the library promises to bear. */
    static boolean defective(Case call) {
        return Rewrite.arrays(call)
                .anyMatch(array -> array.sparse() != null && array.sparse().defect() != Sparse.Defect.NONE);
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return variations(call, 1);
    }

    private static List<Variation> variations(Case call, int times) {
        List<Variation> runs = Runs.again(call, times);
        runs.add(new Variation(DENSE, Rewrite.arrays(call, Input.Array::dense)));
        runs.add(new Variation(InputsKept.SWITCHED, call, Manner.PLAIN.with(Manner.Path.FLAGS_SWITCHED)));
        Wide.narrow(call).ifPresent(narrow -> {
            runs.add(Wide.exact(call));
            runs.addAll(Wide.nudged(call, narrow));
        });
        return runs;
    }

    /** A result that hangs on chance agrees with itself once or twice, and one that hangs on fresh memory may always. */
    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        List<Variation> runs = variations(call, TIMES_ALONE);
        Case dense = Rewrite.arrays(call, Input.Array::dense);
        for (int fill : List.of(Manner.FRESH_LOW, Manner.FRESH_HIGH)) {
            Manner filled = Manner.PLAIN.withFreshFill(fill);
            runs.add(new Variation(Variation.AGAIN + ", filled with " + fill, call, filled));
            runs.add(new Variation(DENSE + ", filled with " + fill, dense, filled));
        }
        return runs;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts dense = Runs.labelled(runs, DENSE);
        if (dense == null) {
            return new Verdict.Inconclusive("it was not run with dense arrays");
        }
        RunFacts sparse = runs.get(0);
        if (dense.rejected().isPresent() || sparse.rejected().isPresent()) {
            return Verdict.holds();
        }
        String unfit = SameAnswer.unfit(runs);
        if (!unfit.isEmpty()) {
            return new Verdict.Inconclusive(unfit);
        }
        if (!runs.stream().filter(run -> run.label().startsWith(DENSE)).allMatch(dense::sameResults)) {
            return new Verdict.Inconclusive("two runs with dense arrays differ");
        }
        SameAnswer answer = new SameAnswer(Stored.WITHOUT_ZEROS, new Closeness(call, runs));
        Verdict verdict = answer.compare(dense, sparse, true);
        if (!(verdict instanceof Verdict.Violated)) {
            return verdict;
        }
        if (!finite(dense) || !finite(sparse)) {
            return new Verdict.Inconclusive("what is not stored is zero, even times infinity");
        }
        if (call.steps().get(0).out().stream().anyMatch(Output.InPlace.class::isInstance)) {
            return new Verdict.Inconclusive("an update may leave out rows that are not stored");
        }
        RunFacts switched = Runs.labelled(runs, InputsKept.SWITCHED);
        boolean asksForIt = switched != null
                && (switched.rejected().isPresent() || answer.compare(dense, switched, true) instanceof Verdict.Holds);
        if (asksForIt) {
            return new Verdict.Inconclusive("an attribute asks for the difference");
        }
        return answer.compare(withoutZeros(call, dense, sparse), sparse, true) instanceof Verdict.Holds
                ? new Verdict.Inconclusive("it differs only where inputs are zero, as it may")
                : verdict;
    }

    /**
     * The dense run without what a sparse result may leave out, and with the sparse run's gradients of zeros: there are
     * kinks, and ties of which each way may take another.
     */
    private static RunFacts withoutZeros(Case call, RunFacts dense, RunFacts sparse) {
        StepFacts plain = dense.last();
        List<ArrayFacts> stored = sparse.last().outputs();
        List<ArrayFacts> outputs = new ArrayList<>();
        for (int i = 0; i < plain.outputs().size(); i++) {
            ArrayFacts output = plain.outputs().get(i);
            boolean comparable = i < stored.size()
                    && !stored.get(i).storage().equals(DENSE_STORAGE)
                    && stored.get(i).known() == output.known();
            outputs.add(comparable ? withoutUnstored(call, output, stored.get(i)) : output);
        }
        List<@Nullable ArrayFacts> gradients = new ArrayList<>();
        List<@Nullable ArrayFacts> others = sparse.last().gradients();
        List<Input.Array> inputs = Rewrite.arrays(call).toList();
        for (int i = 0; i < plain.gradients().size(); i++) {
            ArrayFacts gradient = plain.gradients().get(i);
            ArrayFacts other = i < others.size() ? others.get(i) : null;
            gradients.add(
                    gradient != null
                                    && other != null
                                    && other.known() == gradient.known()
                                    && i < inputs.size()
                                    && inputs.get(i).shape().equals(gradient.shape())
                            ? atZeros(inputs.get(i), gradient, other)
                            : gradient);
        }
        StepFacts step = new StepFacts(
                plain.rejectedIn(), plain.error(), plain.inferred(), outputs, gradients, plain.mutatedInputs());
        return new RunFacts(dense.label(), List.of(step));
    }

    private static ArrayFacts withoutUnstored(Case call, ArrayFacts output, ArrayFacts stored) {
        List<double[]> inputs = Rewrite.arrays(call)
                .filter(array -> array.sparse() != null && array.shape().equals(output.shape()))
                .map(Doubles::of)
                .toList();
        return inputs.isEmpty()
                ? output
                : with(
                        output,
                        stored,
                        e -> stored.value(e) == 0 && inputs.stream().allMatch(values -> values[e] == 0));
    }

    private static ArrayFacts atZeros(Input.Array input, ArrayFacts gradient, ArrayFacts other) {
        double[] values = Doubles.of(input);
        return with(gradient, other, e -> values[e] == 0);
    }

    /** The array with some of the elements of another one. */
    private static ArrayFacts with(ArrayFacts array, ArrayFacts other, IntPredicate elements) {
        byte[] bytes = array.bytes();
        if (bytes == null) {
            return array;
        }
        ByteBuffer changed = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.nativeOrder());
        for (int e = 0; e < array.known(); e++) {
            if (elements.test(e)) {
                Values.put(array.dtype(), changed, e, other.value(e));
            }
        }
        return array.with(changed.array());
    }

    private static boolean finite(RunFacts run) {
        return run.steps().stream().flatMap(SparseInputs::arrays).allMatch(ArrayFacts::finite);
    }

    private static Stream<ArrayFacts> arrays(StepFacts step) {
        List<ArrayFacts> arrays = new ArrayList<>(step.outputs());
        for (@Nullable ArrayFacts gradient : step.gradients()) {
            if (gradient != null) {
                arrays.add(gradient);
            }
        }
        return arrays.stream();
    }
}
