package dev.vigil.cli;

/** What a verb ends with; the same meaning for every verb. */
public enum Exit {
    /** Done, open, holds. */
    DONE(0),
    /** The answer is no: gate shut, replayed fault is there. */
    NO(1),
    BAD_INPUT(2),
    OUR_FAULT(3),
    UNDECIDED(4),
    INTERRUPTED(130);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
