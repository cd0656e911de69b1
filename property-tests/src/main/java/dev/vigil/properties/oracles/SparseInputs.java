package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Sparse;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call that takes arrays without their zeros comes to what it comes to with the same values in dense arrays: results and
 * gradients are within {@link Closeness}, however they are stored. A call that is refused either way is not judged.
 *
 * <p>Two things differ as they may. What is not stored is zero whatever it meets, infinity too. And updates may leave rows
 * alone that a row-sparse gradient does not have: such a difference is gone when the true-or-false attributes are
 * switched, or the results are put in place of inputs.
 */
public final class SparseInputs implements Oracle {
    public static final String NAME = "sparse";
    static final String DENSE = "as dense arrays";
    private static final int AGAIN_ALONE = 4;

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

    /** Alarms of campaigns have still to be judged. */
    @Override
    public boolean usual() {
        return false;
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return call.holdsSparse()
                && Rewrite.arrays(call).noneMatch(SparseInputs::defective)
                && call.steps().size() == 1;
    }

    private static boolean defective(Input.Array array) {
        return array.sparse() != null && array.sparse().defect() != Sparse.Defect.NONE;
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        List<Variation> runs = new ArrayList<>();
        runs.add(new Variation(Variation.AGAIN, call));
        runs.add(new Variation(DENSE, Rewrite.arrays(call, Input.Array::dense)));
        runs.add(new Variation(InputsKept.SWITCHED, call, Manner.PLAIN.with(Manner.Path.FLAGS_SWITCHED)));
        Wide.narrow(call).ifPresent(narrow -> {
            runs.add(Wide.exact(call));
            runs.addAll(Wide.nudged(call, narrow));
        });
        return runs;
    }

    /** A result that hangs on chance agrees with itself once or twice. */
    @Override
    public List<Variation> variationsAlone(Case call, Intent intent) {
        List<Variation> runs = new ArrayList<>(variations(call, intent));
        for (int time = 1; time <= AGAIN_ALONE; time++) {
            runs.add(time, new Variation(Variation.AGAIN + " " + time, call));
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
                && switched.rejected().isEmpty()
                && answer.compare(dense, switched, true) instanceof Verdict.Holds;
        return asksForIt ? new Verdict.Inconclusive("an attribute asks for the difference") : verdict;
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
