package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Values;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.Expected;
import dev.vigil.properties.references.NotCovered;
import dev.vigil.properties.references.References;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import java.nio.ByteBuffer;
import java.util.List;

/** Results equal an independent computation in float64, within the bound of its error analysis, where the operator has one. */
public final class Reference implements Oracle {
    private final References references;

    public Reference(References references) {
        this.references = references;
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return intent != Intent.HOSTILE
                && call.steps().size() == 1
                && references.covers(call.steps().get(0));
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        RunFacts base = ((Observation.Answered) observation).runs().get(0);
        if (base.rejected().isPresent()) {
            return Verdict.holds();
        }
        List<ArrayFacts> outputs = base.last().outputs();
        List<DType> types = outputs.stream().map(ArrayFacts::dtype).toList();
        if (types.contains(DType.BFLOAT16)) {
            return new Verdict.Inconclusive("bfloat16");
        }
        List<Expected> expected;
        try {
            expected = references.expected(call.steps().get(0), types);
        } catch (NotCovered e) {
            return new Verdict.Inconclusive("not covered: " + e.getMessage());
        }
        boolean lengthOne = !call.settings().numpyShape() || References.classic(call.operator());
        boolean compared = false;
        for (int i = 0; i < Math.min(outputs.size(), expected.size()); i++) {
            Verdict verdict = compare(i, outputs.get(i), expected.get(i), lengthOne);
            if (verdict instanceof Verdict.Violated) {
                return verdict;
            }
            compared |= verdict instanceof Verdict.Holds;
        }
        return compared ? Verdict.holds() : new Verdict.Inconclusive("no element has a bound");
    }

    /** @param lengthOne whether an array of length 1 may stand for one without axes */
    private static Verdict compare(int output, ArrayFacts mine, Expected expected, boolean lengthOne) {
        Shape shape = expected.shape();
        boolean same = mine.shape().equals(shape)
                || (lengthOne && shape.rank() == 0 && mine.shape().equals(Shape.of(1)));
        if (!same) {
            return new Verdict.Violated(
                    FaultClass.SHAPE_INFERENCE,
                    "an output has another shape than documented",
                    "output " + output + " is " + mine.shape(),
                    "the shape " + shape);
        }
        DType type = expected.dtype();
        if (type != null && type != mine.dtype()) {
            return new Verdict.Violated(
                    FaultClass.DTYPE,
                    "an output has another type than documented",
                    "output " + output + " is " + mine.dtype().text(),
                    "the type " + type.text());
        }
        if (mine.known() == 0) {
            return shape.elements() == 0 ? Verdict.holds() : new Verdict.Inconclusive("no values");
        }
        ByteBuffer values = mine.buffer();
        boolean compared = false;
        for (int e = 0; e < Math.min(mine.known(), expected.size()); e++) {
            double bound = expected.error(e, mine.dtype());
            double right = expected.value(e);
            if (!(bound < Double.POSITIVE_INFINITY)) {
                continue;
            }
            compared = true;
            double value = Values.get(mine.dtype(), values, e);
            if (value != right && !(Math.abs(value - right) <= bound)) {
                return violated(output, e, mine.dtype(), value, right, bound);
            }
        }
        return compared ? Verdict.holds() : new Verdict.Inconclusive("no element has a bound");
    }

    private static Verdict violated(int output, int element, DType type, double value, double right, double bound) {
        boolean finite = Double.isFinite(value) || !Double.isFinite(right);
        double times = Math.abs(value - right) / bound;
        String far = !finite || bound == 0
                ? ""
                : ", " + (times < 1e6 ? Math.round(times) + " times" : "far more than") + " the error bound off";
        return new Verdict.Violated(
                finite ? FaultClass.WRONG_VALUE : FaultClass.NAN_INF,
                "output in " + type.text() + (finite ? " differs from" : " is not finite, unlike") + " the reference",
                "output " + output + " at element " + element + " is " + value + far,
                right + " by the reference, within " + bound);
    }
}
