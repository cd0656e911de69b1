package dev.vigil.probes.watch;

/**
 * One delay of one thread.
 *
 * @param point what it was about to do, or had done: lock, locked, unlocked, wait, signal, create, begin
 * @param thread its number in the order of creation
 * @param key the number of the place, the same in every process with the same build
 * @param visit at which of the thread's visits, from 1
 * @param us how long, in microseconds; 0 for only giving the processor away
 * @param place where it was; no part of what a delay is given by
 */
public record Delay(String point, int thread, String key, int visit, long us, Place place) {
    /** As the library takes it. */
    public String line() {
        return "delay " + point + " " + thread + " " + key + " " + visit + " " + us + " -";
    }
}
