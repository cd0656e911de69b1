package dev.vigil.properties.executor;

import dev.vigil.binding.CrashHandlers;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A second thread that calls into the library while the first one waits for it. Begun when first needed; used by one thread. */
final class OtherThread {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(
                () -> {
                    CrashHandlers.guardThisThread();
                    work.run();
                },
                "second caller");
        made.setDaemon(true);
        return made;
    });

    /** What {@code call} gives on that thread; what it throws comes from here. */
    <T> T call(Supplier<T> call) {
        Future<T> answer = thread.submit(call::get);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    // A call into the library cannot be given up half way.
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unwrapped(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }
}
