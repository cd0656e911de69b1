package dev.vigil.binding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Key and value texts as the C side wants them: each closed by a zero byte. */
final class Packed {
    private Packed() {}

    static byte[] of(Map<String, String> texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        texts.forEach((key, value) -> {
            append(out, key);
            append(out, value);
        });
        // Never empty: JNI has no address for the elements of an empty array.
        out.write(0);
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a C string cannot hold a zero character: " + text);
        }
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }
}
