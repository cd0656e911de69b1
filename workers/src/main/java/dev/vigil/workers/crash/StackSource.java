package dev.vigil.workers.crash;

import java.nio.file.Path;
import java.util.List;

/** A way to get the native stacks of another process. Implementations may be slow and never throw for what they cannot see. */
interface StackSource {
    /** As notes name it. */
    String name();

    /**
     * Empty when this way does not work here.
     *
     * @param folder for what it has to write
     */
    List<ThreadStack> take(long pid, Path folder) throws InterruptedException;
}
