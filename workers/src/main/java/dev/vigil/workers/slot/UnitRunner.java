package dev.vigil.workers.slot;

import dev.vigil.model.target.Target;
import dev.vigil.model.unit.WorkUnit;

/** Runs units one at a time. All but {@link #cancel} are called by one thread. */
public interface UnitRunner extends AutoCloseable {
    /** Blocks until the attempt is over: for the unit's limit and some seconds, and for as long as its target is fetched before. */
    UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) throws InterruptedException;

    /** Ends the attempt that runs, from any thread; harmless when none does. */
    void cancel();

    /** Ends all processes. */
    @Override
    void close();

    /** Is told that a unit is alive, on the runner's thread. */
    interface ProgressListener {
        void progress(long cases, long crashes, String doing);
    }
}
