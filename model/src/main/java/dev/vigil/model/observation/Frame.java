package dev.vigil.model.observation;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Native frames as text, {@code module+0xOFFSET symbol}. */
public final class Frame {
    /** Modules that every process has: those of C and C++, the system's, the JVM's, and our own. */
    private static final Pattern SURROUNDINGS = Pattern.compile(
            "^(?:libc\\.|libc-|libm\\.|libstdc\\+\\+|libgcc_s|libpthread"
                    + "|ld-|\\[|linux-vdso|libgomp|libjvm|libjnivigil|libvigil_watch|vigil-probe|vigil-race|vigil-leak)");

    private Frame() {}

    /** Those of a stack that are inside neither of the modules that every process has, in their order. */
    public static Stream<String> inside(List<String> frames) {
        return frames.stream().filter(f -> !SURROUNDINGS.matcher(f).find());
    }

    /** The first of them, {@link #plain}; empty when there is none. */
    public static String first(List<String> frames) {
        return inside(frames).findFirst().map(Frame::plain).orElse("");
    }

    /**
     * Without offset where there is a name, parameters and template arguments: one fault in the code of a template is one
     * fault for all types.
     */
    public static String plain(String frame) {
        String text = frame.replaceFirst("\\+0x[0-9a-fA-F]+ (?=\\S)", " ");
        StringBuilder kept = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean opens = c == '<' || c == '(';
            boolean closes = (c == '>' || c == ')') && depth > 0;
            depth += opens ? 1 : 0;
            if (depth == 0) {
                kept.append(c);
            }
            depth -= closes ? 1 : 0;
        }
        return kept.toString().strip();
    }
}
