package dev.vigil.cli.child;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.Blamed;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The executors that this lane host asked its worker for, until their ends are known. Thread-safe. */
final class HostedExecutors {
    private final HostChannel channel;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();

    private record Asked(CompletableFuture<ToLaneHost.ExecutorReady> ready, CompletableFuture<ProcessEnd> end) {}

    HostedExecutors(HostChannel channel) {
        this.channel = channel;
    }

    /** Blocks until it listens. */
    LaneContext.ChildProcess start(ProcessSettings settings, UnitLimits limits) throws LaneFault, InterruptedException {
        int number = numbers.incrementAndGet();
        Asked one = new Asked(new CompletableFuture<>(), new CompletableFuture<>());
        asked.put(number, one);
        try {
            channel.tell(new FromLaneHost.StartExecutor(number, settings, limits));
            CompletableFuture.anyOf(one.ready(), one.end()).get();
            if (!one.ready().isDone()) {
                ProcessEnd end = one.end().get();
                throw new LaneFault(end.detail(), blamed(end));
            }
            return new Hosted(number, one.ready().get(), one.end());
        } catch (IOException | ExecutionException e) {
            throw new LaneFault("no executor: " + e.getMessage(), e);
        }
    }

    private static Blamed blamed(ProcessEnd end) {
        if (end.doesNotLoad()) {
            return Blamed.TARGET;
        }
        return end.kind() == ProcessEnd.Kind.NOT_STARTED ? Blamed.WORKER : Blamed.UNIT;
    }

    void ready(ToLaneHost.ExecutorReady message) {
        Asked one = asked.get(message.executor());
        if (one != null) {
            one.ready().complete(message);
        }
    }

    void ended(ToLaneHost.ExecutorEnded message) {
        Asked one = asked.remove(message.executor());
        if (one != null) {
            one.end().complete(message.end());
        }
    }

    private final class Hosted implements LaneContext.ChildProcess {
        private final int number;
        private final ToLaneHost.ExecutorReady ready;
        private final CompletableFuture<ProcessEnd> end;

        Hosted(int number, ToLaneHost.ExecutorReady ready, CompletableFuture<ProcessEnd> end) {
            this.number = number;
            this.ready = ready;
            this.end = end;
        }

        @Override
        public String socket() {
            return ready.socket();
        }

        @Override
        public String blackBox() {
            return ready.blackBox();
        }

        @Override
        public ProcessEnd awaitEnd() throws InterruptedException {
            try {
                return end.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an end is only ever completed with a value", e);
            }
        }

        @Override
        public ProcessEnd stop() throws InterruptedException {
            if (!end.isDone()) {
                try {
                    channel.tell(new FromLaneHost.StopExecutor(number));
                } catch (IOException e) {
                    // Without a worker this process ends at once, and its executors with it.
                    throw (InterruptedException) new InterruptedException("the worker is gone").initCause(e);
                }
            }
            return awaitEnd();
        }
    }
}
