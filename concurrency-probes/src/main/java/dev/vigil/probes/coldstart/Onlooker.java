package dev.vigil.probes.coldstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether somebody on this machine can look into a process that hangs: with a tool that is here and the right to trace. */
final class Onlooker {
    private static final List<String> TOOLS = List.of("eu-stack", "gdb");
    private static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    /** From here on even a process's ancestors need privileges. */
    private static final int ADMINISTRATORS_ONLY = 2;

    private static final boolean ABLE = tool(System.getenv().getOrDefault("PATH", ""))
            && allowed(scope(), "root".equals(System.getProperty("user.name")));

    private Onlooker() {}

    static boolean able() {
        return ABLE;
    }

    static boolean tool(String pathVariable) {
        return Stream.of(pathVariable.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> TOOLS.stream().anyMatch(t -> Files.isExecutable(Path.of(folder, t))));
    }

    static boolean allowed(int scope, boolean administrator) {
        return scope < ADMINISTRATORS_ONLY || (scope == ADMINISTRATORS_ONLY && administrator);
    }

    private static int scope() {
        try {
            return Integer.parseInt(Files.readString(SCOPE).strip());
        } catch (IOException | NumberFormatException e) {
            // A kernel without that rule.
            return 0;
        }
    }
}
