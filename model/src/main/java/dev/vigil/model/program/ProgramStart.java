package dev.vigil.model.program;

import dev.vigil.model.call.ProcessSettings;
import java.util.List;
import java.util.Objects;

/**
 * A program to run once, in a process group and a folder of its own. Its working folder is that folder, so that names
 * without a path in its arguments are files there.
 *
 * @param program absolute path
 * @param settings from which its environment is made, as for an executor
 */
public record ProgramStart(String program, List<String> arguments, ProcessSettings settings, ProgramLimits limits) {
    /** File in the program's folder whose text comes back with its end; the program may map it. */
    public static final String REPORT = "report.txt";

    /** File in the program's folder to which its signal handlers write the frames of a crash. */
    public static final String TRACE = "crash.trace";

    public ProgramStart {
        Objects.requireNonNull(program);
        Objects.requireNonNull(settings);
        Objects.requireNonNull(limits);
        arguments = List.copyOf(arguments);
    }
}
