package dev.vigil.workers.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.workers.process.RunningExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class WarmExecutorsTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private Supervised supervised;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private WarmExecutors warm;

    private final List<RunningExecutor> taken = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        supervised = new Supervised(folder);
        warm = new WarmExecutors(supervised.supervisor());
    }

    @AfterEach
    void close() throws Exception {
        warm.close();
        for (RunningExecutor executor : taken) {
            executor.stop();
            executor.end().get(20, TimeUnit.SECONDS);
        }
        supervised.close();
    }

    private RunningExecutor take(ProcessSettings settings) throws IOException {
        RunningExecutor executor = warm.take(supervised.target(), settings, Supervised.LIMITS);
        taken.add(executor);
        return executor;
    }

    private void awaitStarted(long count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (supervised.started() != count) {
            assertTrue(System.nanoTime() < deadline, supervised.started() + " of " + count);
            Thread.sleep(20);
        }
    }

    @Test
    void withoutACrashNothingIsStartedAhead() throws Exception {
        take(Supervised.PLAIN);
        assertEquals(1, supervised.started());
    }

    @Test
    void afterACrashTheNextOneIsThereAlready() throws Exception {
        warm.crashed();
        take(Supervised.PLAIN);
        assertEquals(2, supervised.started(), "one taken and one spare");

        RunningExecutor second = take(Supervised.PLAIN);

        assertTrue(second.socket().contains("/x2/"), second.socket());
        second.ready().get(20, TimeUnit.SECONDS);
        assertEquals(3, supervised.started(), "the spare was taken and has a successor");
    }

    @Test
    void aSpareForOtherSettingsMakesRoom() throws Exception {
        warm.crashed();
        take(Supervised.PLAIN);

        RunningExecutor other = take(Supervised.OTHER);

        assertTrue(other.socket().contains("/x3/"), other.socket());
        // The spare for plain settings is gone with its files; one for the others has come.
        awaitStarted(3);
    }

    @Test
    void aSpareThatDiedIsNotHandedOut() throws Exception {
        warm.crashed();
        take(Supervised.PLAIN);
        ProcessHandle spare = ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().arguments().stream()
                        .flatMap(java.util.Arrays::stream)
                        .anyMatch(a -> a.contains(supervised.scratch().path() + "/x2")))
                .reduce((launcher, child) -> child)
                .orElseThrow();
        spare.destroyForcibly();
        spare.onExit().get(20, TimeUnit.SECONDS);
        // Its end is told on a thread of the supervisor, for which nothing outside can wait.
        Thread.sleep(300);

        RunningExecutor next = take(Supervised.PLAIN);

        assertFalse(next.socket().contains("/x2/"), next.socket());
        next.ready().get(20, TimeUnit.SECONDS);
    }

    @Test
    void sparesEndWhenCrashesStayAwayAndTheUnitIsOver() throws Exception {
        warm.crashed();
        for (int i = 0; i < 5; i++) {
            take(Supervised.PLAIN);
        }
        assertEquals(5, supervised.started(), "the fifth start after a crash was the last spare");
        warm.crashed();
        take(Supervised.PLAIN);
        warm.unitEnded();
        assertEquals(7, supervised.started(), "a crash is near: the spare stays for the next unit");
    }

    @Test
    void closingEndsTheSpare() throws Exception {
        warm.crashed();
        take(Supervised.PLAIN);
        warm.close();
        awaitStarted(1);
    }
}
