package dev.vigil.model.observation;

import java.util.List;
import java.util.Objects;

/**
 * How a child process came to its end, with what it left behind.
 *
 * @param exitCode of the child, or 128 + signal
 * @param signal number, 0 when it exited by itself
 * @param frames native frames of the thread at fault, innermost first, as {@code module+0xOFFSET symbol}; may be empty
 * @param stderr the last lines it wrote
 * @param detail one line for a reader: what was seen and how the kind was told
 * @param residentBytes largest resident size seen
 */
public record ProcessEnd(
        Kind kind, int exitCode, int signal, List<String> frames, String stderr, String detail, long residentBytes) {
    /** Ends told apart. */
    public enum Kind {
        SEGMENTATION_FAULT,
        BUS_ERROR,
        FLOATING_POINT_EXCEPTION,
        ILLEGAL_INSTRUCTION,
        ABORT,
        STACK_OVERFLOW,
        /** Ended by itself in the middle of a case. */
        EXIT,
        /** No answer within the case's limit; we ended it. */
        HANG,
        /** Resident memory over its limit; we ended it. */
        OUT_OF_MEMORY,
        /** Killed from outside by somebody else; says nothing about the build. */
        KILLED,
        /** It failed before it could run a case; ours or the machine's fault. */
        NOT_STARTED
    }

    /** What an executor exits with when the build under test does not load. */
    public static final int DOES_NOT_LOAD = 2;

    public ProcessEnd {
        Objects.requireNonNull(kind);
        frames = List.copyOf(frames);
    }

    /** Whether an executor could not load the build under test. */
    public boolean doesNotLoad() {
        return kind == Kind.NOT_STARTED && signal == 0 && exitCode == DOES_NOT_LOAD;
    }

    /** Whether it was ended for a limit while it went on. */
    public boolean endless() {
        return kind == Kind.HANG || kind == Kind.OUT_OF_MEMORY;
    }

    /** The same end, told to be of another kind. */
    public ProcessEnd as(Kind other) {
        return new ProcessEnd(other, exitCode, signal, frames, stderr, detail, residentBytes);
    }

    /** The same end, with its frames told otherwise. */
    public ProcessEnd withFrames(List<String> others) {
        return new ProcessEnd(kind, exitCode, signal, others, stderr, detail, residentBytes);
    }

    /** Whether the build under test is to blame, as far as the end alone tells. */
    public boolean blamesBuild() {
        return kind != Kind.KILLED && kind != Kind.NOT_STARTED;
    }
}
