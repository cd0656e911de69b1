package dev.vigil.cli.canary;

/** A canary's run went wrong for a reason of our own, so nothing is known about what it would have found. */
final class CanaryFault extends Exception {
    private static final long serialVersionUID = 1L;

    CanaryFault(String message) {
        super(message);
    }
}
