package dev.vigil.workers.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What matters of the error file that HotSpot writes when a signal ends it.
 *
 * @param signal number, 0 for an error of the JVM itself
 * @param title the line that names it
 * @param frames native frames of the thread at fault, innermost first, up to the first Java frame
 * @param text the whole file
 */
record HsErr(int signal, String title, List<String> frames, String text) {
    private static final Pattern SIGNAL = Pattern.compile("^#\\s+(SIG[A-Z]+) \\((0x[0-9a-f]+)\\)", Pattern.MULTILINE);
    private static final Pattern OTHER =
            Pattern.compile("^#\\s+(Internal Error .*|There is insufficient memory .*)$", Pattern.MULTILINE);
    private static final Pattern SIGINFO = Pattern.compile("^siginfo: (.*)$", Pattern.MULTILINE);
    private static final Pattern NATIVE = Pattern.compile("^[CV]\\s+\\[([^\\]+]+)(\\+0x[0-9a-f]+)\\]\\s*(.*)$");
    private static final String FRAMES = "Native frames:";
    private static final String PROBLEM = "# Problematic frame:";

    HsErr {
        frames = List.copyOf(frames);
    }

    /** Empty when the text is no error file, or one that broke off before it said anything. */
    static Optional<HsErr> parse(String text) {
        Matcher signal = SIGNAL.matcher(text);
        if (signal.find()) {
            Matcher info = SIGINFO.matcher(text);
            String title = signal.group(1) + (info.find() ? " (" + info.group(1) + ")" : "");
            return Optional.of(new HsErr(Integer.decode(signal.group(2)), title, frames(text), text));
        }
        Matcher other = OTHER.matcher(text);
        return other.find() ? Optional.of(new HsErr(0, other.group(1), frames(text), text)) : Optional.empty();
    }

    boolean outOfMemory() {
        return title.startsWith("There is insufficient memory");
    }

    boolean stackOverflow() {
        return text.toLowerCase(Locale.ROOT).contains("irrecoverable stack overflow");
    }

    private static List<String> frames(String text) {
        List<String> frames = after(text, FRAMES);
        // The file can break off before the stack; the one frame in its head is better than none.
        return frames.isEmpty() ? after(text, PROBLEM + "\n# ") : frames;
    }

    private static List<String> after(String text, String head) {
        int start = text.indexOf(head);
        if (start < 0) {
            return List.of();
        }
        List<String> frames = new ArrayList<>();
        String rest = text.substring(start + head.length());
        // The heading's own line goes on with a legend; the frame in the file's head follows directly.
        List<String> lines = rest.lines().skip(head.equals(FRAMES) ? 1 : 0).toList();
        for (String line : lines) {
            Matcher frame = NATIVE.matcher(line);
            if (!frame.matches()) {
                break;
            }
            frames.add(NativeFrames.frame(frame.group(1) + frame.group(2), withoutOffset(frame.group(3))));
        }
        return NativeFrames.bounded(frames);
    }

    private static String withoutOffset(String symbol) {
        return symbol.replaceFirst("\\+0x[0-9a-f]+$", "");
    }
}
