package dev.vigil.workers.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.Frames;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import dev.vigil.model.wire.Wire;
import dev.vigil.workers.process.ChildProcess;
import dev.vigil.workers.process.Launch;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lane host's process only sleeps here: the test speaks in its place. */
@Timeout(120)
final class HostExecutorsTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private Supervised supervised;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private LaneHost host;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private SocketChannel lane;

    @SuppressWarnings("NullAway.Init") // needs the host
    private HostExecutors executors;

    @BeforeEach
    void open() throws Exception {
        supervised = new Supervised(folder);
        Path own = supervised.scratch().folder("h");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(own.resolve("socket")));
        Launch launch = new Launch(List.of("/bin/sleep", "100"), Map.of(), own, Launch.USUAL_FILE_BYTES_MAX);
        ChildProcess sleeper = supervised.launcher().start(launch);
        host = new LaneHost(sleeper, server, own, launch.stderr());
        lane = SocketChannel.open(StandardProtocolFamily.UNIX);
        lane.connect(UnixDomainSocketAddress.of(own.resolve("socket")));
        say(new FromLaneHost.Hello(1));
        host.awaitHello();
        executors = new HostExecutors(host, new WarmExecutors(supervised.supervisor()));
    }

    @AfterEach
    void close() throws IOException {
        executors.endAll();
        lane.close();
        host.close();
        supervised.close();
    }

    private void say(FromLaneHost message) throws IOException {
        Frames.write(lane, Wire.encode(message));
    }

    private <T extends ToLaneHost> T heard(Class<T> type) throws IOException {
        return assertInstanceOf(type, Wire.decode(Frames.read(lane), ToLaneHost.class));
    }

    private <T extends HostEvent> T event(Class<T> type) throws InterruptedException {
        return assertInstanceOf(
                type, Objects.requireNonNull(host.events().poll(30, TimeUnit.SECONDS), "no event came"));
    }

    private void start(int number) throws IOException {
        executors.start(
                new FromLaneHost.StartExecutor(number, Supervised.PLAIN, Supervised.LIMITS), supervised.target());
    }

    private void startedAndTold(int number) throws Exception {
        start(number);
        executors.ready(event(HostEvent.Ready.class).executor());
        assertEquals(number, heard(ToLaneHost.ExecutorReady.class).executor());
    }

    @Test
    void theLaneHostHearsWhereItsExecutorListensAndHowItEnded() throws Exception {
        start(7);
        assertEquals(7, event(HostEvent.Ready.class).executor());
        executors.ready(7);
        ToLaneHost.ExecutorReady ready = heard(ToLaneHost.ExecutorReady.class);
        assertTrue(Files.exists(Path.of(ready.socket())) && Files.exists(Path.of(ready.blackBox())), ready.toString());

        executors.stop(7);
        HostEvent.Ended ended = event(HostEvent.Ended.class);
        assertTrue(executors.ended(ended));
        assertEquals(new ToLaneHost.ExecutorEnded(7, ended.end()), heard(ToLaneHost.ExecutorEnded.class));
        assertFalse(executors.ended(ended), "told once");
        assertTrue(Files.exists(Path.of(ready.blackBox())), "the lane may still read what it left");
    }

    @Test
    void stoppingOneThatIsGoneIsAnswered() throws Exception {
        executors.stop(3);
        ToLaneHost.ExecutorEnded told = heard(ToLaneHost.ExecutorEnded.class);
        assertEquals(3, told.executor());
        assertEquals(ProcessEnd.Kind.NOT_STARTED, told.end().kind());
    }

    @Test
    void oneThatCannotLoadItsBuildEndsWithTheReason() throws Exception {
        Target none = new Target("none", "", "/nowhere/libmxnet.so", List.of());
        executors.start(new FromLaneHost.StartExecutor(1, Supervised.PLAIN, Supervised.LIMITS), none);
        HostEvent.Ended ended = event(HostEvent.Ended.class);
        assertTrue(executors.ended(ended));
        assertTrue(heard(ToLaneHost.ExecutorEnded.class).end().doesNotLoad(), ended.toString());
    }

    @Test
    void oneExecutorOutlivesItsUnitAndMoreDoNot() throws Exception {
        startedAndTold(1);
        executors.unitEnded();
        startedAndTold(2);
        assertTrue(host.events().isEmpty(), "the first one still runs: " + host.events());

        executors.unitEnded();

        for (int i = 0; i < 2; i++) {
            HostEvent.Ended ended = event(HostEvent.Ended.class);
            assertTrue(executors.ended(ended), "both are told to the lane host, which may wait for them");
            assertEquals(ended.executor(), heard(ToLaneHost.ExecutorEnded.class).executor());
        }
    }

    @Test
    void afterTheEndOfAllNothingIsToldOfThem() throws Exception {
        startedAndTold(1);
        executors.endAll();
        assertFalse(executors.ended(event(HostEvent.Ended.class)));
    }

    @Test
    void onlyTheLastDeadOnesKeepTheirFiles() throws Exception {
        for (int i = 1; i <= 6; i++) {
            startedAndTold(i);
            executors.stop(i);
            assertTrue(executors.ended(event(HostEvent.Ended.class)));
            heard(ToLaneHost.ExecutorEnded.class);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (supervised.started() > 4) {
            assertTrue(System.nanoTime() < deadline, supervised.started() + " folders");
            Thread.sleep(20);
        }
        assertEquals(4, supervised.started());
    }
}
