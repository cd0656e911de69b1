package dev.vigil.cli.child;

import dev.vigil.binding.CxxNames;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The programs that this lane host asked its worker for, until their ends are known. Thread-safe. */
final class HostedPrograms {
    private final HostChannel channel;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<ProgramEnd>> asked = new ConcurrentHashMap<>();

    HostedPrograms(HostChannel channel) {
        this.channel = channel;
    }

    LaneContext.RunningProgram start(ProgramStart start) throws LaneFault {
        int number = numbers.incrementAndGet();
        CompletableFuture<ProgramEnd> end = new CompletableFuture<>();
        asked.put(number, end);
        try {
            channel.tell(new FromLaneHost.StartProgram(number, start));
        } catch (IOException e) {
            throw new LaneFault("no program: " + e.getMessage(), e);
        }
        return new Hosted(number, end);
    }

    void ended(ToLaneHost.ProgramEnded message) {
        CompletableFuture<ProgramEnd> end = asked.remove(message.program());
        if (end != null) {
            end.complete(readable(message.end()));
        }
    }

    /** What a program wrote down when it died has names as its libraries spell them. */
    private static ProgramEnd readable(ProgramEnd told) {
        List<String> frames =
                told.end().frames().stream().map(CxxNames::readable).toList();
        return new ProgramEnd(
                told.end().withFrames(frames), told.startedNanos(), told.endedNanos(), told.report(), told.capsule());
    }

    private final class Hosted implements LaneContext.RunningProgram {
        private final int number;
        private final CompletableFuture<ProgramEnd> end;

        Hosted(int number, CompletableFuture<ProgramEnd> end) {
            this.number = number;
            this.end = end;
        }

        @Override
        public ProgramEnd awaitEnd() throws InterruptedException {
            try {
                return end.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an end is only ever completed with a value", e);
            }
        }

        @Override
        public ProgramEnd stop() throws InterruptedException {
            if (!end.isDone()) {
                try {
                    channel.tell(new FromLaneHost.StopProgram(number));
                } catch (IOException e) {
                    // Without a worker this process ends at once, and its programs with it.
                    throw (InterruptedException) new InterruptedException("the worker is gone").initCause(e);
                }
            }
            return awaitEnd();
        }
    }
}
