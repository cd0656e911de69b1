package dev.vigil.cli;

/** What the user gave, or the machine, does not serve; the message is one line saying what was wrong and what to do. */
public final class BadInput extends Exception {
    private static final long serialVersionUID = 1L;

    public BadInput(String message) {
        super(message);
    }

    public BadInput(String message, Throwable cause) {
        super(message, cause);
    }
}
