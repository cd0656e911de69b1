package dev.vigil.workers.target;

import dev.vigil.model.wire.FromDepot;
import dev.vigil.model.wire.ToDepot;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** The messages of a depot on their way between two systems, and nothing else. */
public final class DepotSerializer extends SerializerWithStringManifest {
    @Override
    public int identifier() {
        return 7_104_001;
    }

    @Override
    public String manifest(Object message) {
        return message instanceof ToDepot ? "to" : "from";
    }

    @Override
    public byte[] toBinary(Object message) {
        return Wire.encode(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return manifest.equals("to") ? Wire.decode(bytes, ToDepot.class) : Wire.decode(bytes, FromDepot.class);
        } catch (IOException e) {
            throw new NotSerializableException(e.getMessage());
        }
    }
}
