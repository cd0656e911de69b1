package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

/** The execution engine as a whole. Any thread. */
public final class Engine {
    Engine() {}

    /**
     * Waits for everything that was asked of the engine.
     *
     * @throws MxError with the failure of an operation that nobody has collected yet
     */
    public void waitAll() {
        check(ShimEngine.engine_wait_all());
    }

    /** Sets how many operations the engine may fuse into one; returns the previous number. */
    public int setBulkSize(int size) {
        return check(ShimEngine.engine_bulk_size(size));
    }

    public void setOmpThreads(int threads) {
        check(ShimEngine.engine_omp_threads(threads));
    }

    /** Tells the build that the process is about to end; no other call may follow. */
    public void notifyShutdown() {
        check(ShimLibrary.library_notify_shutdown());
    }
}
