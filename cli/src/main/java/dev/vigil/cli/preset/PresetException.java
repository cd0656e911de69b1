package dev.vigil.cli.preset;

/** A campaign file with something wrong in it; the message is one line with file and line number. */
public final class PresetException extends Exception {
    private static final long serialVersionUID = 1L;

    PresetException(String message) {
        super(message);
    }
}
