package dev.vigil.cli.canary;

import dev.vigil.cli.BadInput;
import dev.vigil.cli.run.SittingFault;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Flights of canaries on threads of their own, so many at once. Used by one thread. */
final class SideBySide<T> implements AutoCloseable {
    /** When one of them went wrong, for the others to end their children. */
    private static final int ENDING_SECONDS = 10;

    private final ThreadPoolExecutor pool;
    private final List<Future<T>> flights;

    private SideBySide(ThreadPoolExecutor pool, List<Future<T>> flights) {
        this.pool = pool;
        this.flights = flights;
    }

    /** @param most of them at once */
    static <T> SideBySide<T> begin(List<Callable<T>> flights, int most) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(most, most, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        return new SideBySide<>(pool, flights.stream().map(pool::submit).toList());
    }

    /** From now on so many at once; no fewer than before. */
    void widen(int most) {
        pool.setMaximumPoolSize(most);
        pool.setCorePoolSize(most);
    }

    /**
     * Waits for all.
     *
     * @param landed takes what comes of each, in the order of the flights, on the caller's thread
     * @throws CanaryFault when one of them tells nothing for a reason of our own
     */
    void await(Consumer<T> landed) throws BadInput, SittingFault, CanaryFault, InterruptedException {
        for (Future<T> flight : flights) {
            landed.accept(landed(flight));
        }
    }

    /** Those that are still under way end, and their children with them. */
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
