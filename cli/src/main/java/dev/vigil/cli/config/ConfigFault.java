package dev.vigil.cli.config;

/** A file of settings with something wrong in it; the message is one line with file and line number. */
public final class ConfigFault extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigFault(String message) {
        super(message);
    }
}
