package dev.vigil.testing;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * The tests that did not run, and whether that is allowed. A test says that something is absent by an assumption of
 * JUnit's; it need not know what follows. Thread-safe.
 */
final class Skips implements AutoCloseable {
    /** Set to 1 where everything that tests need is installed, as in CI. */
    static final String REQUIRE_ALL = "VIGIL_REQUIRE_ALL";

    private final boolean allowed;
    private final PrintStream out;
    private final List<String> skipped = new ArrayList<>();

    Skips(boolean allowed, PrintStream out) {
        this.allowed = allowed;
        this.out = out;
    }

    /** What JUnit is to see instead of what a test threw. */
    synchronized Throwable judged(String test, Throwable thrown) {
        if (!(thrown instanceof TestAbortedException)) {
            return thrown;
        }
        if (!allowed) {
            return new AssertionError(REQUIRE_ALL + " is set, and " + test + " did not run: " + thrown.getMessage());
        }
        skipped.add(test + ": " + thrown.getMessage());
        return thrown;
    }

    /** Prints the list; nothing when nothing was skipped. */
    @Override
    public synchronized void close() {
        if (!skipped.isEmpty()) {
            out.println("SKIPPED " + skipped.size() + " (" + REQUIRE_ALL + "=1 makes that a failure):");
            skipped.forEach(line -> out.println("  " + line));
        }
    }
}
