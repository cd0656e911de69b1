package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** An element type of a dense array, with the code that both MXNet ABIs use for it. */
public enum DType {
    FLOAT32(0, 4, Kind.FLOATING),
    FLOAT64(1, 8, Kind.FLOATING),
    FLOAT16(2, 2, Kind.FLOATING),
    UINT8(3, 1, Kind.UNSIGNED),
    INT32(4, 4, Kind.SIGNED),
    INT8(5, 1, Kind.SIGNED),
    INT64(6, 8, Kind.SIGNED),
    BOOL(7, 1, Kind.BOOLEAN),
    INT16(8, 2, Kind.SIGNED),
    UINT16(9, 2, Kind.UNSIGNED),
    UINT32(10, 4, Kind.UNSIGNED),
    UINT64(11, 8, Kind.UNSIGNED),
    BFLOAT16(12, 2, Kind.FLOATING);

    /** How the bits of an element are read. */
    public enum Kind {
        FLOATING,
        SIGNED,
        UNSIGNED,
        BOOLEAN
    }

    private static final DType[] BY_CODE = values();

    private final int code;
    private final int bytes;
    private final Kind kind;

    DType(int code, int bytes, Kind kind) {
        this.code = code;
        this.bytes = bytes;
        this.kind = kind;
    }

    /** The library's code, also the ordinal of this constant. */
    public int code() {
        return code;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    public Kind kind() {
        return kind;
    }

    public boolean floating() {
        return kind == Kind.FLOATING;
    }

    /** Signed or unsigned integers; not booleans. */
    public boolean integral() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /** The largest finite value, as a double (rounded for 64-bit integers). */
    public double max() {
        return switch (this) {
            case FLOAT32 -> Float.MAX_VALUE;
            case FLOAT64 -> Double.MAX_VALUE;
            case FLOAT16 -> 65504.0;
            case BFLOAT16 -> 0x1.FEp127;
            case BOOL -> 1.0;
            default -> kind == Kind.SIGNED ? Math.scalb(1.0, 8 * bytes - 1) - 1 : Math.scalb(1.0, 8 * bytes) - 1;
        };
    }

    /** The lowest finite value, as a double. */
    public double min() {
        return switch (kind) {
            case FLOATING -> -max();
            case SIGNED -> -Math.scalb(1.0, 8 * bytes - 1);
            case UNSIGNED, BOOLEAN -> 0.0;
        };
    }

    /** Unit roundoff of a floating type (half the distance from 1 to the next value); 0 for the others. */
    public double unitRoundoff() {
        return switch (this) {
            case FLOAT32 -> 0x1p-24;
            case FLOAT64 -> 0x1p-53;
            case FLOAT16 -> 0x1p-11;
            case BFLOAT16 -> 0x1p-8;
            default -> 0.0;
        };
    }

    /** The least positive value of a floating type that has all its bits; below it, roundings no longer shrink. 0 for the others. */
    public double leastNormal() {
        return switch (this) {
            case FLOAT32, BFLOAT16 -> 0x1p-126;
            case FLOAT64 -> 0x1p-1022;
            case FLOAT16 -> 0x1p-14;
            default -> 0.0;
        };
    }

    /** The name used in cases, findings and by MXNet itself, such as {@code float32}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException for a name that is no element type
     */
    @JsonCreator
    public static DType of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("no element type is called '" + text + "'"));
    }

    public static Optional<DType> find(String text) {
        for (DType type : BY_CODE) {
            if (type.text().equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Empty for a code that a newer build may have and we do not know. */
    public static Optional<DType> ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
