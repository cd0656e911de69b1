package dev.vigil.model.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The declared formats: CBOR between processes, JSON in stores and files. Thread-safe. Records of {@code model} are
 * all that ever goes through here; no type names of Java are read from the input, so nothing else can be made.
 */
public final class Wire {
    /** Of a message between nodes; larger ones are refused on both sides. */
    public static final int MESSAGE_BYTES_MAX = 7 << 20;

    /** Records nest to a depth of about 16; with fills within fills, a few more. */
    private static final int DEPTH_MAX = 40;

    /**
     * Names and values in a message between nodes. A record whose kind is told last is kept token by token until then, on each
     * level, so that this times the depth is what a hostile message can take of the heap.
     */
    private static final int FOREIGN_TOKENS_MAX = 1_000_000;

    private static final CBORMapper CBOR =
            cbor(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build());
    private static final CBORMapper FOREIGN_CBOR = cbor(StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxTokenCount(FOREIGN_TOKENS_MAX)
            .build());
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Wire() {}

    private static CBORMapper cbor(StreamReadConstraints bounds) {
        return CBORMapper.builder(
                        CBORFactory.builder().streamReadConstraints(bounds).build())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    public static byte[] encode(Object value) {
        try {
            return CBOR.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot encode " + value.getClass().getSimpleName(), e);
        }
    }

    /**
     * @throws IOException when the bytes are no such record
     */
    public static <T> T decode(byte[] bytes, Class<T> type) throws IOException {
        return CBOR.readValue(bytes, type);
    }

    /**
     * The same for bytes of another machine, which may be anything: they take a bounded part of stack and heap.
     *
     * @throws IOException when the bytes are no such record, or a larger or deeper one than any honest node sends
     */
    public static <T> T decodeForeign(byte[] bytes, Class<T> type) throws IOException {
        Heads.refuseTags(bytes);
        return FOREIGN_CBOR.readValue(bytes, type);
    }

    public static String toJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot encode " + value.getClass().getSimpleName(), e);
        }
    }

    public static String toPrettyJson(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot encode " + value.getClass().getSimpleName(), e);
        }
    }

    /**
     * @throws IOException when the text is no such record; its message names the place
     */
    public static <T> T fromJson(String json, Class<T> type) throws IOException {
        return JSON.readValue(json, type);
    }
}
