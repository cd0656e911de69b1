package dev.vigil.workers;

import dev.vigil.model.wire.ToWorker;
import dev.vigil.workers.slot.UnitEnd;
import dev.vigil.workers.slot.UnitRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread for each slot. {@link #run} and {@link #cancel} are called by one thread, the actor's, which sees to it that
 * no more units run than there are slots.
 */
final class SlotThreads implements AutoCloseable {
    private static final long CLOSE_MS_MAX = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(SlotThreads.class);

    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final List<SlotThread> threads = new ArrayList<>();
    private final CountDownLatch alive;

    private record Job(ToWorker.Leased leased, UnitRunner.ProgressListener listener, Consumer<UnitEnd> ended) {
        boolean is(String unit, int attempt) {
            return leased.lease().unit().id().equals(unit) && leased.lease().attempt() == attempt;
        }
    }

    SlotThreads(List<? extends UnitRunner> runners) {
        alive = new CountDownLatch(runners.size());
        for (UnitRunner runner : runners) {
            SlotThread thread = new SlotThread(runner, "vigil-slot-" + threads.size());
            threads.add(thread);
            thread.start();
        }
    }

    void run(ToWorker.Leased leased, UnitRunner.ProgressListener listener, Consumer<UnitEnd> ended) {
        jobs.add(new Job(leased, listener, ended));
    }

    void cancel(String unit, int attempt) {
        jobs.removeIf(job -> {
            boolean waits = job.is(unit, attempt);
            if (waits) {
                job.ended().accept(new UnitEnd.Cancelled());
            }
            return waits;
        });
        threads.forEach(thread -> thread.cancel(unit, attempt));
    }

    /** Ends all units and all child processes. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            if (!alive.await(CLOSE_MS_MAX, TimeUnit.MILLISECONDS)) {
                LOG.warn("a slot does not end; its processes go with us");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class SlotThread extends Thread {
        private final UnitRunner runner;
        private volatile @Nullable Job job;

        SlotThread(UnitRunner runner, String name) {
            super(name);
            setDaemon(true);
            this.runner = runner;
        }

        @Override
        public void run() {
            try (UnitRunner closedAtTheEnd = runner) {
                while (true) {
                    Job next = jobs.take();
                    job = next;
                    next.ended().accept(end(closedAtTheEnd, next));
                    job = null;
                }
            } catch (InterruptedException e) {
                LOG.debug("{} ends", getName());
            } finally {
                alive.countDown();
            }
        }

        private UnitEnd end(UnitRunner slot, Job next) throws InterruptedException {
            try {
                return slot.run(next.leased().lease().unit(), next.leased().target(), next.listener());
            } catch (RuntimeException | Error e) {
                // A bug of ours must cost this attempt, not the slot: without its thread the lease would be prolonged
                // for ever.
                LOG.error("the slot failed", e);
                return UnitEnd.Failed.within("the slot failed: " + e);
            }
        }

        void cancel(String unit, int attempt) {
            Job running = job;
            if (running != null && running.is(unit, attempt)) {
                runner.cancel();
            }
        }
    }
}
