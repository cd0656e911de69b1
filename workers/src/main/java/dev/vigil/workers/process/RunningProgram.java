package dev.vigil.workers.process;

import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.workers.crash.ChildExit;
import dev.vigil.workers.crash.EndClassifier;
import dev.vigil.workers.crash.Remains;
import dev.vigil.workers.crash.Remains.Cause;
import dev.vigil.workers.crash.StackCapture;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A program from its start to its end. It hangs when its time is over and none of its threads did anything for a second:
 * one that is starved by others is ready to run, and one that computes uses processor time. Thread-safe.
 */
public final class RunningProgram implements Watchdog.Watched {
    private static final int REPORT_BYTES_MAX = 256 << 10;
    private static final int TEXT_BYTES_MAX = 16 << 10;

    private static final long MEMORY_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A second. */
    private static final int SAMPLES = 10;
    /** More processor time in that second is work; threads that merely look whether there is some use less. */
    private static final long IDLE_CPU_MS_MAX = 50;
    /** A thread is found ready to run as often by chance. */
    private static final int IDLE_READY_MAX = 3;

    private final ChildProcess child;
    private final Launch launch;
    private final ProgramLimits limits;
    private final long startedNanos;
    private final StackCapture stacks;
    private final Executor background;
    private final CompletableFuture<ProgramEnd> end;
    private final AtomicReference<Cause> cause = new AtomicReference<>(Cause.NOT_US);

    private volatile String note = "";
    private volatile long residentBytesMax;
    private volatile @Nullable Capsule capsule;

    // Only the watchdog's thread uses these.
    private final Deque<ProcSession.Sample> samples = new ArrayDeque<>();
    private final ProcSession session;
    private long memoryNanos;
    private long sampledNanos;

    RunningProgram(
            ChildProcess child,
            Launch launch,
            ProgramLimits limits,
            long startedNanos,
            StackCapture stacks,
            EndClassifier classifier,
            Executor background) {
        this.child = child;
        this.launch = launch;
        this.limits = limits;
        this.startedNanos = startedNanos;
        this.stacks = stacks;
        this.background = background;
        this.session = new ProcSession(child.pid());
        this.memoryNanos = startedNanos;
        this.end = child.end().thenApplyAsync(exit -> ended(exit, classifier), background);
    }

    /** Completes once, when the program and all that it started are gone. */
    public CompletableFuture<ProgramEnd> end() {
        return end;
    }

    /** Asks for its end; returns at once. */
    public void stop() {
        kill(Cause.STOPPED);
    }

    @Override
    public boolean look(long nowNanos) {
        if (child.end().isDone() || cause.get() != Cause.NOT_US) {
            return false;
        }
        if (nowNanos - memoryNanos > MEMORY_LOOK_NANOS) {
            memoryNanos = nowNanos;
            lookAtMemory();
        }
        long ranMs = TimeUnit.NANOSECONDS.toMillis(nowNanos - startedNanos);
        if (ranMs > limits.totalMs()) {
            hangs("still at work after " + ranMs + " ms");
        } else if (ranMs > limits.quietMs() && nowNanos - sampledNanos > SAMPLE_NANOS) {
            sampledNanos = nowNanos;
            samples.add(session.sample());
            if (samples.size() > SAMPLES) {
                samples.remove();
                if (quiet()) {
                    hangs("no thread did anything for a second after " + limits.quietMs() + " ms");
                }
            }
        }
        return true;
    }

    private boolean quiet() {
        long cpuMs = samples.getLast().cpuMs() - samples.getFirst().cpuMs();
        long ready = samples.stream().filter(ProcSession.Sample::ready).count();
        return cpuMs < IDLE_CPU_MS_MAX && ready <= IDLE_READY_MAX;
    }

    private void lookAtMemory() {
        long resident = session.residentBytes();
        residentBytesMax = Math.max(residentBytesMax, resident);
        if (resident > limits.memoryBytes()) {
            note = resident / (1 << 20) + " MiB resident, " + limits.memoryBytes() / (1 << 20) + " MiB allowed";
            kill(Cause.MEMORY);
        }
    }

    private void hangs(String why) {
        if (cause.compareAndSet(Cause.NOT_US, Cause.HANG)) {
            background.execute(() -> captureAndKill(why));
        }
    }

    private void captureAndKill(String why) {
        try {
            Capsule taken = stacks.capsule(session.processes(), launch.folder());
            capsule = taken;
            note = why + "; " + taken.note();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            child.kill();
        }
    }

    private void kill(Cause why) {
        cause.compareAndSet(Cause.NOT_US, why);
        child.kill();
    }

    private ProgramEnd ended(ChildExit exit, EndClassifier classifier) {
        long endedNanos = System.nanoTime();
        Path folder = launch.folder();
        Capsule seen = capsule;
        ProcessEnd how = classifier.classify(new Remains(
                exit,
                endedByUs(exit),
                true,
                "",
                TextFiles.head(folder.resolve(ProgramStart.TRACE), REPORT_BYTES_MAX),
                "",
                TextFiles.tail(launch.stderr(), TEXT_BYTES_MAX),
                seen == null ? List.of() : mainFrames(seen),
                note,
                residentBytesMax));
        String report = TextFiles.head(folder.resolve(ProgramStart.REPORT), REPORT_BYTES_MAX);
        background.execute(() -> ScratchRoot.delete(folder));
        return new ProgramEnd(how, startedNanos, endedNanos, report, seen);
    }

    private static List<String> mainFrames(Capsule seen) {
        return seen.threads().stream()
                .filter(t -> t.process() == t.thread() && !t.frames().isEmpty())
                .findFirst()
                .map(Capsule.Parked::frames)
                .orElse(List.of());
    }

    /** A program that crashed in the moment before our kill has crashed. */
    private Cause endedByUs(ChildExit exit) {
        int sigkill = 9;
        return exit.signal() == sigkill ? Objects.requireNonNull(cause.get()) : Cause.NOT_US;
    }
}
