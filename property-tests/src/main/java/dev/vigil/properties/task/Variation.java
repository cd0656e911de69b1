package dev.vigil.properties.task;

import dev.vigil.model.call.Case;

/**
 * A further run that an oracle asks for, in the same process as the base run.
 *
 * @param label names the run in the facts; oracles that ask for the same label with an equal case and manner share it
 */
public record Variation(String label, Case call, Manner manner) {
    /** The same case once more. */
    public static final String AGAIN = "again";

    /**
     * The same case under another seed of the library. The executor adds this run by itself once it has seen that
     * results of such a case depend on the seed; the other runs then share one seed.
     */
    public static final String RESEEDED = "reseeded";

    /** So many seeds are tried while results stay the same as under the first; labels of further runs have a number. */
    public static final int RESEEDED_MAX = 6;

    /** Another case, run in the plain manner. */
    public Variation(String label, Case call) {
        this(label, call, Manner.PLAIN);
    }
}
