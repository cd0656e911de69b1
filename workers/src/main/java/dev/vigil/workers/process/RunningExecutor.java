package dev.vigil.workers.process;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.workers.crash.ChildExit;
import dev.vigil.workers.crash.EndClassifier;
import dev.vigil.workers.crash.Remains;
import dev.vigil.workers.crash.Remains.Cause;
import dev.vigil.workers.crash.StackCapture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One executor from its start to its end. It hangs when the time of its case is over and it has worked for as long or rests;
 * one that others keep from the processor is waited for longer, and so is one that works on a GPU, whose driver compiles kernels for
 * up to a minute when they are first used. Thread-safe.
 */
public final class RunningExecutor implements Watchdog.Watched {
    private static final long READY_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int TEXT_TAIL_BYTES = 16 << 10;
    private static final int ERROR_FILE_BYTES = 256 << 10;

    /** A case that is kept from the processor may take this often its time ... */
    private static final int STARVED_FACTOR = 3;
    /** ... and this part of its unit's. */
    private static final double STARVED_SHARE = 0.4;

    /** A case that may be compiling kernels may work this often its time ... */
    private static final int COMPILING_FACTOR = 12;
    /** ... and this part of its unit's. */
    private static final double COMPILING_SHARE = 0.7;

    private final ChildProcess child;
    private final Ending ending;
    private final ExecutorFiles files;
    private final Path stderr;
    private final String module;
    private final StackCapture stacks;
    private final Executor background;
    private final ProcFiles proc;
    private final boolean compiles;
    private final long startedNanos = System.nanoTime();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<ProcessEnd> end;

    private volatile UnitLimits limits;
    private volatile long residentBytesMax;
    private volatile long caseThread;
    private volatile List<String> hangFrames = List.of();
    private volatile String note = "";

    // Only the watchdog's thread uses these.
    private @Nullable BlackBox blackBox;
    private long seenHeartbeat = -1;
    private long seenCpuMs;
    private final Rest rest;

    RunningExecutor(
            ChildProcess child,
            ExecutorFiles files,
            Path stderr,
            Target target,
            ProcessSettings settings,
            UnitLimits limits,
            StackCapture stacks,
            EndClassifier classifier,
            Executor background) {
        this.child = child;
        this.ending = new Ending(child);
        this.rest = new Rest(new ProcSession(child.pid()));
        this.files = files;
        this.stderr = stderr;
        this.module = Path.of(target.library()).getFileName().toString();
        this.compiles = settings.onGpu();
        this.limits = limits;
        this.stacks = stacks;
        this.background = background;
        this.proc = new ProcFiles(child.pid());
        this.end = child.end().thenApplyAsync(exit -> classifier.classify(remains(exit)), background);
    }

    public long pid() {
        return child.pid();
    }

    public String socket() {
        return files.socket().toString();
    }

    public String blackBox() {
        return files.blackBox().toString();
    }

    /** Completes when it listens; never when it ends before. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Completes once when it is gone, whether or not it was ever ready. */
    public CompletableFuture<ProcessEnd> end() {
        return end;
    }

    /** Asks for its end; returns at once. */
    public void stop() {
        ending.kill(Cause.STOPPED);
    }

    /** The limits of the unit it serves from now on. */
    public void limit(UnitLimits limits) {
        this.limits = limits;
    }

    /** Removes what it left, once nobody reads it any more. */
    public void discard() {
        var unused = end.thenRunAsync(() -> ScratchRoot.delete(files.folder()), background);
    }

    @Override
    public boolean look(long nowNanos) {
        if (ending.begun()) {
            return false;
        }
        if (!ready.isDone()) {
            lookForReady(nowNanos);
        }
        long resident = proc.residentBytes();
        residentBytesMax = Math.max(residentBytesMax, resident);
        UnitLimits now = limits;
        if (resident > now.memoryBytes()) {
            note = resident / (1 << 20) + " MiB resident, " + now.memoryBytes() / (1 << 20) + " MiB allowed";
            ending.kill(Cause.MEMORY);
        } else if (blackBox != null) {
            lookForHang(blackBox, nowNanos, now);
        }
        return true;
    }

    private void lookForReady(long nowNanos) {
        // The socket is there before it listens; the thread file comes after that.
        if (Files.exists(files.socket()) && Files.exists(files.thread())) {
            caseThread = caseThread();
            blackBox = map();
            ready.complete(null);
        } else if (nowNanos - startedNanos > READY_NANOS_MAX) {
            note = "waited " + TimeUnit.NANOSECONDS.toSeconds(READY_NANOS_MAX) + " s for it";
            ending.kill(Cause.NEVER_READY);
        }
    }

    private void lookForHang(BlackBox box, long nowNanos, UnitLimits now) {
        long heartbeat = box.heartbeat();
        if (heartbeat != seenHeartbeat) {
            seenHeartbeat = heartbeat;
            seenCpuMs = proc.cpuMs();
            rest.over();
            return;
        }
        long ranMs = TimeUnit.NANOSECONDS.toMillis(box.runningNanos(nowNanos));
        if (!box.running() || ranMs <= TimeUnit.SECONDS.toMillis(now.caseSeconds())) {
            return;
        }
        long cpuMs = proc.cpuMs() - seenCpuMs;
        if (hangs(now, ranMs, cpuMs, rest.lasts(nowNanos), compiles) && ending.begin(Cause.HANG)) {
            String during = box.phase().name().toLowerCase(Locale.ROOT);
            background.execute(() -> captureAndKill(during, now, cpuMs));
        }
    }

    /** Of a case whose time is over. */
    static boolean hangs(UnitLimits limits, long ranMs, long cpuMs, boolean rests, boolean compiles) {
        long caseMs = TimeUnit.SECONDS.toMillis(limits.caseSeconds());
        if (compiles) {
            return rests || ranMs > longest(limits, COMPILING_FACTOR, COMPILING_SHARE);
        }
        return rests || cpuMs >= caseMs || ranMs > longest(limits, STARVED_FACTOR, STARVED_SHARE);
    }

    /** In milliseconds: so often the time of a case, within a share of the unit's. */
    private static long longest(UnitLimits limits, int factor, double share) {
        return (long) (1000 * Math.min((double) factor * limits.caseSeconds(), share * limits.seconds()));
    }

    private void captureAndKill(String during, UnitLimits limited, long cpuMs) {
        try {
            StackCapture.Captured captured = stacks.capture(child.pid(), caseThread, module, files.folder());
            hangFrames = captured.frames();
            note = "in " + during + " for more than " + limited.caseSeconds() + " s, " + cpuMs
                    + " ms of processor time meanwhile; " + captured.note();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            child.kill();
        }
    }

    private Remains remains(ChildExit exit) {
        return new Remains(
                exit,
                ending.of(exit),
                ready.isDone(),
                TextFiles.head(files.hsErr(), ERROR_FILE_BYTES),
                TextFiles.head(files.trace(), ERROR_FILE_BYTES),
                TextFiles.head(files.fault(), TEXT_TAIL_BYTES),
                TextFiles.tail(stderr, TEXT_TAIL_BYTES),
                hangFrames,
                note,
                residentBytesMax);
    }

    private long caseThread() {
        String said = TextFiles.head(files.thread(), TEXT_TAIL_BYTES).strip();
        return said.matches("tid \\d{1,18}") ? Long.parseLong(said.substring("tid ".length())) : 0;
    }

    private @Nullable BlackBox map() {
        try (FileChannel channel = FileChannel.open(files.blackBox())) {
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, BlackBox.BYTES);
            return new BlackBox(mapped.order(ByteOrder.nativeOrder()));
        } catch (IOException e) {
            note = "its black box cannot be read: " + e.getMessage();
            ending.kill(Cause.NEVER_READY);
            return null;
        }
    }
}
