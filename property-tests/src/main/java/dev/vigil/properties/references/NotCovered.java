package dev.vigil.properties.references;

/** The reference has no answer to this call: nothing was found, and nothing is wrong with us. */
public final class NotCovered extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotCovered(String why) {
        // Thrown once per case in places; nobody reads where.
        super(why, null, false, false);
    }
}
