package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Inferred;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of any result: its shape and type are those that inference foretold, and finite inputs give finite
 * outputs where the same values in float64 do.
 */
public final class ResultFacts implements Oracle {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?");
    /** Attributes are read as float32; beyond these bounds they round to zero or to infinity there. */
    private static final double ATTRIBUTE_MIN = 1e-30;

    private static final double ATTRIBUTE_MAX = 1e30;
    /** A value must be this many times below the largest of its type to have to be finite there. */
    static final double HEADROOM = 4;

    @Override
    public String name() {
        return "result-facts";
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return Wide.narrow(call).isPresent();
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        if (Wide.narrow(call).isEmpty()) {
            return List.of();
        }
        return List.of(new Variation(Variation.AGAIN, call), Wide.exact(call));
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        RunFacts base = runs.get(0);
        if (base.rejected().isPresent()) {
            return Verdict.holds();
        }
        for (StepFacts step : base.steps()) {
            Verdict verdict = foretold(step);
            if (verdict instanceof Verdict.Violated) {
                return verdict;
            }
        }
        return finite(call, runs, base);
    }

    private static Verdict foretold(StepFacts step) {
        Inferred inferred = step.inferred();
        if (inferred == null || !inferred.accepted()) {
            return Verdict.holds();
        }
        for (int i = 0; i < step.outputs().size(); i++) {
            ArrayFacts output = step.outputs().get(i);
            @Nullable
            Shape shape = i < inferred.shapes().size() ? inferred.shapes().get(i) : null;
            @Nullable
            DType dtype = i < inferred.dtypes().size() ? inferred.dtypes().get(i) : null;
            if (shape != null && !shape.equals(output.shape())) {
                return new Verdict.Violated(
                        FaultClass.SHAPE_INFERENCE,
                        "an output has another shape than inference says",
                        "output " + i + " is " + output.shape(),
                        "the inferred shape " + shape);
            }
            if (dtype != null && dtype != output.dtype()) {
                return new Verdict.Violated(
                        FaultClass.DTYPE,
                        "an output has another type than inference says",
                        "output " + i + " is " + output.dtype().text(),
                        "the inferred type " + dtype.text());
            }
        }
        return Verdict.holds();
    }

    private static Verdict finite(Case call, List<RunFacts> runs, RunFacts base) {
        RunFacts wide = Runs.labelled(runs, Wide.EXACT);
        RunFacts again = Runs.labelled(runs, Variation.AGAIN);
        if (wide == null
                || again == null
                || Runs.random(runs)
                || wide.rejected().isPresent()
                || extreme(call)) {
            return Verdict.holds();
        }
        StepFacts narrowStep = base.last();
        StepFacts wideStep = wide.last();
        if (!narrowStep.outputs().equals(again.last().outputs())) {
            return new Verdict.Inconclusive("two runs of the case differ");
        }
        Verdict outputs = finite("output", narrowStep.outputs(), wideStep.outputs());
        return outputs instanceof Verdict.Violated
                ? outputs
                : finite("gradient", known(narrowStep.gradients()), known(wideStep.gradients()));
    }

    private static List<ArrayFacts> known(List<@Nullable ArrayFacts> gradients) {
        List<ArrayFacts> known = new ArrayList<>();
        for (ArrayFacts gradient : gradients) {
            if (gradient != null) {
                known.add(gradient);
            }
        }
        return known;
    }

    private static Verdict finite(String what, List<ArrayFacts> narrow, List<ArrayFacts> wide) {
        for (int i = 0; i < Math.min(narrow.size(), wide.size()); i++) {
            ArrayFacts one = narrow.get(i);
            ArrayFacts other = wide.get(i);
            if (one.finite() || !one.shape().equals(other.shape()) || !one.complete() || !other.complete()) {
                continue;
            }
            for (int e = 0; e < one.known(); e++) {
                double value = one.value(e);
                double exact = other.value(e);
                if (!Double.isFinite(value) && Math.abs(exact) <= one.dtype().max() / HEADROOM) {
                    return new Verdict.Violated(
                            FaultClass.NAN_INF,
                            what + " is not finite in " + one.dtype().text() + " and is in float64",
                            what + " " + i + " at element " + e + " is " + value,
                            exact + " as in float64, from the same finite values");
                }
            }
        }
        return Verdict.holds();
    }

    private static boolean extreme(Case call) {
        for (String text : call.steps().get(0).attributes().values()) {
            if (text.contains("nan") || text.contains("inf")) {
                return true;
            }
            Matcher number = NUMBER.matcher(text);
            while (number.find()) {
                double size = Math.abs(Double.parseDouble(number.group()));
                if (size != 0 && (size < ATTRIBUTE_MIN || size > ATTRIBUTE_MAX)) {
                    return true;
                }
            }
        }
        return false;
    }
}
