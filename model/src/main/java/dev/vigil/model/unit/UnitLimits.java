package dev.vigil.model.unit;

/**
 * What a unit may use.
 *
 * @param seconds wall time of the whole unit; the worker ends a lane host that takes longer
 * @param caseSeconds time of one case; an executor that has worked for longer, or rests when it is over, is a hang
 * @param memoryBytes resident memory of one executor; more is an out-of-memory end
 */
public record UnitLimits(int seconds, int caseSeconds, long memoryBytes) {
    public static final UnitLimits USUAL = new UnitLimits(180, 10, 3L << 30);

    public UnitLimits {
        if (seconds < 1 || caseSeconds < 1 || memoryBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "limits too small: " + seconds + " s, " + caseSeconds + " s, " + memoryBytes + " B");
        }
    }

    /** The same for so many seconds in all. */
    public UnitLimits lasting(int allSeconds) {
        return new UnitLimits(allSeconds, caseSeconds, memoryBytes);
    }

    /** The same, but over after that many seconds at the latest. */
    public UnitLimits within(int secondsMax) {
        int capped = Math.max(1, Math.min(seconds, secondsMax));
        return new UnitLimits(capped, Math.min(caseSeconds, capped), memoryBytes);
    }
}
