package dev.vigil.cli.canary;

import dev.vigil.binding.Fault;
import dev.vigil.model.call.Seeds;
import java.util.List;

/**
 * A canary with everything drawn.
 *
 * @param operators that the campaign is restricted to, the victim first
 */
record Planted(Canary canary, long seed, Fault fault, List<String> operators) {
    Planted {
        operators = List.copyOf(operators);
    }

    String victim() {
        return fault.operator();
    }

    /** Whether it is among one in so many that its seed draws. */
    boolean oneOf(long many) {
        return Long.remainderUnsigned(Seeds.mix(Seeds.mix(seed, canary.name()), "twin"), many) == 0;
    }

    /** Bound and type in words; empty when there is neither. */
    String drawn() {
        String bound = canary.thresholds().isEmpty() ? "" : "past " + fault.threshold();
        String type = fault.dtype();
        return bound.isEmpty() || type.isEmpty() ? bound + type : bound + ", " + type;
    }
}
