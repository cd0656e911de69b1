package dev.vigil.properties.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SparseInputsTests {
    private static final Case DENSE = Seen.call(DType.FLOAT32, new Fill.Uniform(1, 1, 2), Shape.of(2, 1));

    private final SparseInputs oracle = new SparseInputs();

    private static Case with(Sparse sparse) {
        return Rewrite.arrays(DENSE, array -> array.with(sparse));
    }

    private static Case csr() {
        return with(Sparse.of(Sparse.Storage.CSR));
    }

    private static RunFacts run(String label, double... values) {
        return Seen.run(label, Seen.array(DType.FLOAT32, values));
    }

    private Verdict judge(Case call, RunFacts base, RunFacts... others) {
        List<RunFacts> runs = new ArrayList<>(List.of(base, new RunFacts(Variation.AGAIN, base.steps())));
        runs.addAll(List.of(others));
        return oracle.judge(call, Intent.PROBE, Seen.answered(runs.toArray(new RunFacts[0])));
    }

    @Test
    void sameValuesHoldHoweverTheyAreStored() {
        ArrayFacts dense = Seen.array(DType.FLOAT32, 1, 0);
        ArrayFacts stored = new ArrayFacts(
                dense.shape(),
                dense.dtype(),
                "csr",
                dense.digest(),
                dense.nans(),
                dense.infinities(),
                Objects.requireNonNull(dense.bytes()));
        assertEquals(
                Verdict.holds(), judge(csr(), Seen.run(RunFacts.BASE, stored), Seen.run(SparseInputs.DENSE, dense)));
    }

    @Test
    void anotherValueIsViolated() {
        Verdict.Violated violated = assertInstanceOf(
                Verdict.Violated.class, judge(csr(), run(RunFacts.BASE, 1, 3), run(SparseInputs.DENSE, 1, 2)));
        assertEquals(FaultClass.WRONG_VALUE, violated.fault());
        assertEquals("output differs with sparse inputs", violated.template());
    }

    /** Every operator that reads such an array may end the process: one finding, not one for each. */
    @Test
    void endOverWrongIndicesIsBlamedOnWhatTookThem() {
        Observation end = Seen.died(ProcessEnd.Kind.SEGMENTATION_FAULT);
        Case wrong = with(new Sparse(Sparse.Storage.ROW_SPARSE, Sparse.Defect.OUT_OF_RANGE));
        assertEquals("MXNDArrayCreateSparseEx", blamed(wrong, end));
        assertNull(blamed(csr(), end));
    }

    private static @Nullable String blamed(Case call, Observation end) {
        Verdict verdict = new Survival().judge(call, Intent.HOSTILE, end);
        return assertInstanceOf(Verdict.Violated.class, verdict).function();
    }

    @Test
    void anotherGradientIsViolated() {
        ArrayFacts output = Seen.array(DType.FLOAT32, 1, 2);
        Verdict.Violated violated = assertInstanceOf(
                Verdict.Violated.class,
                judge(
                        Seen.withGradient(csr()),
                        Seen.gradients(RunFacts.BASE, output, Seen.array(DType.FLOAT32, 1, 0)),
                        Seen.gradients(SparseInputs.DENSE, output, Seen.array(DType.FLOAT32, 1, 1))));
        assertEquals(FaultClass.GRADIENT, violated.fault());
    }

    @Test
    void gradientOfAZeroHasNoSideToTake() {
        Case half = Seen.withGradient(Rewrite.arrays(
                Seen.call(DType.FLOAT32, new Fill.Listed(List.of(1.0, 0.0)), Shape.of(2)),
                array -> array.with(Sparse.of(Sparse.Storage.ROW_SPARSE))));
        ArrayFacts output = Seen.array(DType.FLOAT32, 1, 2);
        RunFacts dense = Seen.gradients(SparseInputs.DENSE, output, Seen.array(DType.FLOAT32, 1, 0));
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(half, Seen.gradients(RunFacts.BASE, output, Seen.array(DType.FLOAT32, 1, 1)), dense));
        assertInstanceOf(
                Verdict.Violated.class,
                judge(half, Seen.gradients(RunFacts.BASE, output, Seen.array(DType.FLOAT32, 0, 1)), dense));
    }

    @Test
    void refusalIsNotJudged() {
        assertEquals(
                Verdict.holds(),
                judge(csr(), Seen.refused(RunFacts.BASE, "invoke", "no such storage"), run(SparseInputs.DENSE, 1, 2)));
    }

    @Test
    void whatAnAttributeAsksForIsInconclusive() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(csr(), run(RunFacts.BASE, 1, 3), run(SparseInputs.DENSE, 1, 2), run(InputsKept.SWITCHED, 1, 2)));
    }

    @Test
    void valuesBelowTheLeastNormalOneAreAsGoodAsZero() {
        assertEquals(
                Verdict.holds(),
                judge(csr(), run(RunFacts.BASE, 0, Float.MIN_VALUE), run(SparseInputs.DENSE, Float.MIN_VALUE, 0)));
    }

    @Test
    void switchedCallThatIsRefusedTellsNothing() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(
                        csr(),
                        run(RunFacts.BASE, 1, 3),
                        run(SparseInputs.DENSE, 1, 2),
                        Seen.refused(InputsKept.SWITCHED, "invoke", "no")));
    }

    @Test
    void denseRunsThatDifferAreNoMeasure() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(
                        csr(),
                        run(RunFacts.BASE, 1, 3),
                        run(SparseInputs.DENSE, 1, 2),
                        run(SparseInputs.DENSE + ", filled", 1, 5)));
    }

    @Test
    void sparseResultMayLeaveOutWhatNoInputStores() {
        Case half = Rewrite.arrays(
                Seen.call(DType.FLOAT32, new Fill.Listed(List.of(1.0, 0.0)), Shape.of(2)),
                array -> array.with(Sparse.of(Sparse.Storage.ROW_SPARSE)));
        RunFacts dense = run(SparseInputs.DENSE, 10, 9);
        assertInstanceOf(Verdict.Inconclusive.class, judge(half, Seen.run(RunFacts.BASE, rows(10, 0)), dense));
        assertInstanceOf(Verdict.Violated.class, judge(half, Seen.run(RunFacts.BASE, rows(0, 9)), dense));
        assertInstanceOf(Verdict.Violated.class, judge(half, run(RunFacts.BASE, 10, 0), dense));
    }

    private static ArrayFacts rows(double... values) {
        ArrayFacts dense = Seen.array(DType.FLOAT32, values);
        return new ArrayFacts(
                dense.shape(),
                dense.dtype(),
                "row_sparse",
                dense.digest(),
                dense.nans(),
                dense.infinities(),
                Objects.requireNonNull(dense.bytes()));
    }

    @Test
    void updatesMayLeaveRowsAlone() {
        Case update = Rewrite.steps(csr(), step -> step.withOut(List.of(new Output.InPlace(0))));
        assertInstanceOf(
                Verdict.Inconclusive.class, judge(update, run(RunFacts.BASE, 1, 3), run(SparseInputs.DENSE, 1, 2)));
    }

    @Test
    void zeroTimesInfinityIsInconclusive() {
        assertInstanceOf(
                Verdict.Inconclusive.class,
                judge(csr(), run(RunFacts.BASE, 1, 0), run(SparseInputs.DENSE, 1, Double.NaN)));
    }

    @Test
    void onlySoundSparseArraysAreAskedAbout() {
        assertFalse(oracle.asked(DENSE, Intent.VALID));
        assertTrue(oracle.asked(csr(), Intent.PROBE));
        assertFalse(oracle.asked(with(new Sparse(Sparse.Storage.ROW_SPARSE, Sparse.Defect.DUPLICATE)), Intent.HOSTILE));
        assertFalse(new TwoPaths().asked(csr(), Intent.PROBE));
    }

    @Test
    void theSameValuesAreRunInDenseArrays() {
        Variation dense = oracle.variations(csr(), Intent.PROBE).stream()
                .filter(variation -> variation.label().equals(SparseInputs.DENSE))
                .findFirst()
                .orElseThrow();
        assertEquals(DENSE, dense.call());
    }

    @Test
    void arraysThatNoLongerFitBecomeDense() {
        Input.Array csr = Rewrite.arrays(csr()).findFirst().orElseThrow();
        assertNull(csr.with(Shape.of(2)).sparse());
        assertEquals(csr.sparse(), csr.with(Shape.of(4, 4)).sparse());
    }
}
