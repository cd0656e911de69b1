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

/** Runs several flights at once. */
final class SideBySide {
    /** When one of them went wrong, for the others to end their children. */
    private static final int ENDING_SECONDS = 10;

    private SideBySide() {}

    /**
     * @param most of them at once
     * @param landed takes what comes of each, in the order of the flights, on the caller's thread
     * @throws CanaryFault when one of them tells nothing for a reason of our own
     */
    static <T> void run(List<Callable<T>> flights, int most, Consumer<T> landed)
            throws BadInput, SittingFault, CanaryFault, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(most);
        try {
            for (Future<T> flight : flights.stream().map(pool::submit).toList()) {
                landed.accept(landed(flight));
            }
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS);
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
