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
    public static final Duration CAPSULE_MAX = Duration.ofSeconds(3);

    /** From then on a process whose threads do nothing for a second hangs, where that need not be certain. */
    private static final long HASTY_MS = 2_000;

    private UnitTime() {}

    /** The same limits for who looks for a hang that is known, and checks what it finds. */
    public static ProgramLimits hasty(ProgramLimits limits) {
        return new ProgramLimits(Math.min(HASTY_MS, limits.quietMs()), limits.totalMs(), limits.memoryBytes());
    }

    /** When the last attempt of a unit that begins now must be over. */
    public static Instant end(Clock clock, UnitLimits limits) {
        return clock.instant().plus(Duration.ofMillis((long) (SHARE * 1000 * limits.seconds())));
    }

    /** The most that an attempt takes, its capsule included. */
    public static Duration longest(ProgramLimits limits) {
        return Duration.ofMillis(limits.totalMs()).plus(CAPSULE_MAX);
    }
}
