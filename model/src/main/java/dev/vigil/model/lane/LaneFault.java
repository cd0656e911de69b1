package dev.vigil.model.lane;

/** A fault of ours, of the machine, or of a build that does not load, that keeps a unit from being run; never a finding. */
public final class LaneFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean ofTarget;

    public LaneFault(String message) {
        this(message, false);
    }

    public LaneFault(String message, Throwable cause) {
        super(message, cause);
        this.ofTarget = false;
    }

    /**
     * @param ofTarget whether the build under test does not load, which its user can mend and we cannot
     */
    public LaneFault(String message, boolean ofTarget) {
        super(message);
        this.ofTarget = ofTarget;
    }

    public boolean ofTarget() {
        return ofTarget;
    }
}
