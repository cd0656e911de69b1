package dev.vigil.workers.slot;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.workers.process.ExecutorSupervisor;
import dev.vigil.workers.process.RunningExecutor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out executors, and after a crash has the next one started before it is asked for: units that crash once tend
 * to crash often, and a start takes longer than most cases. One spare at most. One thread.
 */
final class WarmExecutors implements AutoCloseable {
    /** A spare is kept as long as one crash in this many starts is a crash. */
    private static final int STARTS_PER_CRASH = 4;

    private static final Logger LOG = LoggerFactory.getLogger(WarmExecutors.class);

    private final ExecutorSupervisor supervisor;
    private @Nullable Spare spare;
    private int startsWithoutCrash = STARTS_PER_CRASH;

    private record Spare(Target target, ProcessSettings settings, RunningExecutor executor) {
        boolean serves(Target asked, ProcessSettings wanted) {
            return !executor.end().isDone() && target.equals(asked) && settings.sameProcess(wanted);
        }
    }

    WarmExecutors(ExecutorSupervisor supervisor) {
        this.supervisor = supervisor;
    }

    RunningExecutor take(Target target, ProcessSettings settings, UnitLimits limits) throws IOException {
        RunningExecutor executor;
        if (spare != null && spare.serves(target, settings)) {
            executor = spare.executor();
            executor.limit(limits);
            spare = null;
        } else {
            dropSpare();
            executor = supervisor.start(target, settings, limits);
        }
        startsWithoutCrash++;
        if (startsWithoutCrash <= STARTS_PER_CRASH) {
            spare = startSpare(target, settings, limits);
        }
        return executor;
    }

    /** A spare that cannot be started is none; whoever needs the next one hears why. */
    private @Nullable Spare startSpare(Target target, ProcessSettings settings, UnitLimits limits) {
        try {
            return new Spare(target, settings, supervisor.start(target, settings, limits));
        } catch (IOException e) {
            LOG.info("no spare executor: {}", e.getMessage());
            return null;
        }
    }

    /** One that was handed out died of what it ran. */
    void crashed() {
        startsWithoutCrash = 0;
    }

    /** Spares for settings that nobody asked for lately only take memory. */
    void unitEnded() {
        if (startsWithoutCrash > STARTS_PER_CRASH) {
            dropSpare();
        }
    }

    @Override
    public void close() {
        dropSpare();
    }

    private void dropSpare() {
        if (spare != null) {
            spare.executor().stop();
            spare.executor().discard();
            spare = null;
        }
    }
}
