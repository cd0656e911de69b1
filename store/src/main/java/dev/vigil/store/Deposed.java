package dev.vigil.store;

/**
 * Another handle took the lead over this one's: nothing was written, and nothing will be through this handle until it
 * takes the lead again. Never passing.
 */
public final class Deposed extends StoreFault {
    private static final long serialVersionUID = 1L;

    Deposed(String message) {
        super(message);
    }
}
