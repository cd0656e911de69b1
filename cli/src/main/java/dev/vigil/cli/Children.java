package dev.vigil.cli;

import dev.vigil.binding.NativePrograms;
import dev.vigil.cli.child.ClassArchive;
import dev.vigil.cli.child.ExecutorMain;
import dev.vigil.cli.child.LaneHostMain;
import dev.vigil.cli.child.ProcessClassPaths;
import dev.vigil.workers.WorkerSettings;
import dev.vigil.workers.Workers;
import dev.vigil.workers.process.JavaProgram;
import dev.vigil.workers.process.JavaRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Wires a worker of this machine: which programs its children are, with the class paths that the build wrote for them. */
public final class Children {
    private final Surroundings surroundings;

    public Children(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * @throws BadInput when the installation is incomplete or scratch files have no place
     */
    public Workers open(int slots) throws BadInput, InterruptedException {
        try {
            return Workers.open(settings(slots), surroundings.environment());
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInput("no worker can run here: " + e.getMessage(), e);
        }
    }

    /**
     * @throws BadInput when the installation is incomplete
     */
    public WorkerSettings settings(int slots) throws BadInput, InterruptedException {
        try {
            JavaRuntime runtime = JavaRuntime.current();
            ProcessClassPaths paths = ProcessClassPaths.read(
                    surroundings.classPathFile("."), surroundings.home().resolve("cli/target/classes"));
            ClassArchive.Prepared executor =
                    new ClassArchive(surroundings.cache().resolve("classes"), runtime).prepare(paths.executor());
            return new WorkerSettings(
                    slots,
                    new NativePrograms(surroundings.cache().resolve("programs"))
                            .extract(NativePrograms.Program.LAUNCHER),
                    new JavaProgram(runtime, paths.laneHost(), LaneHostMain.class.getName(), List.of()),
                    new JavaProgram(runtime, executor.classPath(), ExecutorMain.class.getName(), executor.flags()),
                    Path.of(System.getProperty("java.io.tmpdir")));
        } catch (IOException | UncheckedIOException e) {
            throw new BadInput("no worker can run here: " + e.getMessage(), e);
        }
    }
}
