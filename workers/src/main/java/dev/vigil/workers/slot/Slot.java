package dev.vigil.workers.slot;

import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import dev.vigil.workers.process.ExecutorSupervisor;
import dev.vigil.workers.process.RunningExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane host that is kept between units, and the executors that its lane asks for. A lane host that dies costs the
 * attempt that it ran and nothing else; its executors die with it.
 */
public final class Slot implements UnitRunner {
    /** Dead executors whose files stay readable for the lane: it looks at the last one only. */
    private static final int DEAD_KEPT = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final LaneHosts hosts;
    private final WarmExecutors executors;
    private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();
    private @Nullable LaneHost host;

    public Slot(LaneHosts hosts, ExecutorSupervisor supervisor) {
        this.hosts = hosts;
        this.executors = new WarmExecutors(supervisor);
    }

    @Override
    public UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) throws InterruptedException {
        LaneHost ready;
        try {
            ready = liveHost();
        } catch (IOException e) {
            return new UnitEnd.Failed("no lane host: " + e.getMessage());
        }
        Attempt attempt = new Attempt(ready, unit, target, listener);
        current.set(attempt);
        try {
            UnitEnd end = attempt.run();
            if (!attempt.hostIsFit) {
                dropHost();
            }
            return end;
        } catch (InterruptedException e) {
            dropHost();
            throw e;
        } finally {
            current.set(null);
            attempt.endExecutors();
        }
    }

    @Override
    public void cancel() {
        Attempt attempt = current.get();
        if (attempt != null) {
            attempt.host.events().add(new HostEvent.Cancelled(attempt));
        }
    }

    @Override
    public void close() {
        executors.close();
        dropHost();
    }

    private LaneHost liveHost() throws IOException, InterruptedException {
        if (host != null && host.alive()) {
            return host;
        }
        dropHost();
        host = hosts.start();
        return host;
    }

    private void dropHost() {
        if (host != null) {
            host.close();
            host = null;
        }
    }

    /** One unit on one lane host; used by the slot's thread only. */
    private final class Attempt {
        private final LaneHost host;
        private final WorkUnit unit;
        private final Target target;
        private final ProgressListener listener;
        private final Map<Integer, RunningExecutor> running = new HashMap<>();
        private final Deque<RunningExecutor> dead = new ArrayDeque<>();
        private String doing = "nothing yet";
        private boolean hostIsFit;

        Attempt(LaneHost host, WorkUnit unit, Target target, ProgressListener listener) {
            this.host = host;
            this.unit = unit;
            this.target = target;
            this.listener = listener;
        }

        UnitEnd run() throws InterruptedException {
            long deadline =
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(unit.limits().seconds());
            try {
                host.tell(new ToLaneHost.RunUnit(unit, target));
                while (true) {
                    HostEvent event = host.events().poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (event == null) {
                        return new UnitEnd.Failed("unit " + unit.id() + " took longer than its "
                                + unit.limits().seconds() + " s; last seen: " + doing);
                    }
                    UnitEnd end = on(event);
                    if (end != null) {
                        return end;
                    }
                }
            } catch (IOException e) {
                return new UnitEnd.Failed("the lane host does not listen any more: " + e.getMessage());
            }
        }

        private @Nullable UnitEnd on(HostEvent event) throws IOException {
            if (event instanceof HostEvent.Said said) {
                return on(said.message());
            }
            if (event instanceof HostEvent.Gone gone) {
                return new UnitEnd.Failed("the lane host ended in the middle of unit " + unit.id() + ": " + gone.why());
            }
            if (event instanceof HostEvent.Cancelled cancelled && cancelled.attempt() == this) {
                return new UnitEnd.Cancelled();
            }
            if (event instanceof HostEvent.Ready ready) {
                RunningExecutor executor = running.get(ready.executor());
                if (executor != null) {
                    host.tell(new ToLaneHost.ExecutorReady(ready.executor(), executor.socket(), executor.blackBox()));
                }
            }
            if (event instanceof HostEvent.Ended ended) {
                executorEnded(ended);
            }
            return null;
        }

        private @Nullable UnitEnd on(FromLaneHost message) throws IOException {
            if (message instanceof FromLaneHost.StartExecutor start) {
                startExecutor(start);
            } else if (message instanceof FromLaneHost.StopExecutor stop) {
                RunningExecutor executor = running.get(stop.executor());
                if (executor != null) {
                    executor.stop();
                }
            } else if (message instanceof FromLaneHost.Progress progress
                    && progress.unit().equals(unit.id())) {
                doing = progress.doing();
                listener.progress(progress.cases(), progress.crashes(), progress.doing());
            } else if (message instanceof FromLaneHost.Done done) {
                hostIsFit = true;
                return done.result().unit().equals(unit.id())
                        ? new UnitEnd.Done(done.result())
                        : new UnitEnd.Failed("asked for unit " + unit.id() + ", got a result for "
                                + done.result().unit());
            } else if (message instanceof FromLaneHost.Failed failed) {
                hostIsFit = true;
                return new UnitEnd.Failed(failed.fault());
            }
            return null;
        }

        private void startExecutor(FromLaneHost.StartExecutor start) throws IOException {
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

        private void executorEnded(HostEvent.Ended ended) throws IOException {
            RunningExecutor executor = running.remove(ended.executor());
            if (executor == null) {
                return;
            }
            if (ended.end().blamesBuild()) {
                LOG.info(
                        "{}: an executor ended, {}, {}; last seen: {}",
                        unit.id(),
                        ended.end().kind(),
                        ended.end().detail(),
                        doing);
            }
            dead.add(executor);
            if (dead.size() > DEAD_KEPT) {
                dead.remove().discard();
            }
            if (ended.end().blamesBuild()) {
                executors.crashed();
            }
            host.tell(new ToLaneHost.ExecutorEnded(ended.executor(), ended.end()));
        }

        private void endExecutors() {
            running.values().forEach(executor -> {
                executor.stop();
                executor.discard();
            });
            dead.forEach(RunningExecutor::discard);
            // What these executors still report belongs to nobody: their numbers are never used again.
            executors.unitEnded();
        }

        private ProcessEnd notStarted(IOException e) {
            return new ProcessEnd(
                    ProcessEnd.Kind.NOT_STARTED, 0, 0, List.of(), "", "no executor: " + e.getMessage(), 0);
        }
    }
}
