package dev.vigil.probes.attempt;

import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.unit.UnitLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How a unit of attempts spends its wall time. */
public final class UnitTime {
    /** The part of a unit's wall time by which its last attempt must be over. */
    private static final double SHARE = 0.95;

    /** For the capsule of a hang, and its end. */
    private static final Duration CAPSULE_MAX = Duration.ofSeconds(3);

    private UnitTime() {}

    /** When the last attempt of a unit that begins now must be over. */
    public static Instant end(Clock clock, UnitLimits limits) {
        return clock.instant().plus(Duration.ofMillis((long) (SHARE * 1000 * limits.seconds())));
    }

    /** The most that an attempt takes, its capsule included. */
    public static Duration longest(ProgramLimits limits) {
        return Duration.ofMillis(limits.totalMs()).plus(CAPSULE_MAX);
    }
}
