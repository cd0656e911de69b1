package dev.vigil.binding;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the launcher is to start, and under which limits. Pure data: {@link #command} says how to call the
 * launcher, the process itself is the caller's. The caller keeps the launcher's stdin open for as long as the
 * program may live, and reads {@link LaunchEvent} lines from its stdout. To end it, close that stdin or send
 * SIGTERM through {@code process.toHandle()}, since {@code Process.destroy} closes the very stream that the report
 * comes on.
 *
 * @param program the program and its arguments
 * @param directory where it starts; empty for the launcher's own
 * @param out file that its stdout is appended to; empty for none
 * @param err file that its stderr is appended to; empty for none
 */
public record LaunchSpec(
        List<String> program, Optional<Path> directory, Optional<Path> out, Optional<Path> err, Limits limits) {

    /**
     * Limits of the program; empty ones stay as inherited. Core files are always off.
     *
     * @param addressSpaceBytes for probes only: a JVM and CUDA reserve far more than they use
     */
    public record Limits(
            OptionalLong cpuSeconds, OptionalLong addressSpaceBytes, OptionalLong fileBytes, OptionalLong openFiles) {
        public static final Limits NONE =
                new Limits(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        public Limits withCpuSeconds(long seconds) {
            return new Limits(OptionalLong.of(seconds), addressSpaceBytes, fileBytes, openFiles);
        }

        public Limits withAddressSpaceBytes(long bytes) {
            return new Limits(cpuSeconds, OptionalLong.of(bytes), fileBytes, openFiles);
        }

        public Limits withFileBytes(long bytes) {
            return new Limits(cpuSeconds, addressSpaceBytes, OptionalLong.of(bytes), openFiles);
        }

        public Limits withOpenFiles(long files) {
            return new Limits(cpuSeconds, addressSpaceBytes, fileBytes, OptionalLong.of(files));
        }
    }

    public LaunchSpec {
        program = List.copyOf(program);
        if (program.isEmpty()) {
            throw new IllegalArgumentException("no program was given");
        }
    }

    public static LaunchSpec of(List<String> program) {
        return new LaunchSpec(program, Optional.empty(), Optional.empty(), Optional.empty(), Limits.NONE);
    }

    public LaunchSpec in(Path startDirectory) {
        return new LaunchSpec(program, Optional.of(startDirectory), out, err, limits);
    }

    public LaunchSpec withOutput(Path outFile, Path errFile) {
        return new LaunchSpec(program, directory, Optional.of(outFile), Optional.of(errFile), limits);
    }

    public LaunchSpec withLimits(Limits newLimits) {
        return new LaunchSpec(program, directory, out, err, newLimits);
    }

    /** The whole command line. */
    public List<String> command(Path launcher) {
        List<String> command = new ArrayList<>();
        command.add(launcher.toString());
        directory.ifPresent(path -> add(command, "--cwd", path));
        out.ifPresent(path -> add(command, "--stdout", path));
        err.ifPresent(path -> add(command, "--stderr", path));
        limits.cpuSeconds().ifPresent(value -> add(command, "--cpu-seconds", value));
        limits.addressSpaceBytes().ifPresent(value -> add(command, "--address-space", value));
        limits.fileBytes().ifPresent(value -> add(command, "--file-size", value));
        limits.openFiles().ifPresent(value -> add(command, "--open-files", value));
        command.add("--");
        command.addAll(program);
        return List.copyOf(command);
    }

    private static void add(List<String> command, String option, Object value) {
        command.add(option);
        command.add(value.toString());
    }
}
