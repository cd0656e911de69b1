package dev.vigil.model.lane;

/** A fault of ours, or of the machine, that keeps a unit from being run; never a finding. */
public final class LaneFault extends Exception {
    private static final long serialVersionUID = 1L;

    public LaneFault(String message) {
        super(message);
    }

    public LaneFault(String message, Throwable cause) {
        super(message, cause);
    }
}
