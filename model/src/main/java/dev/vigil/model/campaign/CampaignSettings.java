package dev.vigil.model.campaign;

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
 * @param lane name of the lane that every unit is for
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
        @Nullable String lane) {
    /** The lane of a campaign that names none. */
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
        // Jackson passes null for a text that is left out, as stored settings of earlier versions do.
        lane = lane == null ? USUAL_LANE : lane;
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
                USUAL_LANE);
    }

    @Override
    public String lane() {
        return Objects.requireNonNull(lane);
    }
}
