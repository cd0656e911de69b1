package dev.vigil.workers.target;

import java.time.Duration;

/**
 * How long a worker waits for a depot.
 *
 * @param answer for one answer, before it is asked for again
 * @param silence without any answer, before the target is given up
 * @param busy while the answer is to ask later, before the target is given up
 * @param pause between two tries
 * @param trust in what a depot said a target consists of, before it is asked again
 */
record Patience(Duration answer, Duration silence, Duration busy, Duration pause, Duration trust) {
    /** A full window of chunks comes in time over 105 kB/s; a new coordinator is there within half a minute. */
    static final Patience USUAL = new Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofMillis(250),
            Duration.ofSeconds(30));
}
