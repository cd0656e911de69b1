package dev.vigil.workers.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has a process tell its own stacks: one that was started with the watch library before it dumps them when it gets a signal,
 * without any debugger and without the right to trace. Its frames have no names, only places in modules.
 */
record WatchDump() implements StackSource {
    /** Beside the process's other files, as the environment of whoever started it says. */
    static final String FILE = "watch.dump";

    private static final String LIBRARY = "libvigil_watch";
    private static final int SIGNAL = 44;
    private static final int LOOKS_MAX = 100;
    private static final long LOOK_MS = 20;

    /** A bit for each signal that the process has a handler for, the first one lowest. */
    private static final Pattern CAUGHT = Pattern.compile("(?m)^SigCgt:\\s*([0-9a-f]{16})$");

    private static final Pattern MODULE = Pattern.compile("^module (M\\d+) \\S+ (.*)$");
    private static final Pattern THREAD = Pattern.compile("^thread (\\d{1,18}) .*$");
    private static final Pattern WAITS = Pattern.compile("^ waits (.*?)(?: owner (\\d{1,18}))?$");
    private static final Pattern FRAMES = Pattern.compile("^ frames (.*)$");

    @Override
    public String name() {
        return "the watch library";
    }

    @Override
    public List<ThreadStack> take(long pid, Path folder) throws InterruptedException {
        if (!listens(pid)) {
            return List.of();
        }
        StackTool.output(List.of("sh", "-c", "kill -" + SIGNAL + " " + pid), folder);
        Path file = folder.resolve(FILE);
        for (int look = 0; look < LOOKS_MAX; look++) {
            String dump = lastOf(pid, read(file));
            if (dump.contains("\nend")) {
                return parse(dump);
            }
            Thread.sleep(LOOK_MS);
        }
        return List.of();
    }

    /** Whether the library is there and waits for the signal, which it does not whatever it was asked for: of one that does not a process dies. */
    private static boolean listens(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        Matcher caught = CAUGHT.matcher(read(process.resolve("status")));
        return caught.find()
                && (Long.parseUnsignedLong(caught.group(1), 16) >>> (SIGNAL - 1) & 1) == 1
                && read(process.resolve("maps")).contains(LIBRARY);
    }

    /** The last picture of that process; several may write to one file. */
    private static String lastOf(long pid, String text) {
        String last = "";
        for (String picture : text.split("(?m)^(?=vigil-watch )", -1)) {
            last = picture.contains("\nprocess " + pid + " ") ? picture : last;
        }
        return last;
    }

    /** Of one picture; docs/watch.md has the form. */
    static List<ThreadStack> parse(String dump) {
        Map<String, String> modules = new HashMap<>();
        dump.lines().map(MODULE::matcher).filter(Matcher::matches).forEach(m -> {
            String path = m.group(2);
            modules.put(m.group(1), path.substring(path.lastIndexOf('/') + 1));
        });
        List<ThreadStack> stacks = new ArrayList<>();
        long thread = 0;
        String waits = "";
        long holder = 0;
        for (String line : dump.lines().toList()) {
            Matcher ofThread = THREAD.matcher(line);
            Matcher ofWait = WAITS.matcher(line);
            Matcher ofFrames = FRAMES.matcher(line);
            if (ofThread.matches()) {
                thread = Long.parseLong(ofThread.group(1));
                waits = "";
                holder = 0;
            } else if (ofWait.matches()) {
                waits = ofWait.group(1);
                holder = ofWait.group(2) == null ? 0 : Long.parseLong(ofWait.group(2));
            } else if (ofFrames.matches()) {
                List<String> frames = new ArrayList<>();
                for (String place : ofFrames.group(1).split(" ", -1)) {
                    frames.add(frame(place, modules));
                }
                String held = holder == 0 ? waits : waits + ", held by thread " + holder;
                stacks.add(new ThreadStack(thread, NativeFrames.bounded(frames), held, holder));
            }
        }
        return stacks;
    }

    private static String frame(String place, Map<String, String> modules) {
        int plus = place.indexOf('+');
        String module = plus < 0 ? null : modules.get(place.substring(0, plus));
        return module == null ? "[unknown]" + place.replaceFirst("^-", "+") : module + place.substring(plus);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Not there yet, or not for us to see.
            return "";
        }
    }
}
