package dev.vigil.bench.cluster;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What else goes on here: figures by the clock mean little without it. */
final class Machine {
    private Machine() {}

    /** Of the last minute. */
    static String load() {
        return String.format(
                "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Of this process so far. */
    static double processorSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }
}
