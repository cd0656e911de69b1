package dev.vigil.model.program;

/**
 * What a program may use.
 *
 * @param quietMs wall time after its start from which on it hangs as soon as none of its threads has done anything for a second
 * @param totalMs wall time after its start at which it hangs whatever it does
 * @param memoryBytes resident memory
 */
public record ProgramLimits(long quietMs, long totalMs, long memoryBytes) {
    public ProgramLimits {
        if (quietMs < 1 || totalMs < quietMs || memoryBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "limits too small: " + quietMs + " ms, " + totalMs + " ms, " + memoryBytes + " B");
        }
    }
}
