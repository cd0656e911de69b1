package dev.vigil.workers;

import dev.vigil.workers.process.JavaProgram;
import java.nio.file.Path;

/**
 * What a worker needs to know of its host.
 *
 * @param slots units at a time
 * @param launcher our launcher program
 * @param laneHost main class and class path of lane hosts
 * @param executor the same of executors
 * @param scratchParent an existing folder with a short path
 */
public record WorkerSettings(int slots, Path launcher, JavaProgram laneHost, JavaProgram executor, Path scratchParent) {
    public WorkerSettings {
        if (slots < 1) {
            throw new IllegalArgumentException("a worker needs at least one slot, not " + slots);
        }
    }
}
