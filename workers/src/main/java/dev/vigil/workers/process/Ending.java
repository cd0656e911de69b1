package dev.vigil.workers.process;

import dev.vigil.workers.crash.ChildExit;
import dev.vigil.workers.crash.Remains.Cause;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The end that we give a child: by the first reason that anyone here has, told apart from an end of its own. Thread-safe. */
final class Ending {
    private static final int SIGKILL = 9;

    private final ChildProcess child;
    private final AtomicReference<Cause> cause = new AtomicReference<>(Cause.NOT_US);

    Ending(ChildProcess child) {
        this.child = child;
    }

    /** Whether the child is gone, or somebody has a reason to end it. */
    boolean begun() {
        return child.end().isDone() || cause.get() != Cause.NOT_US;
    }

    /** Gives the reason; answers false when there was one. The caller ends the child once it has looked at it. */
    boolean begin(Cause why) {
        return cause.compareAndSet(Cause.NOT_US, why);
    }

    /** Ends the child, for that reason when there was none; returns at once. */
    void kill(Cause why) {
        begin(why);
        child.kill();
    }

    /** Why it ended so. A child that crashed in the moment before our kill has crashed. */
    Cause of(ChildExit exit) {
        return exit.signal() == SIGKILL ? Objects.requireNonNull(cause.get()) : Cause.NOT_US;
    }
}
