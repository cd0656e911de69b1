package dev.vigil.properties.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Native memory for the bytes of inputs, given out in pieces and taken back all at once, because a fresh direct
 * buffer per input costs more than a small call.
 */
final class Scratch {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int ALIGNMENT = 64;

    private final List<ByteBuffer> chunks = new ArrayList<>();
    private int current;

    /** A piece in native order, valid until {@link #reset}; its contents are whatever was there. */
    ByteBuffer take(int bytes) {
        int padded = Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        while (current < chunks.size() && chunks.get(current).remaining() < padded) {
            current++;
        }
        if (current == chunks.size()) {
            chunks.add(ByteBuffer.allocateDirect(Math.max(CHUNK_BYTES, padded)));
        }
        ByteBuffer chunk = chunks.get(current);
        ByteBuffer piece = chunk.slice(chunk.position(), bytes).order(ByteOrder.nativeOrder());
        chunk.position(chunk.position() + padded);
        return piece;
    }

    /** All pieces are void; chunks of unusual size go back to the system. */
    void reset() {
        chunks.removeIf(chunk -> chunk.capacity() > CHUNK_BYTES);
        chunks.forEach(ByteBuffer::clear);
        current = 0;
    }
}
