package dev.vigil.workers.crash;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What our own signal handlers in the executor wrote: the ends for which HotSpot writes nothing. One frame a line as
 * {@code #NN module+0xOFFSET symbol}, innermost first; a symbol that is not known is a question mark. The other lines
 * are remarks.
 */
record CrashTrace(List<String> frames, boolean stackOverflow, boolean empty) {
    private static final Pattern FRAME = Pattern.compile("^#\\d+ (\\S+\\+0x[0-9a-f]+)(?: (.*))?$");

    CrashTrace {
        frames = List.copyOf(frames);
    }

    static CrashTrace parse(String text) {
        List<String> frames = text.lines()
                .map(FRAME::matcher)
                .filter(Matcher::matches)
                .map(frame -> NativeFrames.frame(frame.group(1), symbol(frame.group(2))))
                .toList();
        boolean overflow = text.lines().anyMatch(line -> line.startsWith("stack overflow"));
        return new CrashTrace(NativeFrames.bounded(frames), overflow, text.isBlank());
    }

    private static String symbol(@Nullable String said) {
        return said == null || said.equals("?") ? "" : said;
    }
}
