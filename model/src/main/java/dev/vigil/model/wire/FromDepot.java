package dev.vigil.model.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.model.target.TargetManifest;
import java.util.Objects;

/** What a depot of targets answers a worker. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FromDepot.Manifest.class, name = "manifest"),
    @JsonSubTypes.Type(value = FromDepot.Chunk.class, name = "chunk"),
    @JsonSubTypes.Type(value = FromDepot.Refused.class, name = "refused"),
})
public sealed interface FromDepot {
    record Manifest(TargetManifest manifest) implements FromDepot {
        public Manifest {
            Objects.requireNonNull(manifest, "manifest");
        }
    }

    /**
     * @param sha256 of the whole file
     * @param bytes all that were asked for; nobody may change them
     */
    @SuppressWarnings("ArrayRecordComponent") // a copy of each of the thousand chunks of a library would serve nobody
    record Chunk(String sha256, long offset, byte[] bytes) implements FromDepot {
        public Chunk {
            Objects.requireNonNull(sha256, "sha256");
            Objects.requireNonNull(bytes, "bytes");
        }
    }

    /**
     * @param reason one line
     * @param later whether the same may be had a little later
     */
    record Refused(String reason, boolean later) implements FromDepot {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
