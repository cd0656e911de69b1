package dev.vigil.model.target;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/** Which names from elsewhere may become files in a folder of ours, on any system that a worker may run on. */
final class FileNames {
    private static final int BYTES_MAX = 200;

    private FileNames() {}

    /** Why a file cannot have this name, as the end of a sentence; empty when it can. */
    static String problem(String name) {
        if (name.isEmpty()) {
            return "a file has no name";
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            return "a file's name has more than " + BYTES_MAX + " bytes: " + shown(name);
        }
        // A dot or a blank at the end is lost on some systems, and two names become one.
        if (name.equals(".") || name.equals("..") || name.endsWith(".") || name.endsWith(" ")) {
            return "a file cannot be called '" + shown(name) + "'";
        }
        // The colon parts the folders of a loader's path, and makes a drive of a letter.
        return name.codePoints().anyMatch(c -> c == '/' || c == '\\' || c == ':' || unseen(c))
                ? "a file's name holds a separator or a control character: '" + shown(name) + "'"
                : "";
    }

    /** Equal for names that a system could take for one. */
    static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static boolean unseen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String shown(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().limit(BYTES_MAX).map(c -> unseen(c) ? '?' : c).forEach(text::appendCodePoint);
        return text.toString();
    }
}
