package dev.vigil.workers.crash;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A program of the machine that prints stacks.
 *
 * @param parser of what it prints
 */
record StackTool(Path program, List<String> arguments, Function<String, List<ThreadStack>> parser)
        implements StackSource {
    /** A quiet machine needs 0.4 s; the wait is bounded because the process is lost anyway. */
    private static final long TOOL_MS_MAX = 2_500;

    private static final String PID = "PID";

    StackTool {
        arguments = List.copyOf(arguments);
    }

    /** Those that are here, the quickest first. */
    static List<StackSource> of(List<Path> searchPath) {
        List<StackTool> known = List.of(
                new StackTool(Path.of("eu-stack"), List.of("-m", "-b", "-p", PID), ThreadStack::parseEuStack),
                new StackTool(
                        Path.of("gdb"),
                        List.of(
                                "-nx",
                                "-batch",
                                "-p",
                                PID,
                                "-ex",
                                "info proc mappings",
                                "-ex",
                                "thread apply all bt 40"),
                        ThreadStack::parseGdb));
        return known.stream()
                .flatMap(tool -> searchPath.stream()
                        .map(folder -> folder.resolve(tool.program()))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .<StackSource>map(program -> new StackTool(program, tool.arguments(), tool.parser()))
                        .stream())
                .toList();
    }

    /** The folders of a {@code PATH} variable. */
    static List<Path> folders(String pathVariable) {
        return Stream.of(pathVariable.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }

    @Override
    public String name() {
        return program.getFileName().toString();
    }

    @Override
    public List<ThreadStack> take(long pid, Path folder) throws InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(program.toString()),
                        arguments.stream().map(a -> a.equals(PID) ? Long.toString(pid) : a))
                .toList();
        return parser.apply(output(command, folder));
    }

    /** What a tool printed, or as much of it as it had time for; empty when it could not be run. */
    static String output(List<String> command, Path folder) throws InterruptedException {
        try {
            Path output = Files.createTempFile(folder, "stacks", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command);
            Map<String, String> environment = builder.environment();
            environment.remove("LD_LIBRARY_PATH");
            // Without this the tools ask servers for debug information.
            environment.put("DEBUGINFOD_URLS", "");
            Process tool = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            if (!tool.waitFor(TOOL_MS_MAX, TimeUnit.MILLISECONDS)) {
                tool.destroyForcibly();
            }
            return new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // No stacks then; the hang itself is beyond doubt.
            return "";
        }
    }
}
