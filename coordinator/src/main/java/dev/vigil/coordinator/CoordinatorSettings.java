package dev.vigil.coordinator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * @param lease a unit whose worker says nothing of it for this long goes out again
 * @param grace running units may take this long beyond the budget
 * @param silence for workers on other nodes: one that says nothing at all for this long is lost, and what an earlier
 *     coordinator leased to them holds; null when workers live and die with this process
 */
public record CoordinatorSettings(
        Duration lease, Duration grace, @Nullable Duration silence) {
    public static final CoordinatorSettings USUAL =
            new CoordinatorSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), null);

    /** A worker speaks every two seconds; a machine with every core busy may lose one or two of its words. */
    public static final CoordinatorSettings CLUSTER =
            new CoordinatorSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(6));

    public CoordinatorSettings {
        if (lease.compareTo(Duration.ofSeconds(1)) < 0 || grace.isNegative()) {
            throw new IllegalArgumentException("a lease takes at least a second, and grace is not negative");
        }
    }
}
