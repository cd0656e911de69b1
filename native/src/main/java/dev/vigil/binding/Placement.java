package dev.vigil.binding;

/**
 * Where the memory of an array lies. Arrays that cannot be placed so (on a GPU, without axes for a slice, of a type that
 * DLPack has no code for) lie where the library puts them.
 */
public enum Placement {
    /** The library allocates it. */
    OWN(0),
    /** In the middle of a longer array, of which it is a slice. */
    SLICED(1),
    /** Its last byte is the last one before a page that may not be touched. */
    GUARD_BEHIND(2),
    /** The same, with the start at a multiple of 64 bytes. */
    GUARD_BEHIND_WIDE(3),
    /** Its first byte is the first one behind such a page. */
    GUARD_BEFORE(4);

    private final int code;

    Placement(int code) {
        this.code = code;
    }

    /** As {@code placement.h} numbers them. */
    int code() {
        return code;
    }
}
