package dev.vigil.cli.run;

/** An actor of ours failed: a fault of our own, never a finding. */
public final class SittingFault extends Exception {
    private static final long serialVersionUID = 1L;

    SittingFault(String message, Throwable cause) {
        super(message, cause);
    }
}
