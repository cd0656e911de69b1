package dev.vigil.workers.process;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process of its own that removes a folder once we are gone, however we went: a hook of ours would not run when we are
 * killed, and would run while our children still write. It waits for the end of a pipe that only we hold.
 */
final class Sweeper implements AutoCloseable {
    /** Ctrl-C reaches it as well and must not end it; children that die with us may need a moment to let go. */
    private static final String SCRIPT =
            "trap '' HUP INT TERM; cat > /dev/null; for i in 1 2 3 4 5; do rm -rf -- \"$1\" && exit 0; sleep 1; done";

    private final Process process;

    private Sweeper(Process process) {
        this.process = process;
    }

    static Sweeper of(Path folder) throws IOException {
        return new Sweeper(new ProcessBuilder("sh", "-c", SCRIPT, "vigil-sweeper", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Lets it sweep now and end; returns at once. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Nothing was written that could be lost, and it ends with us at the latest.
            process.destroy();
        }
    }
}
