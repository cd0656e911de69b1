package dev.vigil.cli.node;

import java.time.Instant;
import java.time.InstantSource;

/** The system's time when it was made, and steady from there on: a clock that somebody sets ends no campaign early. */
final class SteadyClock implements InstantSource {
    private final Instant madeAt = Instant.now();
    private final long madeNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return madeAt.plusNanos(System.nanoTime() - madeNanos);
    }
}
