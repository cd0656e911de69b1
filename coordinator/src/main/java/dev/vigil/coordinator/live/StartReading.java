package dev.vigil.coordinator.live;

/**
 * How the counts of a lane that starts processes are read: what only that lane and the reports know.
 *
 * @param lane by name
 * @param through the oracle that every start is counted by, violated by one that hung before it left
 * @param alive the oracle that is violated by a start that something else than itself ended; every other one judges the exit
 */
public record StartReading(String lane, String through, String alive, Interval interval) {
    /** Bounds of a rate at 95 %, from hits of so many runs, at least one. */
    public interface Interval {
        LiveState.Bounds of(long hits, long runs);
    }
}
