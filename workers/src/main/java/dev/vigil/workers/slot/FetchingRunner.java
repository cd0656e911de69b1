package dev.vigil.workers.slot;

import dev.vigil.model.target.Target;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.workers.target.TargetException;
import dev.vigil.workers.target.TargetSource;
import java.util.concurrent.CancellationException;

/** Has a unit's target brought to this machine before the unit begins; its time does not count for the unit's limit. */
public final class FetchingRunner implements UnitRunner {
    private final TargetSource targets;
    private final UnitRunner runner;
    private volatile boolean cancelled;

    public FetchingRunner(TargetSource targets, UnitRunner runner) {
        this.targets = targets;
        this.runner = runner;
    }

    @Override
    public UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) throws InterruptedException {
        cancelled = false;
        Target local;
        try {
            local = targets.local(target, (have, all) -> tell(listener, have, all));
        } catch (TargetException e) {
            return UnitEnd.Failed.before(String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            return new UnitEnd.Cancelled();
        }
        try {
            return cancelled ? new UnitEnd.Cancelled() : runner.run(unit, local, listener);
        } finally {
            targets.release(local);
        }
    }

    private void tell(ProgressListener listener, long have, long all) {
        if (cancelled) {
            throw new CancellationException();
        }
        listener.progress(0, 0, all == 0 ? "asking for its target" : "fetching target " + have * 100 / all + " %");
    }

    @Override
    public void cancel() {
        cancelled = true;
        runner.cancel();
    }

    @Override
    public void close() {
        runner.close();
    }
}
