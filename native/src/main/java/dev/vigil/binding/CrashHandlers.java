package dev.vigil.binding;

import java.nio.file.Path;

/**
 * Leaves a native backtrace behind where HotSpot leaves nothing: at an abort (or an exception on a thread of the
 * build) and at a stack overflow in native code. The process dies as it would have: by SIGABRT or SIGSEGV. Called
 * by the executor, after the build has been loaded.
 *
 * <p>The report, appended to the file, begins with {@code abort} or {@code stack overflow at 0x…}; then come
 * {@code pid P tid T}, {@code raw} addresses, and a line {@code #NN module+0xoffset symbol} for each frame. A line
 * {@code by libjvm.so} before the frames says that the JVM ended itself after a fatal error, which its own
 * {@code hs_err} file tells better.
 */
public final class CrashHandlers {
    private CrashHandlers() {}

    /** Installs the handlers for the whole process; a second call only changes the file. */
    public static void install(Path report) {
        check("crash handlers", ShimCrash.crash_install(report.toAbsolutePath().toString()));
    }

    /**
     * Lets stack overflows of the calling thread be reported, until it ends. For each thread that calls into the
     * build; costs half a megabyte of address space. {@link StackOverflowError} keeps working on it.
     */
    public static void guardThisThread() {
        check("a signal stack", ShimCrash.crash_guard_thread());
    }

    private static void check(String what, int errno) {
        if (errno != 0) {
            throw new IllegalStateException("cannot install " + what + ": errno " + errno);
        }
    }
}
