package dev.vigil.model.lane;

/** A fault of ours, of the machine, or of a build that does not load, that keeps a unit from being run; never a finding. */
public final class LaneFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final Blamed blamed;

    public LaneFault(String message) {
        this(message, Blamed.UNIT);
    }

    /** The machine refused something. */
    public LaneFault(String message, Throwable cause) {
        super(message, cause);
        this.blamed = Blamed.WORKER;
    }

    public LaneFault(String message, Blamed blamed) {
        super(message);
        this.blamed = blamed;
    }

    public Blamed blamed() {
        return blamed;
    }
}
