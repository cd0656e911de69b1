package dev.vigil.cli.node;

import dev.vigil.cli.BadInput;
import dev.vigil.store.StoreFault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says from a thread of its own that a leader lives, while the leader's own thread is busy for minutes. */
final class Beating {
    private final CountDownLatch over = new CountDownLatch(1);

    /** What takes long. */
    interface Work<T> {
        T run() throws BadInput;
    }

    private Beating() {}

    /**
     * @param beat ends the beating when it throws; the leader's next write finds out why
     */
    static <T> T during(Work<T> work, Runnable beat, Duration every) throws BadInput {
        Beating beating = new Beating();
        Thread thread = new Thread(() -> beating.run(beat, every), "vigil-beat");
        thread.setDaemon(true);
        thread.start();
        try {
            return work.run();
        } finally {
            beating.over.countDown();
        }
    }

    private void run(Runnable beat, Duration every) {
        try {
            while (!over.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                beat.run();
            }
        } catch (StoreFault fault) {
            over.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
