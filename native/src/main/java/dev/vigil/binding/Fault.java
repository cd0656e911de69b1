package dev.vigil.binding;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A fault to inject on purpose, for canaries and tests of our own detection.
 *
 * @param operator the primary name of the operator whose calls are spoiled, or {@code *} for every one
 * @param after how many of its calls stay unspoiled
 * @param threshold the bound of the kinds that have one; 0 for the others
 * @param dtype only calls whose first input has this element type are spoiled; empty for every type
 */
public record Fault(Kind kind, String operator, long after, long threshold, String dtype) {

    /** The word that begins the name of every variable of {@link #environment}. */
    public static final String PREFIX = "VIGIL_FAULT_";

    /** What happens at a spoiled call. */
    public enum Kind {
        /** Nothing: the build as it is, behind the same proxy. */
        NONE("none"),
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
        /** The call succeeds and the next one of any other operator fails. */
        ERROR_LEAK("error-leak"),
        /** After a call that the build refuses, the next two waits for everything fail. */
        ERROR_TWICE("error-twice"),
        /** After a call that the build refuses, the next call of another operator or copy into an array fails. */
        ERROR_LATER("error-later"),
        /** After a call that the build refuses, the next copy into an array on another thread fails. */
        ERROR_ELSEWHERE("error-elsewhere"),
        /** The first element of the first output is wrong. */
        WRONG_VALUE("wrong-value"),
        NAN("nan"),
        /** Every second call is wrong. */
        NONDETERMINISM("nondeterminism"),
        /** About half of the calls are wrong, without a pattern: 1, 1, 1, 0, 0, 0, 1, 0 at first; so many coins are skipped as the threshold says. */
        CHANCE("chance"),
        /** The last element is wrong when the first input holds the largest number of its floating type. */
        BOUNDARY_VALUE("boundary-value"),
        /** The last element is wrong for one in so many inputs as the threshold says, by the bytes of the first. */
        RARE_VALUE("rare-value"),
        /** The first element of an array is wrong from the update in place on that follows so many as the threshold says. */
        LATE_UPDATE("late-update"),
        /** Of each element of the first output only sign and power of two are right. */
        LOW_ACCURACY("low-accuracy"),
        /** Every element of the first output is a tenth too large. */
        TENTH_MORE("tenth-more"),
        /** The library's generators begin anew before each call, so that no seed has an effect. */
        SEED_IGNORED("seed-ignored"),
        /** The first element of the first input is overwritten. */
        INPUT_OVERWRITTEN("input-overwritten"),
        /** Infinity in the first output when the magnitudes of the first input sum to more than the threshold. */
        OVERFLOW("overflow"),
        /** The first output comes in float64. */
        DTYPE_DRIFT("dtype-drift"),
        /** The last element is wrong when the first output has more elements than the threshold. */
        LARGE_VALUE("large-value"),
        /** The same, only where the first output is one of the inputs. */
        IN_PLACE_VALUE("in-place-value"),
        /** The last element of the first output is wrong under every engine but the naive one. */
        ENGINE_VALUE("engine-value"),
        /** With more rows than the threshold, each from there on holds what the row before it should. */
        ROW_MIXING("row-mixing"),
        /** The call fails when the first axis of the first input is longer than the threshold. */
        LARGE_ERROR("large-error"),
        /** The call fails with more inputs than the threshold. */
        MANY_INPUTS("many-inputs"),
        /** Fails like a kernel that was never written for the element type; needs one. */
        DTYPE_REFUSED("dtype-refused"),
        /** The last element of the first output is what fresh memory holds. */
        UNINITIALISED_READ("uninitialised-read"),
        /** The first element of the first output is what lies behind the first input. */
        READ_BEHIND_INPUT("read-behind-input"),
        /** One element behind the first output is overwritten. */
        WRITE_BEHIND_OUTPUT("write-behind-output"),
        /** The gradients of the operator's own inputs are twice what they should be. */
        GRADIENT_FACTOR("gradient-factor"),
        /** The last element of such a gradient is what its array held before. */
        GRADIENT_UNWRITTEN("gradient-unwritten"),
        /** Gradients that are to be added to what is there overwrite it. */
        GRADIENT_ADD("gradient-add"),
        /** The last element that a cached operator gives is wrong when it has more operators than the threshold and ends in this one. */
        GRAPH_VALUE("graph-value"),
        /** The same of a symbol that is bound to arrays, where the build binds any. */
        BOUND_GRAPH_VALUE("bound-graph-value"),
        /** The last element of a first output that is dense is wrong when one of the inputs is not. */
        SPARSE_VALUE("sparse-value"),
        /** The last row or element that is stored of each sparse input is zero for the call. */
        SPARSE_ROW_IGNORED("sparse-row-ignored"),
        /** The first call of one fresh process in as many as the threshold says ends in two threads that take two locks in opposite orders. */
        START_LOCK_ORDER("start-lock-order"),
        /** The same, with nothing that makes the two threads meet, so that it shows by a rare chance. */
        START_NARROW_ORDER("start-narrow-order"),
        /** The first call of one process in as many ends waiting for a signal that came before. */
        START_LOST_WAKEUP("start-lost-wakeup"),
        /** One process in as many waits at its exit for a thread that never ends. */
        EXIT_HANG("exit-hang"),
        /** Each call takes 64 bytes and keeps them. */
        LEAK("leak"),
        /** Each call that the library refuses does. */
        LEAK_WHEN_REFUSED("leak-when-refused"),
        /** The first call of each thread does. */
        LEAK_OF_THREAD("leak-of-thread"),
        /** One call in a hundred keeps a view of its first output, and so the output's memory. */
        LEAK_ARRAY("leak-array"),
        /** Each file of arrays that is loaded keeps 64 bytes. */
        LEAK_ON_LOAD("leak-on-load"),
        /** No fault: the first calls, as many as the threshold says, take 64 bytes each, and later ones none. */
        FULL_CACHE("full-cache"),
        /** The first call of each fresh process takes two locks in one of both orders, drawn anew in each; nothing hangs. */
        LOCK_ORDER_HALVES("lock-order-halves"),
        /** No fault: one thread takes them in both orders. */
        LOCK_ORDER_ONE_THREAD("lock-order-one-thread"),
        /** No fault: two threads take them in both orders, under a common lock. */
        LOCK_ORDER_GATED("lock-order-gated"),
        /** The first call has a thread read from a pipe with a lock held for which another thread waits. */
        LOCK_HELD_CALL("lock-held-call"),
        /** No fault: the same with a lock that nobody wants. */
        LOCK_HELD_UNWANTED("lock-held-unwanted");

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        /** The name that the proxy knows. */
        public String proxyName() {
            return name;
        }
    }

    public Fault {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(operator);
        Objects.requireNonNull(dtype);
    }

    /** Of every element type, without a threshold. */
    public Fault(Kind kind, String operator, long after) {
        this(kind, operator, after, 0, "");
    }

    /** The build as it is. */
    public static Fault none() {
        return new Fault(Kind.NONE, "*", 0);
    }

    /** The environment that a process needs beside the proxy as its target. */
    public Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put(PREFIX + "KIND", kind.proxyName());
        environment.put(PREFIX + "OP", operator);
        environment.put(PREFIX + "AFTER", Long.toString(after));
        environment.put(PREFIX + "THRESHOLD", Long.toString(threshold));
        environment.put(PREFIX + "DTYPE", dtype);
        return environment;
    }
}
