package dev.vigil.cli.node;

import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToDepot;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Carries the messages of {@code model.wire} between nodes as CBOR, and nothing else: the manifest names one of a few
 * sealed families, and a name within it one of its records.
 */
public final class WireSerializer extends SerializerWithStringManifest {
    static final int BYTES_MAX = Wire.MESSAGE_BYTES_MAX;

    /** Ours among the serializers of a system; never to be given to another. */
    static final int IDENTIFIER = 7355;

    private static final Map<String, Class<?>> FAMILIES = Map.of(
            "to-coordinator", ToCoordinator.class,
            "to-worker", ToWorker.class,
            "to-depot", ToDepot.class,
            "from-depot", FromDepot.class);

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return FAMILIES.entrySet().stream()
                .filter(family -> family.getValue().isInstance(message))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(message.getClass().getName() + " is no message between nodes"));
    }

    @Override
    public byte[] toBinary(Object message) {
        byte[] bytes = Wire.encode(message);
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException("a message " + message.getClass().getSimpleName() + " of " + bytes.length
                    + " bytes is over the limit of " + BYTES_MAX);
        }
        return bytes;
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        Class<?> family = FAMILIES.get(manifest);
        if (family == null) {
            throw new NotSerializableException("a message of the unknown family " + printable(manifest));
        }
        if (bytes.length > BYTES_MAX) {
            throw new NotSerializableException(
                    "a message " + manifest + " of " + bytes.length + " bytes, over the limit of " + BYTES_MAX);
        }
        try {
            Object message = Wire.decodeForeign(bytes, family);
            Wholeness.check(message);
            return message;
        } catch (IOException | RuntimeException e) {
            // Records check themselves, and what a hostile sender writes may break any of their rules.
            NotSerializableException fault =
                    new NotSerializableException("a message " + manifest + " that cannot be read");
            fault.initCause(e);
            throw fault;
        }
    }

    private static String printable(String text) {
        String line = text.replaceAll("[^ -~]", "?");
        return line.substring(0, Math.min(40, line.length()));
    }
}
