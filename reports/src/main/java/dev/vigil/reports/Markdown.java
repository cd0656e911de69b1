package dev.vigil.reports;

import java.util.List;

/** Text from elsewhere as GitHub's Markdown: nothing in it can become markup. */
final class Markdown {
    private static final String SPECIAL = "\\`*_{}[]<>()#+-!|~&:@$";

    private Markdown() {}

    /** Plain words. */
    static String text(String text, int max) {
        String line = PlainText.oneLine(text, max);
        StringBuilder out = new StringBuilder(line.length() + 16);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                // Between letters these are harmless, and names stay readable.
                case '-', ':', '(', ')', '+', '!', '{', '}' -> out.append(c);
                default -> {
                    if (SPECIAL.indexOf(c) >= 0) {
                        out.append('\\');
                    }
                    out.append(c);
                }
            }
        }
        return out.toString();
    }

    /** A code span, fit for a table cell. */
    static String code(String text, int max) {
        String line = PlainText.oneLine(text, max).replace("\t", " ");
        if (line.isEmpty()) {
            return "";
        }
        String fence = "`".repeat(longestRun(line) + 1);
        boolean pad = line.startsWith("`") || line.endsWith("`");
        return fence + (pad ? " " : "") + line + (pad ? " " : "") + fence;
    }

    /** A code span inside a table, where a pipe would end the cell even in code. */
    static String cell(String text, int max) {
        return code(text, max).replace("|", "\\|");
    }

    /** A fenced block. */
    static String block(String language, String text, int max) {
        String shown = PlainText.block(text, max);
        String fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
        return fence + language + "\n" + shown + (shown.endsWith("\n") ? "" : "\n") + fence + "\n";
    }

    static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
