package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vigil.model.campaign.CampaignSettings;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One explicit, replayable input: the settings of the process and the steps, in order.
 *
 * @param probe the program that is run with these steps; null for calls in an executor, which need a step
 */
public record Case(
        ProcessSettings settings,
        List<Step> steps,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Probe probe) {
    public Case {
        Objects.requireNonNull(settings);
        steps = List.copyOf(steps);
        if (steps.isEmpty() && probe == null) {
            throw new IllegalArgumentException("a case needs a step");
        }
        for (int s = 0; s < steps.size(); s++) {
            for (Input input : steps.get(s).inputs()) {
                if (input instanceof Input.StepOutput output
                        && (output.step() < 0 || output.step() >= s || output.output() < 0)) {
                    throw new IllegalArgumentException("step " + s + " takes from step " + output.step());
                }
                if (input instanceof Input.StepInput same) {
                    requirePlace(steps, s, same.step(), same.input());
                } else if (input instanceof Input.StepGradient slope) {
                    requirePlace(steps, s, slope.step(), slope.gradient());
                }
            }
        }
    }

    /** Calls in an executor. */
    public Case(ProcessSettings settings, List<Step> steps) {
        this(settings, steps, null);
    }

    private static void requirePlace(List<Step> steps, int taker, int step, int input) {
        if (step < 0
                || step >= taker
                || input < 0
                || input >= steps.get(step).inputs().size()) {
            throw new IllegalArgumentException("step " + taker + " takes input " + input + " of step " + step);
        }
    }

    /** Whether one of its arrays is stored without its zeros. */
    public boolean holdsSparse() {
        return steps.stream()
                .flatMap(step -> step.inputs().stream())
                .anyMatch(input -> input instanceof Input.Array array && array.sparse() != null);
    }

    /** The operator that the case is about: the last one, or the name of a probe that calls none. */
    public String operator() {
        return steps.isEmpty()
                ? Objects.requireNonNull(probe).name()
                : steps.get(steps.size() - 1).operator();
    }

    /** The lane that runs it. */
    public String lane() {
        return probe == null ? CampaignSettings.USUAL_LANE : probe.lane();
    }

    /** Where an array comes from that a step takes: made for the case, or given by a step. */
    public Input origin(Input input) {
        Input origin = input;
        while (origin instanceof Input.StepInput same) {
            origin = steps.get(same.step()).inputs().get(same.input());
        }
        return origin;
    }

    /** The same structure with another draw of every fill; variant 0 is the case itself. */
    public Case variant(long variant) {
        return variant == 0
                ? this
                : new Case(settings, steps.stream().map(s -> s.variant(variant)).toList(), probe);
    }

    public Case withSettings(ProcessSettings other) {
        return new Case(other, steps, probe);
    }
}
