package dev.vigil.probes.watch;

import java.util.List;

/**
 * A call that may block, made with a lock held that another thread waited for.
 *
 * @param function the name of what was called
 * @param count how often it was seen
 * @param longestNs the longest time between begin and end of such a call; 0 where only the begin was seen
 * @param held where the lock was taken, innermost first
 * @param called where the call was made
 * @param waiter where a thread waited
 */
public record HeldCall(
        String function,
        LockClass lock,
        long count,
        long longestNs,
        List<Place> held,
        List<Place> called,
        List<Place> waiter) {
    public HeldCall {
        held = List.copyOf(held);
        called = List.copyOf(called);
        waiter = List.copyOf(waiter);
    }

    /** The same for the same fault in every process. */
    public String signature() {
        return function + " under " + lock.id() + " at "
                + (called.isEmpty() ? "?" : called.get(0).id());
    }
}
