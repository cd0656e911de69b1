package dev.vigil.model.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Length-prefixed frames over a channel that somebody else opened. One reader and one writer at a time. */
public final class Frames {
    /** A larger frame is refused: no honest message needs it. */
    public static final int BYTES_MAX = 64 << 20;

    private Frames() {}

    public static void write(WritableByteChannel channel, byte[] frame) throws IOException {
        if (frame.length > BYTES_MAX) {
            throw new IOException("frame of " + frame.length + " bytes is over the limit of " + BYTES_MAX);
        }
        ByteBuffer buffer = ByteBuffer.allocate(4 + frame.length)
                .putInt(frame.length)
                .put(frame)
                .flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * Blocks for one frame.
     *
     * @throws java.io.EOFException when the other side is gone
     * @throws IOException for a frame over the limit
     */
    public static byte[] read(ReadableByteChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(4);
        fill(channel, head);
        int length = head.flip().getInt();
        if (length < 0 || length > BYTES_MAX) {
            throw new IOException("frame of " + length + " bytes is over the limit of " + BYTES_MAX);
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        fill(channel, body);
        return body.array();
    }

    private static void fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new java.io.EOFException("the other side closed the channel");
            }
        }
    }
}
