package dev.vigil.reports;

import java.util.Locale;

/** Makes text from elsewhere, such as a library's error, fit to be shown: no control characters, bounded length. */
public final class PlainText {
    private PlainText() {}

    /** The text on one line, cut after {@code max} characters. */
    public static String oneLine(String text, int max) {
        return cut(visible(text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " | ")), max);
    }

    /** The text with its lines, cut after {@code max} characters. */
    public static String block(String text, int max) {
        return cut(visible(text.replace("\r\n", "\n").replace('\r', '\n')), max);
    }

    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
    }

    /** Escapes and bidirectional marks could rewrite a terminal or hide text in a page; they are spelt out. */
    private static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean lone = Character.isSurrogate(c)
                    && !(Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1)));
            if (c == '\n' || c == '\t') {
                out.append(c);
            } else if (lone || type == Character.CONTROL || type == Character.FORMAT) {
                out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
            } else {
                out.append(c);
                if (Character.isHighSurrogate(c)) {
                    out.append(text.charAt(++i));
                }
            }
        }
        return out.toString();
    }
}
