package dev.vigil.binding;

import java.util.Map;

/**
 * A fault to inject on purpose, for canaries and tests of our own detection.
 *
 * @param operator the primary name of the operator whose calls are spoiled, or {@code *} for every one
 * @param after how many of its calls stay unspoiled
 */
public record Fault(Kind kind, String operator, long after) {

    /** What happens at a spoiled call. */
    public enum Kind {
        SEGV("segv"),
        FPE("fpe"),
        BUS("bus"),
        ILL("ill"),
        /** SIGSEGV on a thread of the library while the caller waits for it. */
        SEGV_THREAD("segv-thread"),
        /** A C++ exception that nobody catches, on such a thread. */
        THROW_THREAD("throw-thread"),
        ABORT("abort"),
        STACK_OVERFLOW("stack-overflow"),
        EXIT("exit"),
        HANG("hang"),
        /** Takes memory until somebody kills the process. */
        MEMORY("memory"),
        /** The call fails. */
        ERROR("error"),
        /** The first element of the first output is wrong. */
        WRONG_VALUE("wrong-value"),
        NAN("nan"),
        /** Every second call is wrong. */
        NONDETERMINISM("nondeterminism"),
        /** About half of the calls are wrong, without a pattern: 1, 1, 1, 0, 0, 0, 1, 0 at first. */
        CHANCE("chance"),
        /** The call succeeds and the next one of any other operator fails. */
        ERROR_LEAK("error-leak");

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        /** The name that the proxy knows. */
        public String proxyName() {
            return name;
        }
    }

    /** The environment that a process needs beside the proxy as its target. */
    public Map<String, String> environment() {
        return Map.of(
                "VIGIL_FAULT_KIND",
                kind.proxyName(),
                "VIGIL_FAULT_OP",
                operator,
                "VIGIL_FAULT_AFTER",
                Long.toString(after));
    }
}
