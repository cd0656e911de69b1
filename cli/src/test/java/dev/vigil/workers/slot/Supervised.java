package dev.vigil.workers.slot;

import dev.vigil.binding.NativePrograms;
import dev.vigil.cli.child.Built;
import dev.vigil.cli.child.ExecutorMain;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.workers.process.ExecutorSupervisor;
import dev.vigil.workers.process.JavaProgram;
import dev.vigil.workers.process.JavaRuntime;
import dev.vigil.workers.process.Launcher;
import dev.vigil.workers.process.ScratchRoot;
import dev.vigil.workers.process.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Real executors of the stock build under a real supervisor. */
final class Supervised implements AutoCloseable {
    static final UnitLimits LIMITS = new UnitLimits(60, 10, 3L << 30);
    static final ProcessSettings PLAIN = ProcessSettings.plain("cpu");
    static final ProcessSettings OTHER = ProcessSettings.userDefaults("cpu");

    private final Target target = new Target("stock", "", Built.library().toString(), List.of());
    private final ScratchRoot scratch;
    private final Watchdog watchdog = new Watchdog();
    private final ExecutorService background = Executors.newCachedThreadPool();
    private final Launcher launcher;
    private final ExecutorSupervisor supervisor;

    Supervised(Path folder) throws IOException {
        this.scratch = ScratchRoot.open(folder);
        this.launcher =
                new Launcher(new NativePrograms(folder.resolve("programs")).extract(NativePrograms.Program.LAUNCHER));
        this.supervisor = new ExecutorSupervisor(
                new JavaProgram(
                        JavaRuntime.current(), Built.classPaths().executor(), ExecutorMain.class.getName(), List.of()),
                launcher,
                scratch,
                watchdog,
                background,
                System.getenv());
    }

    Target target() {
        return target;
    }

    ScratchRoot scratch() {
        return scratch;
    }

    Launcher launcher() {
        return launcher;
    }

    ExecutorSupervisor supervisor() {
        return supervisor;
    }

    /** Executors that were ever started and whose files nobody discarded. */
    long started() throws IOException {
        try (Stream<Path> all = Files.list(scratch.path())) {
            return all.filter(f -> f.getFileName().toString().matches("x\\d+")).count();
        }
    }

    @Override
    public void close() {
        watchdog.close();
        background.shutdown();
        scratch.close();
    }
}
