package dev.vigil.workers.process;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a worker that looks after all its running processes, many times a second. Thread-safe. */
public final class Watchdog implements AutoCloseable {
    /** Short, because it bounds how late a child's readiness is seen; a look costs tens of microseconds. */
    private static final long PERIOD_MS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "vigil-watchdog");
        daemon.setDaemon(true);
        return daemon;
    });

    /** Something to look after. */
    public interface Watched {
        /** Must not block. False when there is nothing left to look after. */
        boolean look(long nowNanos);
    }

    public Watchdog() {
        var unused = thread.scheduleWithFixedDelay(this::lookAtAll, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    public void watch(Watched one) {
        watched.add(one);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void lookAtAll() {
        for (Iterator<Watched> all = watched.iterator(); all.hasNext(); ) {
            Watched one = all.next();
            try {
                if (!one.look(System.nanoTime())) {
                    all.remove();
                }
            } catch (RuntimeException e) {
                // A throw would end the schedule, and with it the watch over all the others.
                LOG.error("the watch over a child failed", e);
                all.remove();
            }
        }
    }
}
