package dev.vigil.cli.node;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.pekko.protobufv3.internal.InvalidProtocolBufferException;
import org.apache.pekko.remote.ContainerFormats;

/**
 * Reads along on one inbound connection what Artery is about to read, and refuses what Artery would not survive or should not
 * hear. Artery itself waits for as many bytes as a frame says it has, and one bad head ends its streams for all nodes.
 *
 * <p>Where a worker is at either end, a frame carries a message of ours or one that opens and closes connections: no
 * system message, nothing that a cluster is managed by. The layout is that of Pekko 1.7 (EnvelopeBuffer), and the tests
 * go through the real one. One thread.
 */
final class FrameGate {
    /** In which all names of a frame must end: who sends, to whom, what. Paths of ours take under 200 bytes. */
    private static final int HEAD_MAX = 4 << 10;

    private static final int CONNECTION_BYTES = 5;
    private static final int LENGTH_BYTES = 4;
    private static final int FIXED_BYTES = 28;

    private static final int CONTROL_STREAM = 1;
    private static final int ORDINARY_STREAM = 2;

    private static final int FLAGS_AT = 1;
    private static final int SERIALIZER_AT = 12;
    private static final int[] NAMES_AT = {16, 20, 24};
    private static final int COMPRESSED = 0xFF000000;

    /** Messages to actors by their path. */
    private static final int SELECTION = 6;

    private static final List<String> DOOR = List.of("user", WorkerVerb.DOOR);

    /** Artery's own messages. */
    private static final int ARTERY = 17;

    /** Of these: terminating and its answer, handshake and its answer, flush and its answer. */
    private static final Set<String> OPENING_AND_CLOSING = Set.of("b", "c", "d", "e", "o", "p");

    private enum Step {
        CONNECTION,
        LENGTH,
        FRAME
    }

    private final int frameBytesMax;
    private final boolean fellows;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private Step step = Step.CONNECTION;
    private int length;
    private int left = CONNECTION_BYTES;

    /**
     * @param fellows whether both ends are coordinators, which may say anything
     */
    FrameGate(int frameBytesMax, boolean fellows) {
        this.frameBytesMax = frameBytesMax;
        this.fellows = fellows;
    }

    /**
     * Takes the next bytes, all of them.
     *
     * @throws SSLException when the connection must end; says why in words that are ours
     */
    void pass(ByteBuffer bytes) throws SSLException {
        while (bytes.hasRemaining()) {
            int now = Math.min(left, bytes.remaining());
            int kept = Math.min(now, head.remaining());
            head.put(head.position(), bytes, bytes.position(), kept).position(head.position() + kept);
            bytes.position(bytes.position() + now);
            left -= now;
            if (left == 0) {
                head.flip();
                next();
                head.clear();
            }
        }
    }

    private void next() throws SSLException {
        switch (step) {
            case CONNECTION -> {
                int stream = head.get(CONNECTION_BYTES - 1);
                if (stream != CONTROL_STREAM && stream != ORDINARY_STREAM) {
                    throw new SSLException("no connection of ours begins so");
                }
                expectLength();
            }
            case LENGTH -> {
                length = head.getInt();
                if (length < FIXED_BYTES || length > frameBytesMax) {
                    throw new SSLException(
                            "a frame of " + length + " bytes; they have from " + FIXED_BYTES + " to " + frameBytesMax);
                }
                step = Step.FRAME;
                left = length;
            }
            case FRAME -> {
                inspect();
                expectLength();
            }
        }
    }

    private void expectLength() {
        step = Step.LENGTH;
        left = LENGTH_BYTES;
    }

    private void inspect() throws SSLException {
        if (fellows) {
            return;
        }
        if (head.get(0) != 0 || head.get(FLAGS_AT) != 0) {
            throw new SSLException("a frame of another version");
        }
        String what = lastName();
        int serializer = head.getInt(SERIALIZER_AT);
        if (serializer != WireSerializer.IDENTIFIER
                && !(serializer == ARTERY && OPENING_AND_CLOSING.contains(what))
                && !(serializer == SELECTION && knock())) {
            throw new SSLException(
                    "a message that workers and coordinators do not send each other, of serializer " + serializer);
        }
    }

    /** A message of ours for the door, which a worker finds by its name alone. The names were read, and behind them it begins. */
    private boolean knock() {
        if (length > HEAD_MAX) {
            return false;
        }
        byte[] rest = new byte[head.remaining()];
        head.get(rest);
        try {
            ContainerFormats.SelectionEnvelope envelope = ContainerFormats.SelectionEnvelope.parseFrom(rest);
            return envelope.getSerializerId() == WireSerializer.IDENTIFIER
                    && envelope.getPatternList().stream()
                            .allMatch(p -> p.getType() == ContainerFormats.PatternType.CHILD_NAME)
                    && envelope.getPatternList().stream()
                            .map(ContainerFormats.Selection::getMatcher)
                            .toList()
                            .equals(DOOR);
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    /** The names stand one after the other, and the last one says what the message is. */
    private String lastName() throws SSLException {
        String name = "";
        head.position(FIXED_BYTES);
        for (int at : NAMES_AT) {
            if ((head.getInt(at) & COMPRESSED) != 0) {
                throw new SSLException("a frame with a name that was never agreed on");
            }
            int bytes = head.remaining() < Short.BYTES ? -1 : head.getShort();
            if (bytes < 0 || bytes > head.remaining()) {
                throw new SSLException("a frame whose names do not fit into it");
            }
            byte[] text = new byte[bytes];
            head.get(text);
            name = new String(text, StandardCharsets.ISO_8859_1);
        }
        return name;
    }
}
