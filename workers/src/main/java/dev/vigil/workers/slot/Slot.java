package dev.vigil.workers.slot;

import dev.vigil.model.lane.Blamed;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import dev.vigil.workers.process.ExecutorSupervisor;
import dev.vigil.workers.process.ProgramSupervisor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane host that is kept between units, and the executors that its lane asks for and may keep as well. A lane host
 * that dies costs the attempt that it ran and nothing else; its executors die with it.
 */
public final class Slot implements UnitRunner {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final LaneHosts hosts;
    private final WarmExecutors executors;
    private final ProgramSupervisor programs;
    private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();
    private @Nullable Hosted hosted;

    /** A lane host and what it was given. */
    private record Hosted(LaneHost host, HostExecutors executors, HostPrograms programs) {}

    public Slot(LaneHosts hosts, ExecutorSupervisor supervisor, ProgramSupervisor programs) {
        this.hosts = hosts;
        this.executors = new WarmExecutors(supervisor);
        this.programs = programs;
    }

    @Override
    public UnitEnd run(WorkUnit unit, Target target, ProgressListener listener) throws InterruptedException {
        Hosted ready;
        try {
            ready = liveHost();
        } catch (IOException e) {
            return UnitEnd.Failed.before("no lane host: " + e.getMessage());
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
            ready.executors().unitEnded();
            ready.programs().endAll();
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

    private Hosted liveHost() throws IOException, InterruptedException {
        Hosted kept = hosted;
        if (kept != null && kept.host().alive()) {
            return kept;
        }
        dropHost();
        LaneHost host = hosts.start();
        Hosted fresh = new Hosted(host, new HostExecutors(host, executors), new HostPrograms(host, programs));
        hosted = fresh;
        return fresh;
    }

    private void dropHost() {
        if (hosted != null) {
            hosted.host().close();
            hosted.executors().endAll();
            hosted.programs().endAll();
            hosted = null;
        }
    }

    /** One unit on one lane host; used by the slot's thread only. */
    private static final class Attempt {
        private final LaneHost host;
        private final HostExecutors executors;
        private final HostPrograms programs;
        private final WorkUnit unit;
        private final Target target;
        private final ProgressListener listener;
        private String doing = "nothing yet";
        private boolean hostIsFit;

        Attempt(Hosted hosted, WorkUnit unit, Target target, ProgressListener listener) {
            this.host = hosted.host();
            this.executors = hosted.executors();
            this.programs = hosted.programs();
            this.unit = unit;
            this.target = target;
            this.listener = listener;
        }

        UnitEnd run() throws InterruptedException {
            long deadline =
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(unit.limits().seconds());
            Blamed blamed = Blamed.WORKER;
            try {
                host.tell(new ToLaneHost.RunUnit(unit, target));
                blamed = Blamed.UNIT;
                while (true) {
                    HostEvent event = host.events().poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (event == null) {
                        return UnitEnd.Failed.within("unit " + unit.id() + " took longer than its "
                                + unit.limits().seconds() + " s; last seen: " + doing);
                    }
                    UnitEnd end = on(event);
                    if (end != null) {
                        return end;
                    }
                }
            } catch (IOException e) {
                return new UnitEnd.Failed("the lane host does not listen any more: " + e.getMessage(), blamed);
            }
        }

        private @Nullable UnitEnd on(HostEvent event) throws IOException {
            if (event instanceof HostEvent.Said said) {
                return on(said.message());
            }
            if (event instanceof HostEvent.Gone gone) {
                return UnitEnd.Failed.within(
                        "the lane host ended in the middle of unit " + unit.id() + ": " + gone.why());
            }
            if (event instanceof HostEvent.Cancelled cancelled && cancelled.attempt() == this) {
                return new UnitEnd.Cancelled();
            }
            if (event instanceof HostEvent.Ready ready) {
                executors.ready(ready.executor());
            }
            if (event instanceof HostEvent.ProgramEnded ended) {
                programs.ended(ended);
            }
            if (event instanceof HostEvent.Ended ended
                    && executors.ended(ended)
                    && ended.end().blamesBuild()) {
                LOG.info(
                        "{}: an executor ended, {}, {}; last seen: {}",
                        unit.id(),
                        ended.end().kind(),
                        ended.end().detail(),
                        doing);
            }
            return null;
        }

        private @Nullable UnitEnd on(FromLaneHost message) throws IOException {
            if (message instanceof FromLaneHost.StartExecutor start) {
                executors.start(start, target);
            } else if (message instanceof FromLaneHost.StopExecutor stop) {
                executors.stop(stop.executor());
            } else if (message instanceof FromLaneHost.StartProgram start) {
                programs.start(start, target);
            } else if (message instanceof FromLaneHost.StopProgram stop) {
                programs.stop(stop.program());
            } else if (message instanceof FromLaneHost.Progress progress
                    && progress.unit().equals(unit.id())) {
                doing = progress.doing();
                listener.progress(progress.cases(), progress.crashes(), progress.doing());
            } else if (message instanceof FromLaneHost.Done done) {
                hostIsFit = true;
                return done.result().unit().equals(unit.id())
                        ? new UnitEnd.Done(done.result())
                        : UnitEnd.Failed.within("asked for unit " + unit.id() + ", got a result for "
                                + done.result().unit());
            } else if (message instanceof FromLaneHost.Failed failed) {
                hostIsFit = true;
                return new UnitEnd.Failed(failed.fault(), failed.blamed());
            }
            return null;
        }
    }
}
