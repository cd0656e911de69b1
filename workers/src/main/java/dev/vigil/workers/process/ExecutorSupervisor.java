package dev.vigil.workers.process;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.wire.Wire;
import dev.vigil.workers.crash.EndClassifier;
import dev.vigil.workers.crash.StackCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Starts executors and looks after them: one process with one library, its own folder, its own environment. Thread-safe.
 *
 * <p>What an executor is told on its command line: {@code --library FILE --settings JSON --socket PATH --black-box PATH
 * --thread PATH --fault PATH --trace PATH}. It loads the library, makes the black box and then the socket; writes to the
 * thread file which of its threads runs cases ({@code tid N}), to the fault file why it cannot work, and has its signal
 * handlers write the trace. Its stdout belongs to the library and the JVM.
 */
public final class ExecutorSupervisor {
    /** Flags chosen for a quick start and a quick, complete death. */
    private static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            // Executors are young: what the second compiler gains over their lives is less than what it takes.
            "-XX:TieredStopAtLevel=1",
            "-XX:-UseCodeCacheFlushing",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            // A crash with a broken heap can stop the JVM while it writes its error file.
            "-XX:ErrorLogTimeout=8");

    private final JavaProgram program;
    private final Launcher launcher;
    private final ScratchRoot scratch;
    private final Watchdog watchdog;
    private final Executor background;
    private final ChildEnvironment environment;
    private final StackCapture stacks;
    private final EndClassifier classifier = new EndClassifier();

    /**
     * @param background for what takes longer than a look: taking stacks, reading what a dead process left
     * @param ours our own environment
     */
    public ExecutorSupervisor(
            JavaProgram program,
            Launcher launcher,
            ScratchRoot scratch,
            Watchdog watchdog,
            Executor background,
            Map<String, String> ours) {
        this.program = program;
        this.launcher = launcher;
        this.scratch = scratch;
        this.watchdog = watchdog;
        this.background = background;
        this.environment = new ChildEnvironment(ours);
        this.stacks = StackCapture.of(ours, program.runtime().tool("jcmd"));
    }

    /**
     * Starts one and returns before it is ready.
     *
     * @throws IOException when no process could be started at all
     */
    public RunningExecutor start(Target target, ProcessSettings settings, UnitLimits limits) throws IOException {
        Path folder = scratch.folder("x");
        ExecutorFiles files = new ExecutorFiles(folder);
        List<String> jvm = Stream.of(
                        FLAGS,
                        program.runtime().nativeAccess(),
                        List.of(
                                "-XX:ErrorFile=" + files.hsErr(),
                                "-Djava.io.tmpdir=" + folder,
                                // Unpacked once for all executors of this worker.
                                "-Dorg.bytedeco.javacpp.cachedir=" + natives()))
                .flatMap(List::stream)
                .toList();
        List<String> arguments = List.of(
                "--library", target.library(),
                "--settings", Wire.toJson(settings),
                "--socket", files.socket().toString(),
                "--black-box", files.blackBox().toString(),
                "--thread", files.thread().toString(),
                "--fault", files.fault().toString(),
                "--trace", files.trace().toString());
        Launch launch = new Launch(
                program.command(jvm, arguments),
                environment.executor(folder, target, settings),
                folder,
                Launch.USUAL_FILE_BYTES_MAX);
        RunningExecutor running = new RunningExecutor(
                launcher.start(launch),
                files,
                launch.stderr(),
                target,
                settings,
                limits,
                stacks,
                classifier,
                background);
        watchdog.watch(running);
        return running;
    }

    private Path natives() throws IOException {
        return Files.createDirectories(scratch.path().resolve("natives"));
    }
}
