package dev.vigil.workers.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A main class to run in a child JVM.
 *
 * @param flags of the JVM, before those that every child of the kind gets
 */
public record JavaProgram(JavaRuntime runtime, List<Path> classPath, String mainClass, List<String> flags) {
    public JavaProgram {
        classPath = List.copyOf(classPath);
        flags = List.copyOf(flags);
    }

    /** The command that runs it. */
    public List<String> command(List<String> moreFlags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(runtime.program().toString());
        command.addAll(flags);
        command.addAll(moreFlags);
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
