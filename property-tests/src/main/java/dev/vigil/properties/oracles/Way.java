package dev.vigil.properties.oracles;

/** Another way to make a call that must come to the same. */
interface Way {
    /** As in "with a cached op"; what has the same words is one finding. */
    String words();

    /** Of the run. */
    String label();

    /** Whether a call that is refused plainly must be refused this way too. */
    boolean sharesRefusals();

    /** Whether results are stored the same way; where not, only their values are compared. */
    default boolean sharesStorage() {
        return true;
    }

    /** Whether the library refuses every operator of a kind this way, or may, which is a question of its own. */
    boolean mayRefuse(String error);
}
