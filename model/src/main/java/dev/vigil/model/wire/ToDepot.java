package dev.vigil.model.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** What workers ask of a depot of targets. {@code replyTo} is the address for the answer, as the actor system writes it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ToDepot.ManifestOf.class, name = "manifest-of"),
    @JsonSubTypes.Type(value = ToDepot.BytesOf.class, name = "bytes-of"),
})
public sealed interface ToDepot {
    /** Of one chunk: goes into a frame of 256 KiB with all that is around it. */
    int CHUNK_BYTES_MAX = 128 << 10;

    String replyTo();

    /** What belongs to the target whose library has this SHA-256? */
    record ManifestOf(String replyTo, String sha256) implements ToDepot {
        public ManifestOf {
            Objects.requireNonNull(replyTo, "replyTo");
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    /**
     * A part of the file with this SHA-256, which a manifest spoke of.
     *
     * @param length in bytes, at most {@link #CHUNK_BYTES_MAX}; the file must have them
     */
    record BytesOf(String replyTo, String sha256, long offset, int length) implements ToDepot {
        public BytesOf {
            Objects.requireNonNull(replyTo, "replyTo");
            Objects.requireNonNull(sha256, "sha256");
        }
    }
}
