package dev.vigil.coordinator;

import java.time.Duration;

/**
 * @param lease a unit whose worker says nothing for this long goes out again
 * @param grace running units may take this long beyond the budget
 */
public record CoordinatorSettings(Duration lease, Duration grace) {
    public static final CoordinatorSettings USUAL =
            new CoordinatorSettings(Duration.ofSeconds(30), Duration.ofSeconds(10));

    public CoordinatorSettings {
        if (lease.compareTo(Duration.ofSeconds(1)) < 0 || grace.isNegative()) {
            throw new IllegalArgumentException("a lease takes at least a second, and grace is not negative");
        }
    }
}
