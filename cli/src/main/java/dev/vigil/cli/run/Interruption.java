package dev.vigil.cli.run;

import dev.vigil.cli.Exit;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into a request to stop, and gives the run a bounded time to keep what it has. The signal's
 * own end of the JVM waits for that, then the exit code is 130 whatever the signal was.
 */
public final class Interruption {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    /**
     * @param stop called once, from another thread, when a signal came; must not block
     * @param patience how long the run may take from there to its end
     */
    public Interruption(Runnable stop, Duration patience, PrintStream err) {
        hook = new Thread(() -> endAfter(stop, patience, err), "vigil-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void endAfter(Runnable stop, Duration patience, PrintStream err) {
        stop.run();
        try {
            if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                // What is in the store is kept, and children die with us.
                err.println("vigil: not everything could be written in time; vigil report writes it again");
            }
        } catch (InterruptedException e) {
            // Nobody interrupts a hook; ending at once is right if somebody does.
            Runtime.getRuntime().halt(Exit.INTERRUPTED.code());
        }
        Runtime.getRuntime().halt(Exit.INTERRUPTED.code());
    }

    /** The run is over, by itself or after a stop. */
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running already and ends the JVM as soon as it sees that we are done.
            return;
        }
    }
}
