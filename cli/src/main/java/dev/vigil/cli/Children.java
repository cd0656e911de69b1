package dev.vigil.cli;

import dev.vigil.binding.NativePrograms;
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
    public Workers open(int slots) throws BadInput {
        try {
            return Workers.open(settings(slots), surroundings.environment());
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInput("no worker can run here: " + e.getMessage(), e);
        }
    }

    /**
     * @throws BadInput when the installation is incomplete
     */
    public WorkerSettings settings(int slots) throws BadInput {
        try {
            ProcessClassPaths paths = ProcessClassPaths.read(
                    surroundings.classPathFile("."), surroundings.home().resolve("cli/target/classes"));
            return new WorkerSettings(
                    slots,
                    new NativePrograms(surroundings.cache().resolve("programs"))
                            .extract(NativePrograms.Program.LAUNCHER),
                    program(paths.laneHost(), LaneHostMain.class, "-Xmx512m"),
                    program(paths.executor(), ExecutorMain.class, "-Xmx256m"),
                    Path.of(System.getProperty("java.io.tmpdir")));
        } catch (IOException | UncheckedIOException e) {
            throw new BadInput("no worker can run here: " + e.getMessage(), e);
        }
    }

    private static JavaProgram program(List<Path> classPath, Class<?> mainClass, String heap) {
        return new JavaProgram(
                JavaRuntime.current(), classPath, mainClass.getName(), List.of("-XX:+UseSerialGC", heap));
    }
}
