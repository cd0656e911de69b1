package dev.vigil.model.campaign;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vigil.model.target.TargetSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign is to do. The same settings, seed and earlier results give the same plan.
 *
 * @param preset name of the preset or file it came from
 * @param minutes budget of wall time
 * @param seed root seed
 * @param device {@code cpu} or {@code gpu}
 * @param slots units that run side by side on this machine
 * @param operators globs; empty means all
 * @param oracles names; empty means all
 * @param baseline id of an earlier campaign, or name of a target that earlier ones ran on; null for none
 * @param casesPerOperator with the fixed plan: meant cases per operator, then stop
 * @param lanes that units are for, each once, in the order in which they begin; the earlier name of one lane alone is read
 *     as well
 */
public record CampaignSettings(
        String preset,
        TargetSpec target,
        double minutes,
        long seed,
        String device,
        int slots,
        List<String> operators,
        List<String> oracles,
        @Nullable String baseline,
        PlanMode plan,
        int casesPerOperator,

        @JsonAlias("lane") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<LaneShare> lanes,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<SuiteSpec> suites) {
    /** The lane of a campaign that names none, and the one that knows what a build lists and how its operators are called. */
    public static final String USUAL_LANE = "properties";

    /** Whether earlier results move the budget. */
    public enum PlanMode {
        ADAPTIVE,
        FIXED
    }

    public CampaignSettings {
        Objects.requireNonNull(target);
        operators = List.copyOf(operators);
        oracles = List.copyOf(oracles);
        if (!(minutes > 0) || slots < 1 || casesPerOperator < 1) {
            throw new IllegalArgumentException("minutes, slots and casesPerOperator must be positive");
        }
        // Jackson passes null for what is left out, as stored settings of earlier versions do.
        suites = suites == null ? List.of() : suites.stream().distinct().toList();
        lanes = lanes == null || lanes.isEmpty() ? List.of(LaneShare.whole(USUAL_LANE)) : List.copyOf(lanes);
        if (lanes.stream().map(LaneShare::lane).distinct().count() < lanes.size()) {
            throw new IllegalArgumentException("each lane once, not " + lanes);
        }
    }

    /** Without suites. */
    public CampaignSettings(
            String preset,
            TargetSpec target,
            double minutes,
            long seed,
            String device,
            int slots,
            List<String> operators,
            List<String> oracles,
            @Nullable String baseline,
            PlanMode plan,
            int casesPerOperator,
            @Nullable List<LaneShare> lanes) {
        this(
                preset,
                target,
                minutes,
                seed,
                device,
                slots,
                operators,
                oracles,
                baseline,
                plan,
                casesPerOperator,
                lanes,
                null);
    }

    /** Of the usual lane. */
    public CampaignSettings(
            String preset,
            TargetSpec target,
            double minutes,
            long seed,
            String device,
            int slots,
            List<String> operators,
            List<String> oracles,
            @Nullable String baseline,
            PlanMode plan,
            int casesPerOperator) {
        this(preset, target, minutes, seed, device, slots, operators, oracles, baseline, plan, casesPerOperator, null);
    }

    @Override
    public List<LaneShare> lanes() {
        return Objects.requireNonNull(lanes);
    }

    @Override
    public List<SuiteSpec> suites() {
        return Objects.requireNonNull(suites);
    }

    /** The same over other lanes. */
    public CampaignSettings withLanes(List<LaneShare> others) {
        return with(others, suites());
    }

    /** The same with these suites. */
    public CampaignSettings withSuites(List<SuiteSpec> others) {
        return with(lanes(), others);
    }

    private CampaignSettings with(List<LaneShare> itsLanes, List<SuiteSpec> itsSuites) {
        return new CampaignSettings(
                preset,
                target,
                minutes,
                seed,
                device,
                slots,
                operators,
                oracles,
                baseline,
                plan,
                casesPerOperator,
                itsLanes,
                itsSuites);
    }

    /** Whether a subject that the target has for a lane is this campaign's: a test is when its suite is. */
    public boolean concerns(String lane, String subject) {
        return !lane.equals(SuiteSpec.LANE) || SuiteSpec.anyHolds(suites(), subject);
    }

    /** The part of the campaign's time, from 0 to 1, that is a lane's own; 0 for a lane that it does not have. */
    public double part(String lane) {
        double all = lanes().stream().mapToDouble(LaneShare::share).sum();
        return lanes().stream()
                        .filter(l -> l.lane().equals(lane))
                        .mapToDouble(LaneShare::share)
                        .sum()
                / all;
    }

    /** Whose subjects a report lists: the lane that calls operators for their own sake, or the first when there is none such. */
    public String mainLane() {
        return part(USUAL_LANE) > 0 ? USUAL_LANE : lanes().get(0).lane();
    }
}
