package dev.vigil.binding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes that the last native call of this thread left for us, read front to back. */
final class Reply {
    private final ByteBuffer bytes;

    private Reply(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    static Reply take() {
        byte[] bytes = new byte[Math.toIntExact(ShimLibrary.reply_size())];
        ShimLibrary.reply_copy(bytes, bytes.length);
        return new Reply(bytes);
    }

    int number() {
        return bytes.getInt();
    }

    long longNumber() {
        return bytes.getLong();
    }

    /** Never fails on bytes that are no UTF-8: they become replacement characters. */
    String text() {
        int length = bytes.getInt();
        String text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }

    List<String> texts() {
        int count = number();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }
}
