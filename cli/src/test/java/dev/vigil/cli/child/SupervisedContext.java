package dev.vigil.cli.child;

import dev.vigil.binding.NativePrograms;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.workers.process.ExecutorSupervisor;
import dev.vigil.workers.process.JavaProgram;
import dev.vigil.workers.process.JavaRuntime;
import dev.vigil.workers.process.Launcher;
import dev.vigil.workers.process.RunningExecutor;
import dev.vigil.workers.process.ScratchRoot;
import dev.vigil.workers.process.Watchdog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A lane's view of real executors under the worker's own supervisor, without a lane host between them. */
final class SupervisedContext implements LaneContext, AutoCloseable {
    private final Target target;
    private final ScratchRoot scratch;
    private final Watchdog watchdog = new Watchdog();
    private final ExecutorService background = Executors.newCachedThreadPool();
    private final ExecutorSupervisor supervisor;

    SupervisedContext(Target target, Path folder) throws IOException {
        this.target = target;
        this.scratch = ScratchRoot.open(folder);
        Launcher launcher =
                new Launcher(new NativePrograms(folder.resolve("programs")).extract(NativePrograms.Program.LAUNCHER));
        JavaProgram program = new JavaProgram(
                JavaRuntime.current(), Built.classPaths().executor(), ExecutorMain.class.getName(), List.of());
        this.supervisor = new ExecutorSupervisor(program, launcher, scratch, watchdog, background, System.getenv());
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits)
            throws LaneFault, InterruptedException {
        try {
            RunningExecutor running = supervisor.start(target, settings, limits);
            CompletableFuture.anyOf(running.ready(), running.end()).get();
            if (!running.ready().isDone()) {
                throw new LaneFault(running.end().get().detail());
            }
            return new Supervised(running);
        } catch (IOException | ExecutionException e) {
            throw new LaneFault("no executor: " + e.getMessage(), e);
        }
    }

    @Override
    public void progress(long cases, long crashes, String doing) {}

    @Override
    public void close() {
        watchdog.close();
        background.shutdown();
        scratch.close();
    }

    private record Supervised(RunningExecutor running) implements ChildProcess {
        @Override
        public String socket() {
            return running.socket();
        }

        @Override
        public String blackBox() {
            return running.blackBox();
        }

        @Override
        public ProcessEnd awaitEnd() throws InterruptedException {
            try {
                return running.end().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an end is only ever completed with a value", e);
            }
        }

        @Override
        public ProcessEnd stop() throws InterruptedException {
            running.stop();
            return awaitEnd();
        }
    }
}
