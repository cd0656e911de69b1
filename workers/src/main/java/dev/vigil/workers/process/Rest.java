package dev.vigil.workers.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Whether the processes of a session rest: for a second, none of their threads did anything. One that is starved by others is
 * ready to run, and one that computes uses processor time. One thread.
 */
final class Rest {
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A second. */
    private static final int SAMPLES = 10;
    /** More processor time in that second is work; threads that merely look whether there is some use less. */
    private static final long IDLE_CPU_MS_MAX = 50;
    /** A thread is found ready to run as often by chance. */
    private static final int IDLE_READY_MAX = 3;

    private final ProcSession session;
    private final Deque<ProcSession.Sample> samples = new ArrayDeque<>();
    private long sampledNanos;

    Rest(ProcSession session) {
        this.session = session;
    }

    /** Forgets what was seen: something began. */
    void over() {
        samples.clear();
    }

    /** Looks, when it is time to, and answers whether they have rested for a second now. */
    boolean lasts(long nowNanos) {
        if (nowNanos - sampledNanos <= SAMPLE_NANOS) {
            return false;
        }
        sampledNanos = nowNanos;
        samples.add(session.sample());
        if (samples.size() <= SAMPLES) {
            return false;
        }
        samples.remove();
        long cpuMs = samples.getLast().cpuMs() - samples.getFirst().cpuMs();
        long ready = samples.stream().filter(ProcSession.Sample::ready).count();
        return cpuMs < IDLE_CPU_MS_MAX && ready <= IDLE_READY_MAX;
    }
}
