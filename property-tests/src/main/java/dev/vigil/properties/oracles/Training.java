package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.ArrayFacts;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.properties.references.NotCovered;
import dev.vigil.properties.references.References;
import dev.vigil.properties.references.Trained;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Manner;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A training comes to what the same training in float64 comes to: every result, every gradient, every update, and the end
 * when nobody waits for anything before it. What is off first is blamed, in the order of the steps.
 *
 * <p>Two trainings in float64 whose numbers are all moved by eight roundings tell how much roundings matter, which
 * trainings make larger or smaller as they go.
 */
public final class Training implements Oracle {
    private static final String IN_BULK = "a training without waiting";

    /** As in {@link CrossDtype}: how many roundings a nudge is, and by how much its effect is enlarged. */
    private static final double NUDGE = 8;

    private static final double SWAY = 16;
    private static final double SUMS = 256;

    /** Of float64, which no wider type tells apart from its own error, and whose gradients are differences. */
    private static final double ROUNDOFF_OF_DOUBLES = 0x1p-36;

    private final References references;

    public Training(References references) {
        this.references = references;
    }

    @Override
    public String name() {
        return "training";
    }

    @Override
    public boolean applies(Case call, Intent intent) {
        return trains(call) && Trained.covers(references, call);
    }

    /** Whether a case is a training. */
    public static boolean trains(Case call) {
        return call.steps().stream().anyMatch(Step::takesGradient);
    }

    @Override
    public boolean wantsValues(Case call, Intent intent) {
        return true;
    }

    @Override
    public List<Variation> variations(Case call, Intent intent) {
        return List.of(new Variation(IN_BULK, call, Manner.PLAIN.with(Manner.Path.IN_BULK)));
    }

    @Override
    public Verdict judge(Case call, Intent intent, Observation observation) {
        if (observation instanceof Observation.Died) {
            return new Verdict.Inconclusive("the executor died");
        }
        List<RunFacts> runs = ((Observation.Answered) observation).runs();
        if (runs.get(0).rejected().isPresent()) {
            return new Verdict.Inconclusive("a step is refused");
        }
        try {
            Comparison comparison = new Comparison(call);
            Verdict verdict = comparison.steps(runs.get(0));
            RunFacts bulk = Runs.labelled(runs, IN_BULK);
            return verdict instanceof Verdict.Holds && bulk != null ? comparison.end(bulk) : verdict;
        } catch (NotCovered e) {
            return new Verdict.Inconclusive("not covered: " + e.getMessage());
        }
    }

    /** Of one case. */
    private final class Comparison {
        private final Case call;
        private final Trained exact;
        private final double roundoff;
        private final long elements;
        private @Nullable List<Trained> nudged;

        Comparison(Case call) {
            this.call = call;
            exact = Trained.of(references, call, null);
            double most = 0;
            long longest = 1;
            for (Step step : call.steps()) {
                for (Input input : step.inputs()) {
                    if (input instanceof Input.Array array) {
                        boolean wide = array.dtype() == DType.FLOAT64;
                        most = Math.max(
                                most, wide ? ROUNDOFF_OF_DOUBLES : array.dtype().unitRoundoff());
                        longest = Math.max(longest, array.shape().elements());
                    }
                }
            }
            roundoff = most;
            elements = longest;
        }

        Verdict steps(RunFacts run) {
            for (int s = 0; s < run.steps().size(); s++) {
                StepFacts facts = run.steps().get(s);
                boolean update = call.steps().get(s).takesGradient();
                for (Map.Entry<Integer, double[]> slope : exact.gradients(s).entrySet()) {
                    int input = slope.getKey();
                    ArrayFacts seen = facts.gradients().get(input);
                    int step = s;
                    String off = seen == null
                            ? ""
                            : off(
                                    s,
                                    seen,
                                    slope.getValue(),
                                    t -> Objects.requireNonNull(
                                            t.gradients(step).get(input)));
                    if (!off.isEmpty()) {
                        Input.StepGradient of = (Input.StepGradient)
                                call.steps().get(s).inputs().get(input);
                        return violated(
                                FaultClass.GRADIENT,
                                "a gradient in a training differs from float64",
                                "the gradient of input " + of.gradient() + " of step " + of.step() + ", before step "
                                        + s + ", " + off,
                                of.step());
                    }
                }
                Verdict results = results(
                        s,
                        facts,
                        (update ? "an update" : "a result") + " in a training differs from float64",
                        "result ");
                if (!(results instanceof Verdict.Holds)) {
                    return results;
                }
            }
            return Verdict.holds();
        }

        /** The last step's results alone, where nothing was waited for before. */
        Verdict end(RunFacts run) {
            int last = call.steps().size() - 1;
            if (run.rejected().isPresent()) {
                return violated(
                        FaultClass.REJECTED_VALID,
                        "a training is refused when nobody waits",
                        Survival.shortened(run.rejected().get().error()),
                        last);
            }
            return results(last, run.last(), "a training ends elsewhere when nobody waits", "at its end, result ");
        }

        private Verdict results(int s, StepFacts facts, String template, String words) {
            List<double[]> results = exact.results(s);
            for (int i = 0; i < Math.min(results.size(), facts.outputs().size()); i++) {
                ArrayFacts seen = facts.outputs().get(i);
                int output = i;
                String off = off(s, seen, results.get(i), t -> t.results(s).get(output));
                if (!off.isEmpty()) {
                    return violated(FaultClass.WRONG_VALUE, template, words + i + " of step " + s + " " + off, s);
                }
            }
            return Verdict.holds();
        }

        private Verdict violated(FaultClass fault, String template, String observed, int step) {
            return new Verdict.Violated(
                    fault,
                    template,
                    observed,
                    "what the same training comes to in float64",
                    call.steps().get(step).operator());
        }

        /** Where an array is off, in words; empty when nowhere. */
        private String off(int step, ArrayFacts seen, double[] expected, Function<Trained, double[]> part) {
            if (seen.known() != expected.length) {
                return "";
            }
            double largest = exact.magnitude(step);
            for (double value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            double budget = (SUMS + elements) * roundoff * largest + exact.error(step);
            int worst = worst(seen, expected);
            if (within(seen, expected, worst, budget)) {
                return "";
            }
            budget += SWAY * sway(expected, part);
            return within(seen, expected, worst, budget)
                    ? ""
                    : "is " + seen.value(worst) + " at element " + worst + ", " + expected[worst]
                            + " in float64, and may differ by " + budget;
        }

        private boolean within(ArrayFacts seen, double[] expected, int element, double budget) {
            return expected.length == 0 || Math.abs(seen.value(element) - expected[element]) <= budget;
        }

        private int worst(ArrayFacts seen, double[] expected) {
            int worst = 0;
            for (int e = 1; e < expected.length; e++) {
                double off = Math.abs(seen.value(e) - expected[e]);
                // A number that is none is the worst.
                if (!(off <= Math.abs(seen.value(worst) - expected[worst]))) {
                    worst = e;
                }
            }
            return worst;
        }

        private double sway(double[] expected, Function<Trained, double[]> part) {
            double most = 0;
            for (Trained other : nudged()) {
                double[] moved = part.apply(other);
                for (int e = 0; e < expected.length; e++) {
                    most = Math.max(most, Math.abs(moved[e] - expected[e]));
                }
            }
            return most;
        }

        private List<Trained> nudged() {
            if (nudged == null) {
                List<Trained> made = new ArrayList<>();
                for (long seed = 1; seed <= 2; seed++) {
                    made.add(Trained.of(references, call, new Trained.Nudges(NUDGE * roundoff, seed)));
                }
                nudged = made;
            }
            return nudged;
        }
    }
}
