package dev.vigil.cli.canary;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.run.SittingFault;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Flights under way, several at once, and what comes of them in the order in which they were asked for. They begin at
 * once; whoever closes it ends those that are still under way.
 */
final class SideBySide<T> implements AutoCloseable {
    /** For flights that are ended to end their children. */
    private static final int ENDING_SECONDS = 10;

    private final ExecutorService pool;
    private final List<Future<T>> coming;

    private SideBySide(ExecutorService pool, List<Future<T>> coming) {
        this.pool = pool;
        this.coming = coming;
    }

    /** @param most of them at once */
    static <T> SideBySide<T> begin(List<Callable<T>> flights, int most) {
        ExecutorService pool = Executors.newFixedThreadPool(most);
        return new SideBySide<>(pool, flights.stream().map(pool::submit).toList());
    }

    /**
     * Waits for all.
     *
     * @param landed takes what comes of each, on the caller's thread
     * @throws CanaryFault when one of them tells nothing for a reason of our own
     */
    void each(Consumer<T> landed) throws BadInput, SittingFault, CanaryFault, InterruptedException {
        for (Future<T> flight : coming) {
            landed.accept(landed(flight));
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        try {
            pool.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T landed(Future<T> flight) throws BadInput, SittingFault, CanaryFault, InterruptedException {
        try {
            return flight.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof BadInput input) {
                throw input;
            }
            if (cause instanceof SittingFault fault) {
                throw fault;
            }
            if (cause instanceof CanaryFault fault) {
                throw fault;
            }
            throw new IllegalStateException("a canary's run ended", cause);
        }
    }
}
