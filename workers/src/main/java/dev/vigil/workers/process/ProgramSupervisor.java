package dev.vigil.workers.process;

import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.target.Target;
import dev.vigil.workers.crash.EndClassifier;
import dev.vigil.workers.crash.StackCapture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Runs programs of ours, and tests of others, once each, with the library's environment, and looks after them. Thread-safe. */
public final class ProgramSupervisor {
    private final Launcher launcher;
    private final ScratchRoot scratch;
    private final Watchdog watchdog;
    private final Executor background;
    private final ChildEnvironment environment;
    private final StackCapture stacks;
    private final EndClassifier classifier = new EndClassifier();

    /**
     * @param background for what takes longer than a look: taking stacks, reading what a program left
     * @param ours our own environment
     */
    public ProgramSupervisor(
            Launcher launcher, ScratchRoot scratch, Watchdog watchdog, Executor background, Map<String, String> ours) {
        this.launcher = launcher;
        this.scratch = scratch;
        this.watchdog = watchdog;
        this.background = background;
        this.environment = new ChildEnvironment(ours);
        // Programs hold no Java.
        this.stacks = StackCapture.of(ours, Path.of("no-jcmd"));
    }

    /**
     * Starts one and returns at once.
     *
     * @throws IOException when no process could be started at all
     */
    public RunningProgram start(Target target, ProgramStart start) throws IOException {
        Path folder = scratch.folder("p");
        List<String> command = new ArrayList<>(List.of(start.program()));
        command.addAll(start.arguments());
        Launch launch = new Launch(
                command, environment.program(folder, target, start.settings()), folder, Launch.USUAL_FILE_BYTES_MAX);
        long startedNanos = System.nanoTime();
        ChildProcess child;
        try {
            child = launcher.start(launch);
        } catch (IOException e) {
            ScratchRoot.delete(folder);
            throw e;
        }
        RunningProgram running =
                new RunningProgram(child, launch, start.limits(), startedNanos, stacks, classifier, background);
        watchdog.watch(running);
        return running;
    }
}
