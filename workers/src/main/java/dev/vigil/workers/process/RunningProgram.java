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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program from its start to its end. It hangs when its time is over and it rests. Thread-safe. */
public final class RunningProgram implements Watchdog.Watched {
    private static final int REPORT_BYTES_MAX = 256 << 10;
    private static final int TEXT_BYTES_MAX = 16 << 10;

    private static final long MEMORY_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private final ChildProcess child;
    private final Ending ending;
    private final Launch launch;
    private final ProgramLimits limits;
    private final long startedNanos;
    private final StackCapture stacks;
    private final Executor background;
    private final CompletableFuture<ProgramEnd> end;

    private volatile String note = "";
    private volatile long residentBytesMax;
    private volatile @Nullable Capsule capsule;

    // Only the watchdog's thread uses these.
    private final ProcSession session;
    private final Rest rest;
    private long memoryNanos;

    RunningProgram(
            ChildProcess child,
            Launch launch,
            ProgramLimits limits,
            long startedNanos,
            StackCapture stacks,
            EndClassifier classifier,
            Executor background) {
        this.child = child;
        this.ending = new Ending(child);
        this.launch = launch;
        this.limits = limits;
        this.startedNanos = startedNanos;
        this.stacks = stacks;
        this.background = background;
        this.session = new ProcSession(child.pid());
        this.rest = new Rest(session);
        this.memoryNanos = startedNanos;
        this.end = child.end().thenApplyAsync(exit -> ended(exit, classifier), background);
    }

    /** Completes once, when the program and all that it started are gone. */
    public CompletableFuture<ProgramEnd> end() {
        return end;
    }

    /** Asks for its end; returns at once. */
    public void stop() {
        ending.kill(Cause.STOPPED);
    }

    @Override
    public boolean look(long nowNanos) {
        if (ending.begun()) {
            return false;
        }
        if (nowNanos - memoryNanos > MEMORY_LOOK_NANOS) {
            memoryNanos = nowNanos;
            lookAtMemory();
        }
        long ranMs = TimeUnit.NANOSECONDS.toMillis(nowNanos - startedNanos);
        if (ranMs > limits.totalMs()) {
            hangs("still at work after " + ranMs + " ms");
        } else if (ranMs > limits.quietMs() && rest.lasts(nowNanos)) {
            hangs("no thread did anything for a second after " + limits.quietMs() + " ms");
        }
        return true;
    }

    private void lookAtMemory() {
        long resident = session.residentBytes();
        residentBytesMax = Math.max(residentBytesMax, resident);
        if (resident > limits.memoryBytes()) {
            note = resident / (1 << 20) + " MiB resident, " + limits.memoryBytes() / (1 << 20) + " MiB allowed";
            ending.kill(Cause.MEMORY);
        }
    }

    private void hangs(String why) {
        if (ending.begin(Cause.HANG)) {
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

    private ProgramEnd ended(ChildExit exit, EndClassifier classifier) {
        long endedNanos = System.nanoTime();
        Path folder = launch.folder();
        Capsule seen = capsule;
        ProcessEnd how = classifier.classify(new Remains(
                exit,
                ending.of(exit),
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
}
