package dev.vigil.workers.target;

/** A target that cannot be had, for a reason that the user can act on: the message is one line saying what was wrong and what to do. */
public final class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    public TargetException(String message) {
        super(message);
    }

    public TargetException(String message, Throwable cause) {
        super(message, cause);
    }
}
