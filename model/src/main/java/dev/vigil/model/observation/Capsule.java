package dev.vigil.model.observation;

import java.util.List;
import java.util.Objects;

/**
 * What every thread of a process did while it hung, taken from outside before it was ended.
 *
 * @param note one line: how the stacks were taken, and what could not be seen
 */
public record Capsule(List<Parked> threads, String note) {
    public Capsule {
        threads = List.copyOf(threads);
        Objects.requireNonNull(note);
    }

    /**
     * One thread.
     *
     * @param process native id of its process
     * @param thread native id
     * @param name as the system has it
     * @param state the kernel's letter: {@code R} runs, {@code S} sleeps, {@code D} waits for a device
     * @param waitsFor the lock or word of memory that it waits for and who holds it, in one line; empty when it does not
     *     wait or that cannot be seen
     * @param holder native id of the thread that holds what it waits for; 0 when nobody is known to
     * @param frames native frames, innermost first, as {@code module+0xOFFSET symbol}; may be empty
     */
    public record Parked(
            long process, long thread, String name, String state, String waitsFor, long holder, List<String> frames) {
        public Parked {
            frames = List.copyOf(frames);
        }
    }
}
