package dev.vigil.binding;

/** Which of the two C interfaces a build exports; decided by its symbols, not by its version number. */
public enum Abi {
    /** 1.x: {@code MXNDArrayCreateEx} is exported. */
    V1,
    /** 2.x: the old names carry the newer signatures. */
    V2
}
