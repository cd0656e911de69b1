package dev.vigil.cli;

/** A unit could not be run for a fault of ours or of the machine; the message is one line in the lane's or worker's words. */
public final class UnitFault extends Exception {
    private static final long serialVersionUID = 1L;

    UnitFault(String message) {
        super(message);
    }
}
