package dev.vigil.binding;

import java.util.Arrays;
import java.util.Optional;

/** The element types that MXNet numbers; a build need not support them all. */
public enum DType {
    FLOAT32(0, 4),
    FLOAT64(1, 8),
    FLOAT16(2, 2),
    UINT8(3, 1),
    INT32(4, 4),
    INT8(5, 1),
    INT64(6, 8),
    BOOL(7, 1),
    INT16(8, 2),
    UINT16(9, 2),
    UINT32(10, 4),
    UINT64(11, 8),
    BFLOAT16(12, 2);

    private static final DType[] BY_CODE = values();

    private final int code;
    private final int bytes;

    DType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    public int code() {
        return code;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Empty for a code that we do not know, such as -1 of an array without data. */
    public static Optional<DType> of(int code) {
        return Arrays.stream(BY_CODE).filter(type -> type.code == code).findFirst();
    }

    /** Bytes of one element of a coded type; refuses an unknown code, for its copies could not be bounded. */
    static int bytesOf(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("no element size known for dtype code " + code);
        }
        return BY_CODE[code].bytes;
    }
}
