package dev.vigil.workers.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The native stack of one thread, as a tool printed it.
 *
 * @param thread native id
 * @param frames innermost first
 * @param waitsFor what it waits for, in words; empty when the tool does not say
 * @param holder native id of the thread that holds that; 0 when the tool does not say
 */
record ThreadStack(long thread, List<String> frames, String waitsFor, long holder) {
    private static final Pattern EU_THREAD = Pattern.compile("^TID (\\d+):$");
    private static final Pattern EU_FRAME = Pattern.compile("^#\\d+\\s+0x([0-9a-f]+)(.*)$");
    private static final Pattern EU_PLACE = Pattern.compile("^\\s+\\[[0-9a-f]+\\]@0x([0-9a-f]+)\\+0x[0-9a-f]+$");
    private static final Pattern GDB_THREAD = Pattern.compile("^Thread \\d+ .*\\(LWP (\\d+).*$");
    private static final Pattern GDB_FRAME =
            Pattern.compile("^#\\d+\\s+(?:0x([0-9a-f]+) in )?(.+?) \\(.*?\\)(?: from (\\S+)| at .*)?$");
    private static final Pattern GDB_MAPPING =
            Pattern.compile("^\\s+0x([0-9a-f]+)\\s+0x([0-9a-f]+)\\s+0x[0-9a-f]+\\s+0x([0-9a-f]+)\\s.*?(/\\S+)$");

    ThreadStack {
        frames = List.copyOf(frames);
    }

    /** Of a tool that sees stacks alone. */
    ThreadStack(long thread, List<String> frames) {
        this(thread, frames, "", 0);
    }

    boolean touches(String module) {
        return depthOf(module) > 0;
    }

    private long depthOf(String module) {
        return frames.stream()
                .filter(frame -> NativeFrames.module(frame).equals(module))
                .count();
    }

    /** The thread with that id, else the one with most frames in the module; null when there is none. */
    static @Nullable ThreadStack choose(List<ThreadStack> stacks, long thread, String module) {
        ThreadStack best = null;
        for (ThreadStack stack : stacks) {
            if (stack.thread() == thread) {
                return stack;
            }
            if (best == null || stack.depthOf(module) > best.depthOf(module)) {
                best = stack;
            }
        }
        return best;
    }

    /** Output of {@code eu-stack -m -b -p PID}: a frame's second line gives the base of its module. */
    static List<ThreadStack> parseEuStack(String text) {
        List<ThreadStack> stacks = new ArrayList<>();
        long thread = 0;
        List<String> frames = new ArrayList<>();
        String pc = "";
        String symbol = "";
        String module = "";
        for (String line : text.lines().toList()) {
            Matcher ofThread = EU_THREAD.matcher(line);
            Matcher ofFrame = EU_FRAME.matcher(line);
            Matcher ofPlace = EU_PLACE.matcher(line);
            if (ofThread.matches()) {
                add(stacks, thread, frames);
                thread = Long.parseLong(ofThread.group(1));
                frames = new ArrayList<>();
            } else if (ofFrame.matches()) {
                pc = ofFrame.group(1);
                String rest = ofFrame.group(2).replaceFirst("^\\s+- 1(?=\\s|$)", "");
                int dash = rest.lastIndexOf(" - /");
                symbol = dash < 0 ? rest : rest.substring(0, dash);
                module = dash < 0 ? "" : fileName(rest.substring(dash + 3));
                if (module.isEmpty()) {
                    frames.add(NativeFrames.frame("[unknown]+0x" + pc, symbol));
                }
            } else if (ofPlace.matches() && !module.isEmpty()) {
                long offset = Long.parseUnsignedLong(pc, 16) - Long.parseUnsignedLong(ofPlace.group(1), 16);
                frames.add(NativeFrames.frame(module + "+0x" + Long.toHexString(offset), symbol));
            }
        }
        add(stacks, thread, frames);
        return stacks;
    }

    /** Output of gdb's {@code info proc mappings} and {@code thread apply all bt}. */
    static List<ThreadStack> parseGdb(String text) {
        List<ThreadStack> stacks = new ArrayList<>();
        List<Mapping> mappings = new ArrayList<>();
        long thread = 0;
        List<String> frames = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher ofThread = GDB_THREAD.matcher(line);
            Matcher ofFrame = GDB_FRAME.matcher(line);
            Matcher ofMapping = GDB_MAPPING.matcher(line);
            if (ofMapping.matches()) {
                mappings.add(new Mapping(
                        Long.parseUnsignedLong(ofMapping.group(1), 16),
                        Long.parseUnsignedLong(ofMapping.group(2), 16),
                        Long.parseUnsignedLong(ofMapping.group(3), 16),
                        fileName(ofMapping.group(4))));
            } else if (ofThread.matches()) {
                add(stacks, thread, frames);
                thread = Long.parseLong(ofThread.group(1));
                frames = new ArrayList<>();
            } else if (ofFrame.matches() && thread != 0) {
                frames.add(NativeFrames.frame(place(mappings, ofFrame.group(1)), ofFrame.group(2)));
            }
        }
        add(stacks, thread, frames);
        return stacks;
    }

    private record Mapping(long start, long end, long offset, String module) {}

    private static String place(List<Mapping> mappings, @Nullable String pc) {
        if (pc == null) {
            return "[inlined]+0x0";
        }
        long address = Long.parseUnsignedLong(pc, 16);
        for (Mapping mapping : mappings) {
            if (address >= mapping.start() && address < mapping.end()) {
                long base = mapping.start() - mapping.offset();
                return mapping.module() + "+0x" + Long.toHexString(address - base);
            }
        }
        return "[unknown]+0x" + pc;
    }

    private static void add(List<ThreadStack> stacks, long thread, List<String> frames) {
        if (!frames.isEmpty()) {
            stacks.add(new ThreadStack(thread, NativeFrames.bounded(frames)));
        }
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
