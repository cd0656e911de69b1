package dev.vigil.probes.suites;

import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.unit.UnitLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a test: how long it ran when it was run first, and how that ended.
 *
 * @param tookMs wall time
 * @param ended in a word: {@code passed}, {@code failed} or {@code hung}, which it did after that time
 */
record Learned(long tookMs, String ended) {
    static final String PASSED = "passed";
    static final String FAILED = "failed";
    static final String HUNG = "hung";

    /** The part of a unit that one of its runs may take ... */
    private static final double SHARE_EXPLORING = 0.4;
    /** ... where there is little else to do in it. */
    private static final double SHARE_ALONE = 0.7;

    /** A test that rests hangs after so many times what it took, and so long at least ... */
    private static final int QUIET_TIMES = 5;

    private static final Duration QUIET_MIN = Duration.ofSeconds(10);
    /** ... and whatever it does after so many times that, and so long at least. */
    private static final int TOTAL_TIMES = 10;

    private static final Duration TOTAL_MIN = Duration.ofSeconds(30);

    /** With less time than so many times what it took, a test that is slow once looks like one that hangs. */
    private static final int TIMES_MIN = 3;

    /** Of a test that nothing is known of: what rests for so long hangs. */
    private static final Duration QUIET_UNKNOWN = Duration.ofSeconds(30);

    private boolean hung() {
        return ended.equals(HUNG);
    }

    /** What a run may take; empty when the unit has too little time to tell a slow test from one that hangs. */
    Optional<ProgramLimits> limits(UnitLimits unit) {
        return limits(unit, SHARE_EXPLORING);
    }

    private Optional<ProgramLimits> limits(UnitLimits unit, double share) {
        long most = most(unit, share);
        if (most < (hung() ? tookMs : TIMES_MIN * tookMs)) {
            return Optional.empty();
        }
        long quiet = hung() ? tookMs : Math.max(QUIET_MIN.toMillis(), QUIET_TIMES * tookMs);
        long total = Math.max(quiet, Math.max(TOTAL_MIN.toMillis(), TOTAL_TIMES * tookMs));
        return Optional.of(new ProgramLimits(
                Math.max(1, Math.min(most, quiet)), Math.max(1, Math.min(most, total)), unit.memoryBytes()));
    }

    /** The same for a proof, which has time for several runs of most tests, and for one of slow ones. */
    Optional<ProgramLimits> limitsOfProof(UnitLimits unit) {
        return limits(unit, SHARE_EXPLORING).or(() -> limits(unit, SHARE_ALONE));
    }

    /** Of a first run. */
    static ProgramLimits first(UnitLimits unit, Duration left) {
        long total = Math.max(1, Math.min(most(unit, SHARE_ALONE), left.toMillis()));
        long quiet = Math.min(QUIET_UNKNOWN.toMillis(), most(unit, SHARE_EXPLORING));
        return new ProgramLimits(Math.max(1, Math.min(total, quiet)), total, unit.memoryBytes());
    }

    private static long most(UnitLimits unit, double share) {
        return (long) (share * 1000 * unit.seconds());
    }
}
