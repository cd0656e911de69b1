package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.shrink.Rewrite;
import dev.vigil.properties.task.Manner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a single call in float64 against the slope of its results, for one input after the other, along lines
 * of random direction. Two backward passes, the second with twice the head gradient of the first result, tell apart what
 * the first result and what the others contribute, and whether the operator follows head gradients at all.
 *
 * <p>The product of gradient and line may differ from the change of the results by {@code DOUBTS d + (ROUNDINGS + n) u
 * m}: d what {@link DifferenceQuotient#doubt} says, m the sum of the products by magnitude, n the elements of the input,
 * u the unit roundoff of float32, since kernels have constants of that type inside; the rounding errors of float64 in
 * the results are allowed for likewise. Where that is a large part of the change, nothing is said.
 */
final class GradientDifferences {
    private static final double DOUBTS = 16;
    private static final double ROUNDINGS = 256;
    /** Beyond this part of the change the budget tells nothing. */
    private static final double VAGUE = 0.25;

    private static final double SYMMETRY = 1e-9;

    private final Case call;
    private final List<RunFacts> runs;
    private final Step step;

    GradientDifferences(Case call, List<RunFacts> runs) {
        this.call = call;
        this.runs = runs;
        step = call.steps().get(0);
    }

    Verdict judge() {
        RunFacts drawn = accepted(GradientRuns.DRAWN);
        RunFacts doubled = accepted(GradientRuns.DOUBLED);
        if (drawn == null || doubled == null) {
            return new Verdict.Inconclusive("it was not run in float64, or refused there");
        }
        List<ArrayFacts> results = drawn.last().outputs();
        if (!results.equals(doubled.last().outputs())) {
            return new Verdict.Inconclusive("two runs of the case in float64 differ");
        }
        if (results.isEmpty() || !results.stream().allMatch(r -> r.complete() && r.finite())) {
            return new Verdict.Inconclusive("not all results are known and finite");
        }
        String own = ownGradient(drawn, doubled);
        if (!own.isEmpty()) {
            return new Verdict.Inconclusive(own);
        }
        boolean told = false;
        for (Rewrite.Place place : GradientRuns.moved(call)) {
            for (HeadPart part :
                    results.size() == 1 ? List.of(HeadPart.FIRST) : List.of(HeadPart.FIRST, HeadPart.OTHERS)) {
                double[] gradient = part.of(gradient(drawn, place.input()), gradient(doubled, place.input()));
                if (gradient.length == 0 || !part.wide(results)) {
                    continue;
                }
                Verdict verdict = judge(place, part, gradient, results, drawn);
                if (verdict instanceof Verdict.Violated) {
                    return verdict;
                }
                told |= verdict instanceof Verdict.Holds;
            }
        }
        return told ? Verdict.holds() : new Verdict.Inconclusive("no difference tells a gradient");
    }

    private @Nullable RunFacts accepted(String label) {
        RunFacts run = Runs.labelled(runs, label);
        return run == null || run.rejected().isPresent() ? null : run;
    }

    private static @Nullable ArrayFacts gradient(RunFacts run, int input) {
        List<@Nullable ArrayFacts> gradients = run.last().gradients();
        ArrayFacts gradient = input < gradients.size() ? gradients.get(input) : null;
        return gradient == null
                        || gradient.dtype() != DType.FLOAT64
                        || !gradient.complete()
                        || !gradient.storage().equals("default")
                ? null
                : gradient;
    }

    /**
     * Empty, or why the operator has a gradient of its own: one that does not double with the head gradient is that of a
     * loss behind the result, or has a penalty in it; and an operator that hands its input on is there for its gradient,
     * where that is nothing or an attribute is given.
     */
    private String ownGradient(RunFacts drawn, RunFacts doubled) {
        List<ArrayFacts> results = drawn.last().outputs();
        boolean zero = zeroEverywhere(drawn);
        boolean followed = zero;
        for (int i = 0; i < step.inputs().size(); i++) {
            ArrayFacts one = gradient(drawn, i);
            ArrayFacts two = gradient(doubled, i);
            if (one == null || two == null) {
                continue;
            }
            followed |= !one.finite() || !one.equals(two);
            double largest = 0;
            double off = 0;
            for (int e = 0; e < one.known(); e++) {
                largest = Math.max(largest, Math.abs(two.value(e)));
                off = Math.max(off, Math.abs(two.value(e) - 2 * one.value(e)));
            }
            if (results.size() == 1 && off > ROUNDINGS * DType.FLOAT32.unitRoundoff() * largest) {
                return "the gradient does not double with the head gradient";
            }
        }
        if (!followed) {
            return "the gradient does not follow the head gradient";
        }
        return handsOn(results) && (zero || !step.attributes().isEmpty())
                ? "an operator that hands its input on is there for its gradient"
                : "";
    }

    private boolean zeroEverywhere(RunFacts run) {
        for (int i = 0; i < step.inputs().size(); i++) {
            ArrayFacts gradient = gradient(run, i);
            for (int e = 0; gradient != null && e < gradient.known(); e++) {
                if (gradient.value(e) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean handsOn(List<ArrayFacts> results) {
        ArrayFacts result = results.get(0);
        for (Rewrite.Place place : Rewrite.places(GradientRuns.widened(call))) {
            if (place.array().shape().equals(result.shape())
                    && Arrays.equals(Doubles.of(place.array()), Doubles.of(result))) {
                return true;
            }
        }
        return false;
    }

    private Verdict judge(
            Rewrite.Place place, HeadPart part, double[] gradient, List<ArrayFacts> results, RunFacts drawn) {
        boolean zero = Arrays.stream(gradient).allMatch(g -> g == 0);
        if (zero && (part == HeadPart.OTHERS || !zeroEverywhere(drawn))) {
            return new Verdict.Inconclusive("no gradient by design, it may be");
        }
        if (!zero && symmetric(place.array().shape(), gradient)) {
            return new Verdict.Inconclusive("the gradient may be one for symmetric inputs");
        }
        Verdict.Violated worst = null;
        for (int line = 0; line < GradientRuns.LINES_ALONE; line++) {
            if (Runs.labelled(runs, GradientRuns.label(place.input(), line, 1)) == null) {
                break;
            }
            DifferenceQuotient quotient = quotient(place.input(), line, part, results);
            if (quotient == null) {
                return new Verdict.Inconclusive("the results of a moved input are not to be compared");
            }
            Verdict verdict = compare(place.input(), line, part, gradient, quotient);
            if (!(verdict instanceof Verdict.Violated violated)) {
                return verdict;
            }
            if (quotient.still() && passesOn(gradient, results)) {
                return new Verdict.Inconclusive("the head gradient is passed on through a step");
            }
            if (agreesWithin(place.input(), line, part, gradient, results)) {
                return new Verdict.Inconclusive("the results go back and forth along a line");
            }
            worst = worst == null ? violated : worst;
        }
        return worst == null ? new Verdict.Inconclusive("this input was not moved") : worst;
    }

    /**
     * Whether the gradient is that of the short line in the middle, where it was asked for, and known so well there that it
     * cannot be as far off as over the whole line.
     */
    private boolean agreesWithin(int input, int line, HeadPart part, double[] gradient, List<ArrayFacts> results) {
        int within = GradientRuns.within(line);
        if (Runs.labelled(runs, GradientRuns.label(input, within, 1)) == null) {
            return false;
        }
        DifferenceQuotient whole = quotient(input, line, part, results);
        DifferenceQuotient middle = quotient(input, within, part, results);
        if (whole == null || middle == null || middle.still()) {
            return false;
        }
        Sides over = sides(input, line, gradient, whole);
        Sides there = sides(input, within, gradient, middle);
        return there.off() <= there.budget() && there.budget() / there.larger() <= VAGUE * over.off() / over.larger();
    }

    /**
     * What should be the same: the gradient's product with a line, and the change of the results along it.
     *
     * @param doubt of the change
     * @param budget by which they may differ
     */
    private record Sides(double product, double size, double change, double doubt, double budget) {
        double off() {
            return Math.abs(product - change);
        }

        double larger() {
            return Math.max(Math.abs(change), Math.abs(product));
        }
    }

    private Sides sides(int input, int line, double[] gradient, DifferenceQuotient quotient) {
        Input.Array array =
                (Input.Array) GradientRuns.widened(call).steps().get(0).inputs().get(input);
        double[] from = Doubles.of(GradientRuns.at(array, line, -2));
        double[] to = Doubles.of(GradientRuns.at(array, line, 2));
        double product = 0;
        double size = 0;
        for (int e = 0; e < gradient.length; e++) {
            double term = gradient[e] * (to[e] - from[e]);
            product += term;
            size += Math.abs(term);
        }
        double doubt = DOUBTS * quotient.doubt() + ROUNDINGS * DType.FLOAT64.unitRoundoff() * quotient.magnitude();
        double budget = doubt + (ROUNDINGS + gradient.length) * DType.FLOAT32.unitRoundoff() * size;
        return new Sides(product, size, quotient.change(), doubt, budget);
    }

    private Verdict compare(int input, int line, HeadPart part, double[] gradient, DifferenceQuotient quotient) {
        Sides sides = sides(input, line, gradient, quotient);
        if (!Double.isFinite(sides.product())) {
            return sides.doubt() <= VAGUE * quotient.movement() || quotient.still()
                    ? violated(
                            "the gradient is not finite where the results are smooth",
                            input,
                            part,
                            sides.product(),
                            sides.change(),
                            sides.doubt())
                    : new Verdict.Inconclusive("the results are not smooth");
        }
        if (sides.off() <= sides.budget()) {
            return sides.budget() <= VAGUE * Math.abs(sides.change()) || sides.off() == 0
                    ? Verdict.holds()
                    : new Verdict.Inconclusive("the results are not smooth enough to tell");
        }
        if (sides.budget() > VAGUE * sides.larger()) {
            return new Verdict.Inconclusive("the results are not smooth enough to tell");
        }
        return violated(
                sides.product() == 0 && sides.size() == 0
                        ? "the gradient is zero where the results change"
                        : "the gradient differs from differences of the results",
                input,
                part,
                sides.product(),
                sides.change(),
                sides.budget());
    }

    private static Verdict violated(
            String template, int input, HeadPart part, double product, double change, double budget) {
        return new Verdict.Violated(
                FaultClass.GRADIENT,
                template,
                "the gradient of input " + input + " along a short line is " + product + ", for " + part.words()
                        + " and a head gradient drawn from [0.5, 1.5), in float64",
                change + " within " + budget + ", as the results change from one end of the line to the other");
    }

    /** Null where the results at some point do not compare with those in the middle. */
    private @Nullable DifferenceQuotient quotient(int input, int line, HeadPart part, List<ArrayFacts> middle) {
        List<List<ArrayFacts>> points = new ArrayList<>();
        for (int point : GradientRuns.POINTS) {
            RunFacts run = accepted(GradientRuns.label(input, line, point));
            if (run == null || run.last().outputs().size() != middle.size()) {
                return null;
            }
            points.add(run.last().outputs());
        }
        DifferenceQuotient quotient = new DifferenceQuotient();
        for (int r = part.from(); r < part.to(middle.size()); r++) {
            ArrayFacts result = middle.get(r);
            double[] weights = Doubles.of(result.shape(), result.dtype(), Manner.Heads.DRAWN.fill(r));
            double[][] at = new double[points.size()][];
            for (int p = 0; p < points.size(); p++) {
                ArrayFacts moved = points.get(p).get(r);
                if (!moved.complete()
                        || !moved.finite()
                        || !moved.shape().equals(result.shape())
                        || moved.dtype() != result.dtype()) {
                    return null;
                }
                at[p] = Doubles.of(moved);
            }
            double[] here = Doubles.of(result);
            for (int e = 0; e < here.length; e++) {
                quotient.add(weights[e], at[0][e], at[1][e], here[e], at[2][e], at[3][e]);
            }
        }
        return quotient;
    }

    /** Factorisations of symmetric matrices read a half of them and have a gradient for both. */
    private static boolean symmetric(Shape shape, double[] gradient) {
        int rank = shape.rank();
        if (rank < 2 || shape.axis(rank - 1) < 2 || shape.axis(rank - 1) != shape.axis(rank - 2)) {
            return false;
        }
        int side = (int) shape.axis(rank - 1);
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
        for (int e = 0; e < gradient.length; e++) {
            int row = e / side % side;
            int column = e % side;
            int mirrored = e + (column - row) * side + row - column;
            if (!(Math.abs(gradient[e] - gradient[mirrored]) <= SYMMETRY * largest)) {
                return false;
            }
        }
        return true;
    }

    private static boolean passesOn(double[] gradient, List<ArrayFacts> results) {
        ArrayFacts first = results.get(0);
        return Arrays.equals(gradient, Doubles.of(first.shape(), first.dtype(), Manner.Heads.DRAWN.fill(0)));
    }
}
