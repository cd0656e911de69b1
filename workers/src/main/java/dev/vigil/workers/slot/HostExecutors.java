package dev.vigil.workers.slot;

import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import dev.vigil.workers.process.RunningExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The executors of one lane host, by the numbers that it gave them. They may outlive the unit that asked for them and
 * never outlive the lane host. Used by the slot's thread only.
 */
final class HostExecutors {
    /** Dead executors whose files stay readable for the lane: it looks at the last one only. */
    private static final int DEAD_KEPT = 4;

    /** What a lane host may keep for its next unit; memory is planned for no more. */
    private static final int KEPT_MAX = 1;

    private final LaneHost host;
    private final WarmExecutors executors;
    private final Map<Integer, RunningExecutor> running = new HashMap<>();
    private final Deque<RunningExecutor> dead = new ArrayDeque<>();

    HostExecutors(LaneHost host, WarmExecutors executors) {
        this.host = host;
        this.executors = executors;
    }

    void start(FromLaneHost.StartExecutor start, Target target) throws IOException {
        int number = start.executor();
        RunningExecutor executor;
        try {
            executor = executors.take(target, start.settings(), start.limits());
        } catch (IOException e) {
            host.tell(new ToLaneHost.ExecutorEnded(number, notStarted(e)));
            return;
        }
        running.put(number, executor);
        var unusedReady = executor.ready().thenRun(() -> host.events().add(new HostEvent.Ready(number)));
        var unusedEnd = executor.end().thenAccept(end -> host.events().add(new HostEvent.Ended(number, end)));
    }

    void stop(int number) throws IOException {
        RunningExecutor executor = running.get(number);
        if (executor != null) {
            executor.stop();
        } else {
            // Ended by us meanwhile; whoever asks waits for an answer.
            host.tell(new ToLaneHost.ExecutorEnded(number, notStarted(new IOException("it was ended already"))));
        }
    }

    void ready(int number) throws IOException {
        RunningExecutor executor = running.get(number);
        if (executor != null) {
            host.tell(new ToLaneHost.ExecutorReady(number, executor.socket(), executor.blackBox()));
        }
    }

    /** Tells the lane host; answers whether the executor was one of these. */
    boolean ended(HostEvent.Ended ended) throws IOException {
        RunningExecutor executor = running.remove(ended.executor());
        if (executor == null) {
            return false;
        }
        dead.add(executor);
        if (dead.size() > DEAD_KEPT) {
            dead.remove().discard();
        }
        if (ended.end().blamesBuild()) {
            executors.crashed();
        }
        host.tell(new ToLaneHost.ExecutorEnded(ended.executor(), ended.end()));
        return true;
    }

    /** The unit is over: what died in it is of no use any more, and what a lane host may keep is bounded. */
    void unitEnded() {
        dead.forEach(RunningExecutor::discard);
        dead.clear();
        if (running.size() > KEPT_MAX) {
            // They stay listed: the next unit's attempt tells the lane host of their ends.
            running.values().forEach(RunningExecutor::stop);
        }
        executors.unitEnded();
    }

    /** What they still report belongs to nobody: their numbers are never used again. */
    void endAll() {
        running.values().forEach(executor -> {
            executor.stop();
            executor.discard();
        });
        running.clear();
    }

    private static ProcessEnd notStarted(IOException e) {
        return new ProcessEnd(ProcessEnd.Kind.NOT_STARTED, 0, 0, List.of(), "", "no executor: " + e.getMessage(), 0);
    }
}
