package dev.vigil.workers.process;

import dev.vigil.workers.crash.ChildExit;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child under its launcher. Thread-safe. */
public final class ChildProcess {
    /** The launcher ends its child within milliseconds; after this we no longer rely on it. */
    private static final long LAUNCHER_GRACE_MS = 3_000;

    private static final int SIGKILL = 9;
    private static final Pattern END = Pattern.compile("(exited|signalled) (\\d+).*");
    private static final Pattern RESIDENT = Pattern.compile("rusage (\\d+) .*");

    private final Process launcher;
    private final long pid;
    private final CompletableFuture<ChildExit> end;

    ChildProcess(Process launcher, BufferedReader said, long pid) {
        this.launcher = launcher;
        this.pid = pid;
        this.end = launcher.onExit().thenApply(gone -> readEnd(said));
    }

    /** Of the child, not of its launcher. */
    public long pid() {
        return pid;
    }

    /** Completes once, never exceptionally, when the child and its descendants are gone. */
    public CompletableFuture<ChildExit> end() {
        return end;
    }

    /** Ends the child and all its descendants; returns at once and is harmless when it is gone. */
    public void kill() {
        try {
            launcher.getOutputStream().close();
        } catch (IOException e) {
            // The pipe is gone because the launcher is; the last resort below does nothing then.
        }
        CompletableFuture.delayedExecutor(LAUNCHER_GRACE_MS, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (launcher.isAlive()) {
                        killWithoutLauncher();
                    }
                });
    }

    private void killWithoutLauncher() {
        ProcessHandle.of(pid).ifPresent(child -> {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
        });
        launcher.destroyForcibly();
    }

    private ChildExit readEnd(BufferedReader said) {
        String how = "";
        int number = SIGKILL;
        long residentBytesMax = 0;
        try (said) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                Matcher ended = END.matcher(line);
                if (ended.matches()) {
                    how = ended.group(1);
                    number = Integer.parseInt(ended.group(2));
                }
                Matcher resident = RESIDENT.matcher(line);
                if (resident.matches()) {
                    residentBytesMax = Long.parseLong(resident.group(1)) << 10;
                }
            }
        } catch (IOException e) {
            how = "";
        }
        if (how.isEmpty()) {
            // Somebody killed the launcher; its child must not live on unwatched.
            killWithoutLauncher();
        }
        return how.equals("exited")
                ? ChildExit.exited(number, residentBytesMax)
                : ChildExit.signalled(number, residentBytesMax);
    }
}
