package dev.vigil.workers.crash;

import dev.vigil.model.observation.Capsule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the stacks of a process that hangs, from outside, with whatever tool the machine has. Thread-safe; each call
 * blocks for at most a few seconds.
 */
public final class StackCapture {
    /** Of one capsule; a hang of several processes shows in the first of them. */
    private static final int PROCESSES_MAX = 4;

    private static final int THREADS_MAX = 200;

    private final List<StackSource> tools;
    private final StackSource fromWithin = new WatchDump();
    private final Path jcmd;

    /**
     * @param searchPath folders in which the tools may be
     * @param jcmd of the Java that children run on; need not exist
     */
    public StackCapture(List<Path> searchPath, Path jcmd) {
        this.tools = StackTool.of(searchPath);
        this.jcmd = jcmd;
    }

    /**
     * @param environment our own, whose {@code PATH} says where the tools may be
     * @param jcmd of the Java that children run on; need not exist
     */
    public static StackCapture of(Map<String, String> environment, Path jcmd) {
        return new StackCapture(StackTool.folders(environment.getOrDefault("PATH", "")), jcmd);
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

    /** @param source that gave them; empty when none did */
    private record Taken(List<ThreadStack> stacks, String source) {}

    /**
     * @param caseThread native id of the thread that runs cases, 0 when unknown
     * @param module file name of the library under test, to tell its thread when the id is unknown
     * @param folder for the tools' output
     */
    public Captured capture(long pid, long caseThread, String module, Path folder) throws InterruptedException {
        Taken taken = take(pid, folder);
        List<ThreadStack> stacks = taken.stacks();
        ThreadStack chosen = ThreadStack.choose(stacks, caseThread, module);
        if (chosen != null && chosen.touches(module)) {
            return new Captured(chosen.frames(), "stacks by " + taken.source() + " of " + stacks.size() + " threads");
        }
        String java = javaTop(pid, caseThread, folder);
        return new Captured(
                chosen == null ? List.of() : chosen.frames(),
                (tools.isEmpty() ? "neither eu-stack nor gdb is here" : names() + " saw no frame of " + module)
                        + (java.isEmpty() ? "" : "; Java: " + java));
    }

    /**
     * All threads of processes that hang together: their stacks, what they wait for, and who holds it.
     *
     * @param folder for the tools' output
     */
    public Capsule capsule(List<Long> pids, Path folder) throws InterruptedException {
        List<Capsule.Parked> parked = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (long pid : pids.subList(0, Math.min(PROCESSES_MAX, pids.size()))) {
            // Before a tool stops the process: what it waits for is then hidden.
            List<Capsule.Parked> threads = new ProcThreads(pid).look();
            Taken taken = take(pid, folder);
            Map<Long, ThreadStack> stacks = new HashMap<>();
            taken.stacks().forEach(stack -> stacks.put(stack.thread(), stack));
            threads.stream().limit(THREADS_MAX).map(t -> joined(t, stacks)).forEach(parked::add);
            notes.add(note(threads.size(), taken));
        }
        return new Capsule(parked, String.join("; ", notes));
    }

    /** What a thread says itself fills in what could not be seen from outside. */
    private static Capsule.Parked joined(Capsule.Parked seen, Map<Long, ThreadStack> stacks) {
        ThreadStack stack = stacks.getOrDefault(seen.thread(), new ThreadStack(seen.thread(), List.of()));
        boolean blind = seen.waitsFor().isEmpty() || (seen.holder() == 0 && stack.holder() != 0);
        return new Capsule.Parked(
                seen.process(),
                seen.thread(),
                seen.name(),
                seen.state(),
                blind ? stack.waitsFor() : seen.waitsFor(),
                blind ? stack.holder() : seen.holder(),
                stack.frames());
    }

    private String note(int threads, Taken taken) {
        if (!taken.source().isEmpty()) {
            return "stacks by " + taken.source() + " of " + taken.stacks().size() + " of " + threads + " threads";
        }
        return threads + " threads without stacks: "
                + (tools.isEmpty()
                        ? "neither eu-stack nor gdb is here"
                        : names() + " saw nothing, as when tracing is not allowed");
    }

    private Taken take(long pid, Path folder) throws InterruptedException {
        for (StackSource source : tools) {
            List<ThreadStack> stacks = source.take(pid, folder);
            if (!stacks.isEmpty()) {
                return new Taken(stacks, source.name());
            }
        }
        List<ThreadStack> own = fromWithin.take(pid, folder);
        return new Taken(own, own.isEmpty() ? "" : fromWithin.name());
    }

    private String names() {
        return String.join(" and ", tools.stream().map(StackSource::name).toList());
    }

    /** The innermost Java frame of the thread that runs cases, for hangs that are not in native code. */
    private String javaTop(long pid, long caseThread, Path folder) throws InterruptedException {
        if (!Files.isExecutable(jcmd)) {
            return "";
        }
        String dump = StackTool.output(List.of(jcmd.toString(), Long.toString(pid), "Thread.print"), folder);
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
}
