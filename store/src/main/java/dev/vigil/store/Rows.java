package dev.vigil.store;

import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How values become columns and come back. */
final class Rows {
    private Rows() {}

    static <T> T json(String text, Class<T> type) {
        try {
            return Wire.fromJson(text, type);
        } catch (IOException e) {
            throw new StoreFault(
                    "store holds a " + type.getSimpleName() + " that cannot be read: "
                            + text.lines().findFirst().orElse(""),
                    e);
        }
    }

    /** For a column: PostgreSQL takes no NUL character, and library texts may hold any. */
    static String clean(String text) {
        return text.replace((char) 0, '?');
    }

    /** The same for a column of that length. */
    static String fit(String text, int lengthMax) {
        String clean = clean(text);
        if (clean.length() <= lengthMax) {
            return clean;
        }
        // The hash keeps two long texts with the same beginning apart.
        String tail = "~" + sha256(clean).substring(0, 16);
        return clean.substring(0, lengthMax - tail.length()) + tail;
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
