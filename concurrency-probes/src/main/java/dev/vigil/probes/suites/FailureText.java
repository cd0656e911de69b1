package dev.vigil.probes.suites;

import java.util.List;
import java.util.regex.Pattern;

/** What a failure says: its first line that tells anything, and that line without what changes from run to run. Pure. */
final class FailureText {
    private static final int TEMPLATE_MAX = 160;
    private static final int TEXT_MAX = 1_000;

    private static final Pattern PATH = Pattern.compile("(?<![\\w.])(?:file://)?/[^\\s'\",:;()\\[\\]]+(?::\\d+)*");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern NUMBER =
            Pattern.compile("(?<![A-Za-z_])[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?(?![A-Za-z_])");
    /** Underlines, locations alone, and what else has no words. */
    private static final Pattern WORDS = Pattern.compile("[A-Za-z]{2}");

    private FailureText() {}

    /** Without numbers, addresses and paths, in one line. */
    static String template(String text) {
        String line = telling(text.lines().toList());
        return cut(plain(line), TEMPLATE_MAX);
    }

    private static String plain(String line) {
        String kept = PATH.matcher(line).replaceAll("PATH");
        kept = ADDRESS.matcher(kept).replaceAll("#");
        kept = NUMBER.matcher(kept).replaceAll("#");
        return kept.replaceAll("\\s+", " ").strip();
    }

    /** The first line with a word in it that is no place; with the next one where it ends in a colon. */
    private static String telling(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (WORDS.matcher(plain(line).replace("PATH", "")).find()) {
                String next = i + 1 < lines.size() ? lines.get(i + 1).strip() : "";
                return line.endsWith(":") && !next.isEmpty() ? line + " " + next : line;
            }
        }
        return "";
    }

    /** Whole, in one line, bounded. */
    static String line(String text) {
        return cut(text.strip().replaceAll("\\s*\\R\\s*", " / "), TEXT_MAX);
    }

    /** The last line with a word in it; empty when there is none. */
    static String last(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> WORDS.matcher(line).find())
                .reduce((a, b) -> b)
                .orElse("");
    }

    private static String cut(String text, int max) {
        return text.length() > max ? text.substring(0, max) : text;
    }
}
