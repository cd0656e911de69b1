package dev.vigil.bench.cluster;

import dev.vigil.model.target.Target;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.workers.slot.UnitEnd;
import dev.vigil.workers.slot.UnitRunner;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A slot that does nothing, for a while. */
final class NoOpRunner implements UnitRunner {
    private final long unitMs;
    private final Consumer<String> began;
    private final Semaphore cancelled = new Semaphore(0);

    /**
     * @param unitMs the mean; each unit takes from half to one and a half of it, by its seed
     * @param began is told each unit, on the slot's thread
     */
    NoOpRunner(long unitMs, Consumer<String> began) {
        this.unitMs = unitMs;
        this.began = began;
    }

    @Override
    public UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) throws InterruptedException {
        cancelled.drainPermits();
        began.accept(unit.id());
        if (unitMs > 0) {
            listener.progress(0, 0, "nothing");
            // Describing comes before everything else, and is not what is measured.
            long ms = unit.task() == WorkUnit.Task.DESCRIBE ? 0 : unitMs / 2 + Math.floorMod(unit.seed(), unitMs + 1);
            if (cancelled.tryAcquire(ms, TimeUnit.MILLISECONDS)) {
                return new UnitEnd.Cancelled();
            }
        }
        return new UnitEnd.Done(NoOps.result(unit));
    }

    @Override
    public void cancel() {
        cancelled.release();
    }

    @Override
    public void close() {
        cancel();
    }
}
