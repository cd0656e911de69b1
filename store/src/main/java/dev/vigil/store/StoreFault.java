package dev.vigil.store;

/**
 * The store cannot be used: damaged, locked by another process, out of space, or of a newer version. The message is
 * one line for a person, with what to do; nothing that was accepted before is lost by it.
 */
public final class StoreFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreFault(String message) {
        super(message);
    }

    public StoreFault(String message, Throwable cause) {
        super(message, cause);
    }
}
