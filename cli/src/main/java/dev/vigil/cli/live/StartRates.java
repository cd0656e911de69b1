package dev.vigil.cli.live;

import dev.vigil.coordinator.live.LiveState;
import dev.vigil.coordinator.live.StartReading;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.reports.HitRate;

/** Lets the live page read the counts of cold starts as reports do. */
public final class StartRates {
    private StartRates() {}

    public static StartReading reading() {
        return new StartReading(ColdStartLane.NAME, ColdStartLane.THROUGH, ColdStartLane.ALIVE, StartRates::bounds);
    }

    private static LiveState.Bounds bounds(long hits, long runs) {
        HitRate rate = new HitRate(hits, runs);
        return new LiveState.Bounds(rate.low(), rate.high());
    }
}
