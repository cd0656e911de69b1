package dev.vigil.workers.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Takes the stacks of a process that hangs, from outside, with whatever tool the machine has. Thread-safe; each call
 * blocks for at most a few seconds.
 */
public final class StackCapture {
    /** A quiet machine needs 0.4 s; the wait is bounded because the case is lost anyway. */
    private static final long TOOL_MS_MAX = 2_500;

    private final List<Path> searchPath;
    private final Path jcmd;

    /**
     * @param searchPath folders in which the tools may be
     * @param jcmd of the Java that children run on; need not exist
     */
    public StackCapture(List<Path> searchPath, Path jcmd) {
        this.searchPath = List.copyOf(searchPath);
        this.jcmd = jcmd;
    }

    /**
     * @param frames native frames of the thread that runs the case, innermost first; may be empty
     * @param note one line on what was done or why there are no frames
     */
    public record Captured(List<String> frames, String note) {
        public Captured {
            frames = List.copyOf(frames);
        }
    }

    /**
     * @param caseThread native id of the thread that runs cases, 0 when unknown
     * @param module file name of the library under test, to tell its thread when the id is unknown
     * @param folder for the tools' output
     */
    public Captured capture(long pid, long caseThread, String module, Path folder) throws InterruptedException {
        Path euStack = find("eu-stack");
        Path gdb = find("gdb");
        List<ThreadStack> stacks = List.of();
        String tool = "";
        if (euStack != null) {
            tool = "eu-stack";
            stacks = ThreadStack.parseEuStack(
                    run(List.of(euStack.toString(), "-m", "-b", "-p", Long.toString(pid)), folder));
        }
        if (stacks.isEmpty() && gdb != null) {
            tool = "gdb";
            stacks = ThreadStack.parseGdb(run(
                    List.of(
                            gdb.toString(),
                            "-nx",
                            "-batch",
                            "-p",
                            Long.toString(pid),
                            "-ex",
                            "info proc mappings",
                            "-ex",
                            "thread apply all bt 40"),
                    folder));
        }
        ThreadStack chosen = ThreadStack.choose(stacks, caseThread, module);
        if (chosen != null && chosen.touches(module)) {
            return new Captured(chosen.frames(), "stacks by " + tool + " of " + stacks.size() + " threads");
        }
        String java = javaTop(pid, caseThread, folder);
        return new Captured(
                chosen == null ? List.of() : chosen.frames(),
                (tool.isEmpty() ? "neither eu-stack nor gdb is here" : tool + " saw no frame of " + module)
                        + (java.isEmpty() ? "" : "; Java: " + java));
    }

    /** The innermost Java frame of the thread that runs cases, for hangs that are not in native code. */
    private String javaTop(long pid, long caseThread, Path folder) throws InterruptedException {
        if (!Files.isExecutable(jcmd)) {
            return "";
        }
        String dump = run(List.of(jcmd.toString(), Long.toString(pid), "Thread.print"), folder);
        String thread = "nid=0x" + Long.toHexString(caseThread) + " ";
        String decimal = "nid=" + caseThread + " ";
        boolean found = false;
        for (String line : dump.lines().toList()) {
            found |= line.contains(thread) || line.contains(decimal) || line.startsWith("\"main\"");
            if (found && line.strip().startsWith("at ")) {
                return line.strip().substring("at ".length());
            }
        }
        return "";
    }

    private String run(List<String> command, Path folder) throws InterruptedException {
        Path output = folder.resolve("stacks.txt");
        try {
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
            return Files.exists(output) ? new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            // No stacks then; the hang itself is beyond doubt.
            return "";
        }
    }

    private @org.jspecify.annotations.Nullable Path find(String name) {
        return searchPath.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
