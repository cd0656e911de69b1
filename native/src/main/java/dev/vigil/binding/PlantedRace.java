package dev.vigil.binding;

import java.util.List;
import java.util.Map;

/**
 * FAULT INJECTION: a race that the race proxy plants ({@link FaultProxy#installRaces}), for canaries and tests of the
 * concurrency probes. It is there from the first call of a second thread on.
 */
public enum PlantedRace {
    /** Nothing: the build as it is, behind the same proxy. */
    NONE("none"),
    /** An operation in place leaves half of the array wrong for a moment. */
    TORN_WRITE("torn-write", "read-by-operation", "read-by-copy"),
    /** An operation in place reads, computes, and writes later. */
    LOST_UPDATE("lost-update", "two-writers"),
    /** A copy into an array waits for nobody. */
    OVERTAKING_COPY("overtaking-copy", "copy-in-turn"),
    /** A wait for reading returns at once. */
    EARLY_READ("early-read", "wait-to-read"),
    /** A wait for writing does not wait for readers. */
    EARLY_WRITE("early-write", "wait-to-write"),
    /** A wait for everything returns at once when another thread is in one. */
    EARLY_ALL("early-all", "wait-for-all"),
    /** All threads have one error text. */
    SHARED_ERROR_TEXT("shared-error-text", "error-text"),
    /** The failure of an array comes out of the next wait as well. */
    ERROR_ELSEWHERE("error-elsewhere", "error-of-one-array"),
    /** Waits for reading report no failure. */
    ERROR_FORGOTTEN("error-forgotten", "error-of-shared-array"),
    /** A failed wait for everything is followed by others. */
    ERROR_AGAIN("error-again", "error-in-wait-for-all"),
    /** A seed that one thread sets makes the next sample of the others the one before. */
    REWOUND_STREAM("rewound-stream", "seed-while-drawing"),
    /** What a seed gives depends on the thread. */
    SEED_BY_THREAD("seed-by-thread", "stream-of-a-seed"),
    /** A new array gets the memory of another thread's. */
    SHARED_BLOCK("shared-block", "own-blocks"),
    /** Freeing does not wait for readers. */
    EARLY_FREE("early-free", "freed-while-pending"),
    /** Emptying the pool spoils the next result. */
    EMPTIED_IN_USE("emptied-in-use", "emptied-pool"),
    /** A copy into an array is done some time after it returned. */
    LATE_COPY("late-copy", "handed-over"),
    /** An operation on a slice writes the array around it back. */
    WHOLE_ROW_WRITE("whole-row-write", "rows-of-one-array"),
    /** A view is a copy. */
    STALE_VIEW("stale-view", "views-while-written"),
    /** A cached operator has one place for the input of all threads. */
    SHARED_INPUT("shared-input", "cached-op-together"),
    /** A cached operator that changes threads computes for the input before. */
    KEPT_INPUT("kept-input", "cached-op-in-turn"),
    /** Inference answers all threads in one place. */
    SHARED_SHAPES("shared-shapes", "infer-together"),
    /** Composition keeps what it composes in one place. */
    SHARED_COMPOSITION("shared-composition", "compose-together"),
    /** The list of operators lacks one when two threads ask. */
    SHORT_LIST("short-list", "list-while-running"),
    /** Flags of autograd and numpy shapes belong to the process. */
    SHARED_FLAGS("shared-flags", "recording-flags", "numpy-shape-flag"),
    /** So does the bulk size. */
    SHARED_BULK("shared-bulk", "bulk-size"),
    /** A gradient goes where another thread marked last. */
    SWAPPED_GRADIENT("swapped-gradient", "gradients"),
    /** Bytes of arrays are answered in one place. */
    SHARED_ANSWERS("shared-answers", "own-answers"),
    /** Lent memory is returned twice. */
    DOUBLE_RETURN("double-return", "lent-memory"),
    /** Borrowed memory goes when its array does. */
    UNHELD_LOAN("unheld-loan", "borrowed-memory"),
    /** One pushed function in three runs at once, on the caller. */
    UNORDERED_PUSH("unordered-push", "pushed-functions"),
    /** Changing the profiler's state spoils the next result. */
    PROFILER_SPOILS("profiler-spoils", "profiler"),
    /** After such a change the next call throws. */
    PROFILER_THROWS("profiler-throws", "profiler-of-calls"),
    /** Changing the number of threads spoils the next result. */
    OMP_SPOILS("omp-spoils", "omp-threads"),
    /** Announcing the end never returns. */
    SHUTDOWN_HANGS("shutdown-hangs", "shutdown"),
    /** Copies out of arrays are zero once the end was announced. */
    SHUTDOWN_FORGETS("shutdown-forgets", "wait-at-shutdown"),
    /** Two threads in an operation abort. */
    CRASH_TOGETHER("crash-together"),
    /** The first waits for reading of each thread take two locks, in an order of the thread's, and do nothing between them. */
    NARROW_ORDER("narrow-order"),
    /** The first bytes of arrays that each thread asks for pass through one place, which is guarded, but not in between. */
    NARROW_ANSWERS("narrow-answers"),
    /** A wait for reading sleeps through its end, once in some hundreds. */
    LOST_WAKE_UP("lost-wake-up");

    /** The variable that names the race. */
    public static final String VARIABLE = Fault.PREFIX + "RACE";

    private final String proxyName;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes one that nobody can change
    private final List<String> probes;

    PlantedRace(String proxyName, String... probes) {
        this.proxyName = proxyName;
        this.probes = List.of(probes);
    }

    /** The name that the proxy knows. */
    public String proxyName() {
        return proxyName;
    }

    /** The probes of {@code vigil-race} that must see it; empty for races that end a process instead, or show by a rare chance. */
    public List<String> probes() {
        return probes;
    }

    /** The environment that a process needs beside the proxy as its target. */
    public Map<String, String> environment() {
        return Map.of(VARIABLE, proxyName);
    }
}
