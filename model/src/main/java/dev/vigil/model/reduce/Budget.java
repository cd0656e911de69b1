package dev.vigil.model.reduce;

import java.util.function.BooleanSupplier;

/** How many more tries there may be. One thread. */
public final class Budget {
    private final BooleanSupplier open;
    private int tries;

    /**
     * @param tries at most
     * @param open asked before each; once false ends it early, such as for the time
     */
    public Budget(int tries, BooleanSupplier open) {
        this.tries = tries;
        this.open = open;
    }

    /** Takes one try, if there is one. */
    public boolean take() {
        if (tries <= 0 || !open.getAsBoolean()) {
            return false;
        }
        tries--;
        return true;
    }
}
